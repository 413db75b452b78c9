using Fulcrum.Cli.Shell;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Stores.Copying;

/// <summary>Writes the contents of one store into another through its ordinary doors, so that it cannot make what the store itself would not.</summary>
/// <remarks>
/// Every step asks the target how far it is, so a copy that was killed goes on: keys in order of subjects, rows in order of
/// sequences, counts and quarantine in one transaction, workspaces in order. The whole is compared afterwards.
/// </remarks>
internal sealed class StoreCopy(IStoreContents source, IStore target, Action<CopyProgress> progress)
{
    private const int RowsAtOnce = 1_000;
    private const int BytesAtOnce = 2 << 20;
    private const int KeysAtOnce = 2_000;
    private const int BatchesInFlight = 16;

    /// <summary>Whether subject keys go elsewhere: a backup keeps them in another place.</summary>
    public bool LeavesKeys { get; init; }

    /// <summary>Copies everything that the target does not have.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (!LeavesKeys)
        {
            await CopyKeysAsync(cancellation);
        }

        await CopyRowsAsync(cancellation);
        await CopyIntakeAsync(cancellation);
        await CopyWorkspacesAsync(cancellation);
        await target.Eraser.RewriteAsync([], source.SweptThrough, cancellation);
    }

    private async Task CopyKeysAsync(CancellationToken cancellation)
    {
        var after = await FindLastKeyAsync(cancellation);
        foreach (var keys in source.ReadKeys(after).Chunk(KeysAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            await target.Journal.Append(new JournalBatch([], [.. keys], [], [])).Durable;
            progress(new CopyProgress("keys", keys[^1].Subject.Value, 0));
        }
    }

    // Keys are written in order, so those the target has are the first ones.
    private async Task<SubjectId> FindLastKeyAsync(CancellationToken cancellation)
    {
        if (target.SubjectsMax == 0)
        {
            return SubjectId.None;
        }

        var subjects = source.ReadKeys(SubjectId.None).Select(key => key.Subject).ToArray();
        var (low, high) = (0, subjects.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = await target.Keys.FindAsync(subjects[middle], cancellation) is null ? (low, middle) : (middle + 1, high);
        }

        return low == 0 ? SubjectId.None : subjects[low - 1];
    }

    private async Task CopyRowsAsync(CancellationToken cancellation)
    {
        var erasures = source.ReadErasures().ToDictionary(erasure => erasure.Sequence);
        var inFlight = new Queue<Task>();
        var batch = new List<JournalRow>(RowsAtOnce);
        var bytes = 0;
        var first = target.Journal.Head + 1;
        foreach (var entry in source.ReadRows(target.Journal.Head))
        {
            cancellation.ThrowIfCancellationRequested();
            if (erasures.TryGetValue(entry.Sequence, out var erasure))
            {
                // Ordered again where it stood, so that the target knows who must not return.
                Flush();
                await Task.WhenAll(inFlight);
                inFlight.Clear();
                var erased = await target.Eraser.EraseAsync(entry.Row, erasure.Subjects, cancellation);
                Require(erased.Sequence, entry.Sequence);
                first = entry.Sequence + 1;
                continue;
            }

            batch.Add(entry.Row);
            bytes += entry.Row.Sealed.Length;
            if (batch.Count == RowsAtOnce || bytes >= BytesAtOnce)
            {
                Flush();
                while (inFlight.Count > BatchesInFlight)
                {
                    await inFlight.Dequeue();
                }

                progress(new CopyProgress("rows", entry.Sequence, source.Head));
            }
        }

        Flush();
        await Task.WhenAll(inFlight);

        void Flush()
        {
            if (batch.Count > 0)
            {
                var ticket = target.Journal.Append(JournalBatch.Of([.. batch]));
                Require(ticket.FirstSequence, first);
                first += batch.Count;
                inFlight.Enqueue(ticket.Durable);
                batch.Clear();
                bytes = 0;
            }
        }
    }

    // One batch is one transaction: there wholly, or not at all and then written again.
    private async Task CopyIntakeAsync(CancellationToken cancellation)
    {
        var isThere = (await target.Intake.ListQuarantineAsync(null, null, 1, cancellation)).Count > 0
            || (await target.Intake.ReadCountsAsync(new Instant(0), new Instant(long.MaxValue / 2), cancellation)).Count > 0;
        if (!isThere)
        {
            await target.Journal.Append(new JournalBatch([], [], [.. source.ReadCounts()], [.. source.ReadQuarantine()])).Durable;
        }
    }

    private async Task CopyWorkspacesAsync(CancellationToken cancellation)
    {
        var numbering = source.ReadNumbering();
        var there = (await target.Workspaces.ListAsync(cancellation)).Count;
        foreach (var applied in source.ReadWorkspaces().Skip(there))
        {
            await target.Workspaces.ApplyAsync(applied, numbering, cancellation);
        }
    }

    private static void Require(long written, long expected)
    {
        if (written != expected)
        {
            throw new CommandFault(
                new Fault("store-copy-differs", $"Row {expected} of the source became row {written} of the target: the target was written by something else meanwhile.", "Empty the target and copy again."), ExitCode.VerificationFailed);
        }
    }
}

/// <summary>How far a copy is.</summary>
/// <param name="What">What is being copied.</param>
/// <param name="Reached">The last one.</param>
/// <param name="All">The last there is; 0 when that is not known.</param>
internal readonly record struct CopyProgress(string What, long Reached, long All);
