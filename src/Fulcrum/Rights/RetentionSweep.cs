using System.Buffers;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Deletes what only withdrawn purposes justified, once the workspace's retention is over; quarantined payloads of age; and what <see cref="AgedRows"/> finds.</summary>
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
            return swept with { Quarantined = quarantined, Aged = aged.Deleted, IsDone = swept.IsDone && aged.IsDone };
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
        var rewrites = new List<RowRewrite>();
        var isStale = false;
        foreach (var subject in subjects)
        {
            var before = rewrites.Count;
            isStale |= await SweepAsync(subject, isDue, rewrites, cancellation);
            outcome = outcome with { Subjects = outcome.Subjects + (rewrites.Count > before ? 1 : 0) };
        }

        if (isStale)
        {
            // Before the mark moves on: a snapshot from before the withdrawal still holds what is deleted here.
            await profiles.WriteDueAsync(null, cancellation);
        }

        var deleted = rewrites.Count(rewrite => rewrite.Sealed.IsEmpty);
        rewrites.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        await store.Eraser.RewriteAsync(rewrites, through, cancellation);
        return outcome with { Deleted = outcome.Deleted + deleted, Trimmed = outcome.Trimmed + rewrites.Count - deleted };
    }

    /// <summary>Finds what must become of a subject's rows.</summary>
    /// <returns>Whether its snapshot must be written anew first.</returns>
    private async ValueTask<bool> SweepAsync(SubjectId subject, Func<Instant, bool> isDue, List<RowRewrite> rewrites, CancellationToken cancellation)
    {
        // Without its key nothing of it can be read, by anybody: it was erased, or waits for repair.
        if (await store.Keys.FindAsync(subject, cancellation) is not { } wrapped || sealing.UnwrapKey(subject, wrapped.Span) is not { } key)
        {
            return false;
        }

        var (sealedRows, opened) = (new Dictionary<long, JournalRow>(), new List<OpenedRow>());
        foreach (var (sequence, row) in await store.Journal.ReadSubjectAsync(subject, 0, cancellation))
        {
            // A damaged row stays for its repair; what else of the subject is due goes.
            if (row.Kind is EntryKind.Event or EntryKind.Consent
                && Sealing.OpenRow(key, row) is { } payload && EntryCodec.TryRead(row.Kind, payload, out var entry))
            {
                sealedRows.Add(sequence, row);
                opened.Add(new OpenedRow(sequence, row.At, !row.Identifiers.IsEmpty, entry));
            }
        }

        var inForce = workspace.Current;
        var trimmed = Unjustified.Find(opened, isDue, inForce);
        foreach (var (row, left) in trimmed)
        {
            rewrites.Add(new RowRewrite(subject, row.Sequence, left is null ? default : Seal(key, sealedRows[row.Sequence], left)));
        }

        return trimmed.Count > 0
            && opened.FindLast(row => row.Entry is ConsentEntry(var record) && !Unjustified.Ended(record, inForce).IsEmpty) is { } no
            && await store.Snapshots.FindAsync(subject, cancellation) is { } snapshot && snapshot.Sequence < no.Sequence
            && await profiles.MarkChangedAsync(subject, cancellation);
    }

    private byte[] Seal(byte[] key, in JournalRow row, AcceptedEvent left)
    {
        var payload = new ArrayBufferWriter<byte>();
        EntryCodec.Write(left, payload);
        return sealing.SealRow(key, row.Kind, row.Subject, row.At, row.Source, row.Dedupe, payload.WrittenSpan);
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
