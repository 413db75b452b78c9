using Fulcrum.Profiles;
using Fulcrum.Prove.Disks;
using Fulcrum.Prove.Storage;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Power;

/// <summary>A log whose last 64 KiB were on their way when the power went: cut, or overwritten with noise, at every 512 bytes.</summary>
internal static class TornTails
{
    private const int Sector = 512;
    private const int TailBytes = 64 * 1024;
    private const int Subjects = 8;
    private const int Deeds = 120;
    private const int LastBatch = 400;
    private const string Log = "journal.db-wal";

    /// <summary>Tears at every boundary.</summary>
    /// <param name="seed">What chance starts from.</param>
    /// <param name="both">Cut and noise at every boundary; else one of them in turn.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many tails were torn, and what did not hold.</returns>
    public static async Task<(int Tails, List<string> Findings)> RunAsync(int seed, bool both, CancellationToken cancellation)
    {
        var (ledger, steps) = await RecordAsync(seed, cancellation);
        using var whole = new ScratchFolder();
        var acknowledged = steps.Where(step => step.Acknowledged != 0).Select(step => step.Acknowledged).ToHashSet();
        var model = new DiskModel();
        foreach (var step in steps)
        {
            model.Take(step);
        }

        model.WriteTo(whole.Path, new Random(seed), kept: 1);
        var length = new FileInfo(Path.Combine(whole.Path, Log)).Length;
        var (tails, findings) = (0, new List<string>());
        for (var (back, turn) = (Sector, 0); back <= TailBytes; back += Sector, turn++)
        {
            foreach (var isCut in both ? new[] { true, false } : [turn % 2 == 0])
            {
                using var torn = new ScratchFolder();
                whole.CopyTo(torn.Path);
                Tear(Path.Combine(torn.Path, Log), length - back, isCut, new Random(seed + turn));
                tails++;
                try
                {
                    await using var store = await ProvedStore.OpenAsync(torn.Path, ProvedStore.Small, cancellation);
                    var found = await StoreAudit.RunAsync(store, ledger, acknowledged, cancellation);
                    findings.AddRange(found.Said.Select(text => $"log torn {back} bytes before its end: {text}"));
                }
                catch (StoreStartException refusal)
                {
                    findings.Add($"log torn {back} bytes before its end: {refusal.Message}");
                }
            }
        }

        return (tails, findings);
    }

    // The last batch was written and not synced: nobody was told anything about it.
    private static async Task<(StoreLedger Ledger, DiskStep[] Steps)> RecordAsync(int seed, CancellationToken cancellation)
    {
        using var folder = new ScratchFolder();
        using var trace = new DiskTrace(Path.Combine(folder.Path, "store"));
        var ledger = new StoreLedger(Subjects);
        await using var store = await ProvedStore.OpenAsync(
            Path.Combine(folder.Path, "store"), ProvedStore.Small with { CheckpointAfter = 1 << 24, IndexEvery = 100_000 }, cancellation);
        await new StoreLoad(store, ledger, trace, seed).RunAsync(Deeds, cancellation);
        var from = trace.Count;
        var (rows, chance) = (new JournalRow[LastBatch], new Random(seed));
        foreach (ref var row in rows.AsSpan())
        {
            var text = new byte[300];
            chance.NextBytes(text);
            row = new JournalRow(EntryKind.Decision, SubjectId.None, Instant.From(store.Clock.GetUtcNow()), 0, 0, default, text);
        }

        await store.Sqlite.Journal.Append(JournalBatch.Of([.. rows])).Durable.WaitAsync(cancellation);
        var steps = trace.Steps();
        var sync = Array.FindLastIndex(steps, step => step.Call.Kind == DiskCallKind.Sync && step.Call.Path == Log);
        return sync > from ? (ledger, steps[..sync]) : throw new InvalidOperationException("The last batch was not synced: nothing to tear.");
    }

    private static void Tear(string path, long at, bool isCut, Random chance)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        if (isCut)
        {
            RandomAccess.SetLength(file, at);
            return;
        }

        var noise = new byte[RandomAccess.GetLength(file) - at];
        chance.NextBytes(noise);
        RandomAccess.Write(file, noise, at);
    }
}
