using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Referrals;

/// <summary>The rows of what partners hand on: its history without anybody in it, and apart from it whose it is.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class ReferralRows(IStore store, Door door, SealedRows rows, WorkspaceInForce workspace)
{
    /// <summary>Journals whose request it is: sealed with the key of whoever is known by it, else with the store's own.</summary>
    /// <returns>The row's sequence. It is on disk before any row that is appended later.</returns>
    internal async ValueTask<long> AppendAsync(ReferralIdentitiesEntry whose, IReadOnlyList<Identifier> identifiers, bool takesBack, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return rows.Append(whose, whose.At, takesBack).FirstSequence;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return (session.IsUnreadable ? rows.Append(whose, whose.At, takesBack) : session.Keep(whose, takesBack)).FirstSequence;
            }
        }

        throw Turns.Spent("a request that a partner handed on was kept");
    }

    /// <summary>Journals what was done, all of it or nothing.</summary>
    internal JournalTicket Append(bool takesBack, params ReadOnlySpan<ReferralEntry> entries)
    {
        var sealedRows = ImmutableArray.CreateBuilder<JournalRow>(entries.Length);
        foreach (var entry in entries)
        {
            sealedRows.Add(rows.Seal(entry, entry.At));
        }

        return store.Journal.Append(JournalBatch.Of(sealedRows.MoveToImmutable()) with { TakesBack = takesBack });
    }

    /// <summary>Whose it is; null when that is gone: it was closed, or they were erased.</summary>
    internal async ValueTask<ImmutableArray<Identifier>?> OpenAsync(long sequence, CancellationToken cancellation) =>
        sequence > 0 && await store.Journal.FindAsync(sequence, cancellation) is { Row: { Kind: EntryKind.ReferralIdentities } row }
            ? await OpenAsync(row, cancellation)
            : null;

    /// <summary>Whose it is, as a row says it.</summary>
    internal async ValueTask<ImmutableArray<Identifier>?> OpenAsync(JournalRow row, CancellationToken cancellation) =>
        await rows.OpenAsync(row, cancellation) is ReferralIdentitiesEntry whose ? [.. whose.Identifiers.Select(one => one.In(workspace.Current)).OfType<Identifier>()] : null;

    /// <summary>Deletes whose it was.</summary>
    internal async ValueTask DeleteAsync(long sequence, CancellationToken cancellation)
    {
        if (sequence > 0 && await store.Journal.FindAsync(sequence, cancellation) is { Row: { Kind: EntryKind.ReferralIdentities } row })
        {
            await store.Eraser.RewriteAsync([new RowRewrite(row.Subject, sequence, default)], store.Eraser.SweptThrough, cancellation);
        }
    }
}
