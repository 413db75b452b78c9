using Fulcrum.Consent;
using Fulcrum.Consent.Laws;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Deletes what only withdrawn purposes justified, once the workspace's retention is over; quarantined payloads of age; and what <see cref="AgedRows"/> and <see cref="LapsedRows"/> find.</summary>
/// <remarks>
/// Looks through the journal's consent rows once, in order; the store remembers how far in the transaction that deletes,
/// so a killed sweep goes on where it was. Safe from many threads; one sweep runs at a time.
/// </remarks>
internal sealed class RetentionSweep(IStore store, Sealing sealing, LiveProfiles profiles, WorkspaceInForce workspace, TimeProvider clock) : IDisposable
{
    /// <summary>How often it should run. What is due before the next time is due now: the retention is a longest time.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private const int SubjectsAtOnce = 256;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly AgedRows _aged = new(store, sealing, workspace);
    private readonly LapsedRows _lapsed = new(store, sealing, profiles, workspace);

    /// <summary>Sweeps on from where the last one stopped.</summary>
    /// <param name="rowsMax">Journal rows looked at, at most.</param>
    /// <param name="cancellation">Stops it between two portions; what was deleted stays deleted.</param>
    public async ValueTask<SweepOutcome> RunAsync(long rowsMax, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var now = Instant.From(clock.GetUtcNow());
            var settings = workspace.Current.Settings;
            var quarantined = await store.Intake.SweepQuarantineAsync(now - settings.QuarantineRetention, cancellation);
            var due = now - settings.WithdrawnRetention + Every;

            // A row from the future was written under a wrong clock; waiting for it would hold up all behind it.
            var swept = await SweepAsync(at => at <= due || at > now, rowsMax, cancellation);
            var aged = await _aged.RunAsync(now, rowsMax, cancellation);
            var lapsed = await _lapsed.RunAsync(now, rowsMax, cancellation);
            return new SweepOutcome(
                swept.Subjects + lapsed.Subjects, swept.Deleted + lapsed.Deleted, swept.Trimmed + lapsed.Trimmed, quarantined, swept.IsDone && aged.IsDone && lapsed.IsDone) { Aged = aged.Deleted };
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async ValueTask<SweepOutcome> SweepAsync(Func<Instant, bool> isDue, long rowsMax, CancellationToken cancellation)
    {
        var outcome = new SweepOutcome(0, 0, 0, 0, true);
        var subjects = new HashSet<SubjectId>();
        var (begun, through, looked) = (store.Eraser.SweptThrough, store.Eraser.SweptThrough, 0L);
        await foreach (var (sequence, row) in store.Journal.ReadAllAsync(begun, cancellation))
        {
            if (!isDue(row.At))
            {
                break;
            }

            if (looked++ == rowsMax)
            {
                outcome = outcome with { IsDone = false };
                break;
            }

            through = sequence;
            if (row.Kind == EntryKind.Consent && subjects.Add(row.Subject) && subjects.Count == SubjectsAtOnce)
            {
                outcome = await SweepAsync(subjects, isDue, through, outcome, cancellation);
                subjects.Clear();
            }
        }

        return through > begun ? await SweepAsync(subjects, isDue, through, outcome, cancellation) : outcome;
    }

    private async ValueTask<SweepOutcome> SweepAsync(
        HashSet<SubjectId> subjects, Func<Instant, bool> isDue, long through, SweepOutcome outcome, CancellationToken cancellation)
    {
        var (rewrites, refolded, isStale) = (new List<RowRewrite>(), new HashSet<SubjectId>(), false);
        foreach (var subject in subjects)
        {
            var before = rewrites.Count;
            isStale |= await SweepAsync(subject, isDue, rewrites, refolded, cancellation);
            outcome = outcome with { Subjects = outcome.Subjects + (rewrites.Count > before ? 1 : 0) };
        }

        if (isStale)
        {
            // Before the mark moves on: a snapshot from before the withdrawal still holds what is deleted here.
            await profiles.WriteDueAsync(null, cancellation);
        }

        var deleted = rewrites.Count(rewrite => rewrite.Sealed.IsEmpty);
        rewrites.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        if (refolded.Count > 0)
        {
            await profiles.RefoldAsync(refolded, async () => await store.Eraser.RewriteAsync(rewrites, through, CancellationToken.None), cancellation);
        }
        else
        {
            await store.Eraser.RewriteAsync(rewrites, through, cancellation);
        }

        return outcome with { Deleted = outcome.Deleted + deleted, Trimmed = outcome.Trimmed + rewrites.Count - deleted };
    }

    /// <summary>Finds what must become of a subject's rows.</summary>
    /// <returns>Whether its snapshot must be written anew first.</returns>
    private async ValueTask<bool> SweepAsync(
        SubjectId subject, Func<Instant, bool> isDue, List<RowRewrite> rewrites, HashSet<SubjectId> refolded, CancellationToken cancellation)
    {
        // Without its key nothing of it can be read, by anybody: it was erased, or waits for repair.
        if (await SubjectRows.ReadAsync(store, sealing, subject, cancellation) is not { } rows)
        {
            return false;
        }

        var (inForce, law) = (workspace.Current, await LawOfAsync(subject, rows.Opened, isDue, cancellation));
        var trimmed = Unjustified.Find(
            rows.Opened,
            (record, at) => !isDue(at) ? PurposeSet.Empty : law is null ? Unjustified.Ended(record, inForce) : Unjustified.Ended(record, inForce, law),
            _ => PurposeSet.Empty);
        rewrites.AddRange(rows.Rewrites(trimmed));
        if (law is not null && trimmed.Count > 0)
        {
            // The fold does not know whose law it is, so it must not be asked any more about what is deleted.
            refolded.Add(subject);
            return false;
        }

        return trimmed.Count > 0
            && rows.Opened.FindLast(row => row.Entry is ConsentEntry(var record) && !Unjustified.Ended(record, inForce).IsEmpty) is { } no
            && await store.Snapshots.FindAsync(subject, cancellation) is { } snapshot && snapshot.Sequence < no.Sequence
            && await profiles.MarkChangedAsync(subject, cancellation);
    }

    /// <summary>The law of a subject, where it decides what a no of theirs ends; null where every law ends the same.</summary>
    private async ValueTask<Law?> LawOfAsync(SubjectId subject, List<OpenedRow> rows, Func<Instant, bool> isDue, CancellationToken cancellation)
    {
        if (!FoldPlan.Of(workspace.Current).DiffersByLaw || !rows.Exists(row => row.Entry is ConsentEntry { Record.State: ConsentState.Refused or ConsentState.Withdrawn } && isDue(row.At)))
        {
            return null;
        }

        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await profiles.FindAsync(subject, cancellation) is not { } live)
            {
                return null;
            }

            lock (live)
            {
                if (live.State is LiveState.Live && ReferenceEquals(live.Workspace, workspace.Current))
                {
                    return SubjectLaw.Of(live.Profile, null, Instant.From(clock.GetUtcNow()), live.Workspace);
                }

                if (live.State is LiveState.Unreadable)
                {
                    return null; // Where they live cannot be told before it is repaired; until then nothing of it is used.
                }
            }
        }

        throw Turns.Spent("it was looked for what a withdrawal ended");
    }
}

/// <summary>What a retention sweep removed.</summary>
/// <param name="Subjects">Subjects of whom something was removed.</param>
/// <param name="Deleted">Event rows deleted.</param>
/// <param name="Trimmed">Event rows made shorter: what is still justified stays, or just the identifiers that tell whose withdrawal it was.</param>
/// <param name="Quarantined">Quarantined payloads deleted.</param>
/// <param name="IsDone">False when there is more to look through.</param>
public sealed record SweepOutcome(int Subjects, long Deleted, long Trimmed, long Quarantined, bool IsDone)
{
    /// <summary>Decisions, outcomes, look-ups, settled consents and cut links deleted.</summary>
    public long Aged { get; init; }
}
