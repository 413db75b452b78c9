using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What one subject's records say about one channel and category of a purpose. Pure; the order of the cells means nothing.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A no about every purpose beats everything below it, however late a yes below it comes.</item>
/// <item>A no to a wider purpose beats every purpose within it: the tree narrows and never widens.</item>
/// <item>
/// Within the purpose a yes counts for all that lies in its scope. It takes back only a no that is as wide as itself or
/// wider, and only one from before: a narrow no stands until the same narrow yes.
/// </item>
/// </list>
/// </remarks>
internal static class ConsentScopes
{
    /// <summary>The cell that decides.</summary>
    /// <param name="cells">All cells of the subject.</param>
    /// <param name="purpose">The purpose asked about.</param>
    /// <param name="asked">The channel and category asked about; an empty one asks about what holds for every one.</param>
    /// <param name="workspace">Knows the purpose's parents.</param>
    internal static ConsentCell Resolve(ReadOnlySpan<ConsentCell> cells, Purpose purpose, ConsentScope asked, Workspace workspace)
    {
        if (FindNo(cells, ConsentCell.EveryPurpose, asked) is { } everywhere)
        {
            return everywhere with { Bit = (byte)purpose.Bit };
        }

        var wider = purpose;
        for (var depth = 0; depth < Purpose.DepthMax && wider.Parent.Length > 0 && workspace.Purposes.TryGetValue(wider.Parent, out var parent); depth++)
        {
            wider = parent;
            if (FindNo(cells, (byte)parent.Bit, asked) is { } above)
            {
                return above with { Bit = (byte)purpose.Bit };
            }
        }

        var found = ConsentCell.Unknown(purpose.Bit, asked);
        foreach (ref readonly var cell in cells)
        {
            if (cell.Bit == purpose.Bit && cell.Scope.Covers(asked) && Beats(cell, found, cells, asked))
            {
                found = cell;
            }
        }

        return found;
    }

    /// <summary>The latest no that covers what is asked; null when there is none.</summary>
    private static ConsentCell? FindNo(ReadOnlySpan<ConsentCell> cells, byte bit, ConsentScope asked)
    {
        ConsentCell? no = null;
        foreach (ref readonly var cell in cells)
        {
            if (cell.Bit == bit && cell.IsNo && cell.Scope.Covers(asked) && (no is null || cell.Sequence > no.Value.Sequence))
            {
                no = cell;
            }
        }

        return no;
    }

    // A yes that stands first, then a no, then whatever else was said; the latest of equals.
    private static bool Beats(in ConsentCell cell, in ConsentCell best, ReadOnlySpan<ConsentCell> cells, ConsentScope asked)
    {
        var (rank, bestRank) = (Rank(cell, cells, asked), Rank(best, cells, asked));
        return rank > bestRank || (rank == bestRank && cell.Sequence > best.Sequence);
    }

    private static int Rank(in ConsentCell cell, ReadOnlySpan<ConsentCell> cells, ConsentScope asked) => cell.State switch
    {
        ConsentState.Given => Stands(cell, cells, asked) ? 4 : -1,
        ConsentState.Refused or ConsentState.Withdrawn => 3,
        ConsentState.Requested => 2,
        ConsentState.Invalid => 1,
        _ => 0,
    };

    /// <summary>Whether a yes was said after, and as closely as, every no that speaks about what is asked.</summary>
    private static bool Stands(in ConsentCell yes, ReadOnlySpan<ConsentCell> cells, ConsentScope asked)
    {
        foreach (ref readonly var no in cells)
        {
            if (no.Bit == yes.Bit && no.IsNo && no.Scope.Covers(asked)
                && !(no.Scope.Covers(yes.Scope) && yes.Sequence > no.Sequence && yes.At >= no.NoAt))
            {
                return false;
            }
        }

        return true;
    }
}
