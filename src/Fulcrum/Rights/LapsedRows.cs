using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Deletes what was kept for purposes whose own <c>retention</c> is over, counted from when each event was received.</summary>
/// <remarks>
/// An event that another purpose still justifies stays without what only the lapsed ones did. What is deleted leaves the facts too: the
/// profile is folded anew out of what is left. Looked for through the whole journal once a process, and from then on where the last look
/// stopped; deleting again what is gone changes nothing. One thread at a time.
/// </remarks>
internal sealed class LapsedRows(IStore store, Sealing sealing, LiveProfiles profiles, WorkspaceInForce workspace)
{
    private const int SubjectsAtOnce = 256;

    /// <summary>How far was looked for the purposes that keep so long.</summary>
    private readonly Dictionary<(TimeSpan Kept, PurposeSet Purposes), long> _through = [];

    /// <summary>Looks on from where it stopped.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="rowsMax">Journal rows looked at for each span, at most.</param>
    /// <param name="cancellation">Stops it between two portions; what was deleted stays deleted.</param>
    public async ValueTask<SweepOutcome> RunAsync(Instant now, long rowsMax, CancellationToken cancellation)
    {
        var inForce = workspace.Current;
        var spans = inForce.Purposes.Values
            .Select(purpose => (Purpose: purpose, Kept: inForce.Disclosures.Of(purpose.Name).Retention))
            .Where(each => each.Kept is not null)
            .GroupBy(each => each.Kept!.Value, each => each.Purpose.Alone)
            .Select(same => (Kept: same.Key, Purposes: same.Aggregate((left, right) => left | right)))
            .OrderBy(span => span.Kept).ToArray();
        var outcome = new SweepOutcome(0, 0, 0, 0, true);
        foreach (var span in spans)
        {
            outcome = await SweepAsync(span, Lapsed, now, rowsMax, outcome, cancellation);
        }

        return outcome;

        // What is due before the next sweep is due now: the retention is a longest time.
        PurposeSet Lapsed(Instant received)
        {
            var lapsed = PurposeSet.Empty;
            foreach (var (kept, purposes) in spans)
            {
                lapsed |= received <= now - kept + RetentionSweep.Every ? purposes : PurposeSet.Empty;
            }

            return lapsed;
        }
    }

    private async ValueTask<SweepOutcome> SweepAsync(
        (TimeSpan Kept, PurposeSet Purposes) span, Func<Instant, PurposeSet> lapsed, Instant now, long rowsMax, SweepOutcome outcome, CancellationToken cancellation)
    {
        var (due, looked, through, subjects) = (now - span.Kept + RetentionSweep.Every, 0L, _through.GetValueOrDefault(span), new HashSet<SubjectId>());
        await foreach (var (sequence, row) in store.Journal.ReadAllAsync(through, cancellation))
        {
            // A row from the future was written under a wrong clock; waiting for it would hold up all behind it.
            if (row.At > due && row.At <= now)
            {
                break;
            }

            if (looked++ == rowsMax)
            {
                outcome = outcome with { IsDone = false };
                break;
            }

            through = sequence;
            if (row.Kind == EntryKind.Event && row.At <= due && subjects.Add(row.Subject) && subjects.Count == SubjectsAtOnce)
            {
                outcome = await SweepAsync(subjects, lapsed, outcome, cancellation);
                _through[span] = through;
                subjects.Clear();
            }
        }

        outcome = await SweepAsync(subjects, lapsed, outcome, cancellation);
        _through[span] = through;
        return outcome;
    }

    private async ValueTask<SweepOutcome> SweepAsync(HashSet<SubjectId> subjects, Func<Instant, PurposeSet> lapsed, SweepOutcome outcome, CancellationToken cancellation)
    {
        var (rewrites, changed) = (new List<RowRewrite>(), new HashSet<SubjectId>());
        foreach (var subject in subjects)
        {
            if (await SubjectRows.ReadAsync(store, sealing, subject, cancellation) is { } rows
                && Unjustified.Find(rows.Opened, (_, _) => PurposeSet.Empty, lapsed) is { Count: > 0 } trimmed)
            {
                rewrites.AddRange(rows.Rewrites(trimmed));
                changed.Add(subject);
            }
        }

        if (rewrites.Count == 0)
        {
            return outcome;
        }

        rewrites.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        await profiles.RefoldAsync(changed, async () => await store.Eraser.RewriteAsync(rewrites, store.Eraser.SweptThrough, CancellationToken.None), cancellation);
        var deleted = rewrites.Count(rewrite => rewrite.Sealed.IsEmpty);
        return outcome with { Subjects = outcome.Subjects + changed.Count, Deleted = outcome.Deleted + deleted, Trimmed = outcome.Trimmed + rewrites.Count - deleted };
    }
}
