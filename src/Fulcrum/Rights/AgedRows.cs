using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>
/// Deletes what was kept for its own sake once the workspace's retention of its kind is over: decisions with their outcomes,
/// look-ups, consent records that stopped mattering, links that were cut or refused.
/// </summary>
/// <remarks>
/// Each kind is looked for through the whole journal once a process, and from then on where the last look stopped; deleting
/// again what is gone changes nothing, so nothing need be remembered on disk. Rows that bind an identifier stay, see
/// <see cref="IEraser.RewriteAsync"/>. One thread at a time.
/// </remarks>
internal sealed class AgedRows(IStore store, Sealing sealing, WorkspaceInForce workspace)
{
    private const int RowsAtOnce = 1_024;
    private const int SubjectsAtOnce = 256;

    private static readonly TimeSpan RequestsFor = PartContacts.RequestsFor;

    private readonly Dictionary<Aging, long> _through = [];

    /// <summary>Looks on from where it stopped.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="rowsMax">Journal rows looked at for each kind, at most.</param>
    /// <param name="cancellation">Stops it between two portions; what was deleted stays deleted.</param>
    /// <returns>How many rows were deleted, and whether it looked at all that is due.</returns>
    public async ValueTask<(long Deleted, bool IsDone)> RunAsync(Instant now, long rowsMax, CancellationToken cancellation)
    {
        var inForce = workspace.Current;
        var kept = inForce.Settings.Retentions;
        (Aging Aging, TimeSpan Kept)[] kinds =
        [
            (Aging.Decision, DecisionsKept(inForce)), (Aging.LookUp, kept.LookUps), (Aging.Consent, kept.Consents), (Aging.Link, kept.Links),
        ];
        var (deleted, isDone) = (0L, true);
        foreach (var (aging, span) in kinds)
        {
            var swept = await SweepAsync(aging, now - span, now, rowsMax, inForce, cancellation);
            (deleted, isDone) = (deleted + swept.Deleted, isDone && swept.IsDone);
        }

        return (deleted, isDone);
    }

    /// <summary>Caps count contacts, and a repeated request finds its decision: neither may lose what it rests on.</summary>
    private static TimeSpan DecisionsKept(Workspace workspace)
    {
        var needed = RequestsFor;
        foreach (var cap in workspace.ContactPolicy.Caps)
        {
            needed = cap.Span > needed ? cap.Span : needed;
        }

        var lapse = TimeSpan.Zero;
        foreach (var placement in workspace.Placements.Values)
        {
            lapse = placement.ReservationLapse > lapse ? placement.ReservationLapse : lapse;
        }

        needed += lapse;
        var declared = workspace.Settings.Retentions.Decisions;
        return declared > needed ? declared : needed;
    }

    private async ValueTask<(long Deleted, bool IsDone)> SweepAsync(
        Aging aging, Instant due, Instant now, long rowsMax, Workspace inForce, CancellationToken cancellation)
    {
        var (rows, subjects) = (new List<RowRewrite>(), new HashSet<SubjectId>());
        var (looked, deleted, isDone, through) = (0L, 0L, true, _through.GetValueOrDefault(aging));
        await foreach (var (sequence, row) in store.Journal.ReadAllAsync(through, cancellation))
        {
            // A row from the future was written under a wrong clock; waiting for it would hold up all behind it.
            if (row.At > due && row.At <= now)
            {
                break;
            }

            if (looked++ == rowsMax)
            {
                isDone = false;
                break;
            }

            through = sequence;
            if (row.At <= due)
            {
                Take(aging, sequence, row, rows, subjects);
            }

            if (rows.Count >= RowsAtOnce || subjects.Count >= SubjectsAtOnce)
            {
                deleted += await DeleteAsync(aging, due, rows, subjects, inForce, cancellation);
            }
        }

        deleted += await DeleteAsync(aging, due, rows, subjects, inForce, cancellation);
        _through[aging] = through;
        return (deleted, isDone);
    }

    private static void Take(Aging aging, long sequence, in JournalRow row, List<RowRewrite> rows, HashSet<SubjectId> subjects)
    {
        switch (aging, row.Kind)
        {
            case (Aging.Decision, EntryKind.Decision or EntryKind.Outcome):
            case (Aging.LookUp, EntryKind.LookUp or EntryKind.Access or EntryKind.Message or EntryKind.Delivery or EntryKind.Referral or EntryKind.ReferralIdentities or EntryKind.ReferralDelivery
                or EntryKind.Tell or EntryKind.TellAct or EntryKind.TellIdentities):
            case (Aging.Link, EntryKind.LinkRefused):
                rows.Add(new RowRewrite(row.Subject, sequence, default));
                break;
            case (Aging.Consent, EntryKind.Consent):
            case (Aging.Link, EntryKind.Cut):
                subjects.Add(row.Subject);
                break;
            default:
                break;
        }
    }

    private async ValueTask<long> DeleteAsync(
        Aging aging, Instant due, List<RowRewrite> rows, HashSet<SubjectId> subjects, Workspace inForce, CancellationToken cancellation)
    {
        foreach (var subject in subjects)
        {
            if (await OpenAsync(subject, aging, cancellation) is { } opened)
            {
                var found = aging == Aging.Consent ? Superseded.FindConsents(opened, due, inForce) : Superseded.FindLinks(opened, due);
                rows.AddRange(found.Select(sequence => new RowRewrite(subject, sequence, default)));
            }
        }

        subjects.Clear();
        if (rows.Count == 0)
        {
            return 0;
        }

        rows.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        var deleted = await store.Eraser.RewriteAsync([.. rows], store.Eraser.SweptThrough, cancellation);
        rows.Clear();
        return deleted;
    }

    /// <summary>A subject's rows of a kind, opened, oldest first; null when one cannot be: it was erased, or waits for repair, and then all of it stays.</summary>
    private async ValueTask<List<OpenedRow>?> OpenAsync(SubjectId subject, Aging aging, CancellationToken cancellation)
    {
        if (await store.Keys.FindAsync(subject, cancellation) is not { } wrapped || sealing.UnwrapKey(subject, wrapped.Span) is not { } key)
        {
            return null;
        }

        var opened = new List<OpenedRow>();
        foreach (var (sequence, row) in await store.Journal.ReadSubjectAsync(subject, 0, cancellation))
        {
            if (aging == Aging.Consent ? row.Kind != EntryKind.Consent : row.Kind is not (EntryKind.Link or EntryKind.Cut))
            {
                continue;
            }

            if (Sealing.OpenRow(key, row) is not { } payload || !EntryCodec.TryRead(row.Kind, payload, out var entry))
            {
                return null;
            }

            opened.Add(new OpenedRow(sequence, row.At, !row.Identifiers.IsEmpty, entry));
        }

        return opened;
    }

    private enum Aging
    {
        Decision,
        LookUp,
        Consent,
        Link,
    }
}
