using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Fulcrum.Consent;
using Fulcrum.Consent.Laws;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Finds what of a subject's events no purpose justifies any more. Pure.</summary>
/// <remarks>
/// It goes by the fold: a no ends its purpose for the events before it in the journal, and a later yes revives nothing. So a
/// refold of what is left reads the same, for every purpose.
/// </remarks>
internal static class Unjustified
{
    /// <summary>What must become of the event rows, in order; rows that may stay as they are do not occur.</summary>
    /// <param name="rows">All rows of one subject, in journal order.</param>
    /// <param name="isDue">Whether a no received then was received long enough ago.</param>
    /// <param name="workspace">The workspace in force.</param>
    public static List<TrimmedRow> Find(IReadOnlyList<OpenedRow> rows, Func<Instant, bool> isDue, Workspace workspace) =>
        Find(rows, (record, at) => isDue(at) ? Ended(record, workspace) : PurposeSet.Empty, _ => PurposeSet.Empty);

    /// <summary>The same by what a record ends, and by how long each purpose may keep.</summary>
    /// <param name="rows">All rows of one subject, in journal order.</param>
    /// <param name="ends">The purposes that a record, received then, ends for the events before it.</param>
    /// <param name="lapsed">The purposes whose retention is over for an event received then.</param>
    public static List<TrimmedRow> Find(IReadOnlyList<OpenedRow> rows, Func<ConsentRecord, Instant, PurposeSet> ends, Func<Instant, PurposeSet> lapsed)
    {
        var trimmed = new List<TrimmedRow>();
        var ended = PurposeSet.Empty;
        for (var at = rows.Count - 1; at >= 0; at--)
        {
            switch (rows[at].Entry)
            {
                case ConsentEntry(var record):
                    ended |= ends(record, rows[at].At);
                    break;
                case AcceptedEvent happened when (happened.Kept & (ended | lapsed(rows[at].At))) is { IsEmpty: false } gone:
                    trimmed.Add(new TrimmedRow(rows[at], Trim(happened, gone)));
                    break;
                default:
                    break;
            }
        }

        trimmed.Reverse();
        KeepIdentifiers(rows, CollectionsMarshal.AsSpan(trimmed));
        return trimmed;
    }

    /// <summary>
    /// The purposes a record ends: its own and those within it, when they end by a no. A no to one channel or one category ends
    /// none: what was collected goes on being used where it may.
    /// </summary>
    public static PurposeSet Ended(ConsentRecord record, Workspace workspace) =>
        PurposeOf(record, workspace) is { } purpose ? FoldPlan.Of(workspace).EndedBy(purpose) : PurposeSet.Empty;

    /// <summary>The same by the law of the subject: where theirs knows no other basis, a no ends what rests on one elsewhere.</summary>
    public static PurposeSet Ended(ConsentRecord record, Workspace workspace, Law law) =>
        PurposeOf(record, workspace) is { } purpose ? FoldPlan.Of(workspace).EndedBy(purpose, law) : PurposeSet.Empty;

    private static Purpose? PurposeOf(ConsentRecord record, Workspace workspace) =>
        record.State is ConsentState.Refused or ConsentState.Withdrawn && record.Scope.IsWhole ? workspace.Purposes.GetValueOrDefault(record.Purpose) : null;

    private static AcceptedEvent? Trim(AcceptedEvent happened, PurposeSet ended)
    {
        var kept = happened.Kept - ended;
        if (kept.IsEmpty)
        {
            return null;
        }

        var properties = ImmutableArray.CreateBuilder<KeptProperty>(happened.Properties.Length);
        foreach (var property in happened.Properties)
        {
            if (!(property.Kept & kept).IsEmpty)
            {
                properties.Add(property with { Kept = property.Kept - ended });
            }
        }

        return happened with { Kept = kept, Properties = properties.ToImmutable() };
    }

    /// <summary>
    /// Keeps a bare row where a deleted one would take an identifier along that no other row holds: a withdrawal is worth
    /// nothing when nobody can tell whose it is, and a merge is judged by who is a person. So does a subject's first row: without it
    /// a link would seem to be the first thing ever heard of the subject, and a new name has no silence of its own.
    /// </summary>
    private static void KeepIdentifiers(IReadOnlyList<OpenedRow> rows, Span<TrimmedRow> trimmed)
    {
        var deleted = new HashSet<long>();
        foreach (var row in trimmed)
        {
            if (row.Left is null)
            {
                deleted.Add(row.Row.Sequence);
            }
        }

        var held = new HashSet<HeldIdentifier>();
        foreach (var row in rows)
        {
            if (row.Entry is AcceptedEvent happened && !deleted.Contains(row.Sequence))
            {
                Hold(happened, held);
            }
        }

        foreach (ref var row in trimmed)
        {
            if (row.Left is null && row.Row.Entry is AcceptedEvent happened && (Hold(happened, held) || row.Row.Binds || row.Row.Sequence == rows[0].Sequence))
            {
                row = row with { Left = Bare(happened) };
            }
        }
    }

    /// <summary>Holds an event's identifiers.</summary>
    /// <returns>Whether one of them was not held, or not as a verified one.</returns>
    private static bool Hold(AcceptedEvent happened, HashSet<HeldIdentifier> held)
    {
        var isNew = false;
        foreach (var (type, value, verified) in happened.Identifiers)
        {
            isNew |= held.Add(HeldIdentifier.Of(type, value, false));
            isNew |= verified && held.Add(HeldIdentifier.Of(type, value, true));
        }

        return isNew;
    }

    /// <summary>An event of which nothing is left but the identifiers it came with; it sets and feeds nothing.</summary>
    private static AcceptedEvent Bare(AcceptedEvent happened) => happened with
    {
        Name = "",
        OccurredAt = happened.ReceivedAt,
        Kept = PurposeSet.Empty,
        Properties = [],
        Undeclared = default,
        MessageId = "",
    };
}

/// <summary>A journal row of a subject, opened.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="At">When it was received.</param>
/// <param name="Binds">Whether it binds identifiers to the subject.</param>
/// <param name="Entry">Its content.</param>
internal sealed record OpenedRow(long Sequence, Instant At, bool Binds, Entry Entry);

/// <summary>What must become of an event row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Left">What is left of the event; null when the row goes.</param>
internal readonly record struct TrimmedRow(OpenedRow Row, AcceptedEvent? Left);
