using System.Diagnostics;
using System.Security.Cryptography;
using Fulcrum.Backups.Ledger;
using Fulcrum.Consent.Ledger;
using Fulcrum.Profiles;

namespace Fulcrum.Bench.Figures;

/// <summary>ledger.append and ledger.proof: a ledger of ten million entries on disk, added to and asked for proofs.</summary>
internal static class LedgerFigures
{
    private const long Entries = 10_000_000;
    private const int GroupEntries = 100_000;
    private const int ProofsARound = 2_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            var place = new LedgerPlace(new LedgerFolder(LedgerFolder.Of(folder)), new LedgerKeys("bench", SHA256.HashData("bench"u8), []));
            using var ledger = new ConsentLedger(place, new byte[32], TimeProvider.System);
            var filled = Fill(ledger);
            return [Proofs(ledger, settings, filled), await AppendsAsync(ledger, folder, settings)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Fill(ConsentLedger ledger)
    {
        var clock = Stopwatch.StartNew();
        var leaves = new List<LedgerLeaf>(GroupEntries);
        var commitment = SHA256.HashData("somebody"u8);
        for (var sequence = 1L; sequence <= Entries; sequence++)
        {
            leaves.Add(new LedgerLeaf(LedgerLeafKind.Consent, sequence, new Instant(sequence), commitment));
            if (leaves.Count == GroupEntries)
            {
                ledger.Append(leaves);
                leaves.Clear();
            }
        }

        return clock.Elapsed;
    }

    private static Figure Proofs(ConsentLedger ledger, BenchSettings settings, TimeSpan filled)
    {
        var (chance, size) = (new Random(1), ledger.Size);
        var (tails, middles, consistency) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -Rounds.WarmUps; round < settings.Rounds; round++)
        {
            var inclusion = Time(() => ledger.ProveInclusion(chance.NextInt64(size), size));
            var extends = Time(() => ledger.ProveConsistency(1 + chance.NextInt64(size), size));
            if (round >= 0)
            {
                tails.Add(inclusion[^(ProofsARound / 100)]);
                middles.Add(inclusion[ProofsARound / 2]);
                consistency.Add(extends[^(ProofsARound / 100)]);
            }
        }

        return Figure.AtMost("ledger.proof", "ms", 1.0, tails, FormattableString.Invariant(
            $"p99 of an inclusion proof, made and checked, among {size} entries; median {Rounds.Median(middles):0.0000} ms; consistency p99 {Rounds.Median(consistency):0.0000} ms; filled in {filled.TotalSeconds:0} s"));
    }

    private static double[] Time(Action prove)
    {
        var times = new double[ProofsARound];
        for (var at = 0; at < times.Length; at++)
        {
            var start = Stopwatch.GetTimestamp();
            prove();
            times[at] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static async Task<Figure> AppendsAsync(ConsentLedger ledger, string folder, BenchSettings settings)
    {
        await using var file = new GroupCommitFile(Path.Combine(folder, "floor.bin"));
        var (payload, journal) = (new byte[LedgerEntries.EntryBytes], new LedgerJournal(new ReadyJournal(Entries), ledger));
        var batch = JournalBatch.Of(new JournalRow(EntryKind.Consent, new SubjectId(1), new Instant(1), 0, 0, default, new byte[64])) with { Commitments = [new RowCommitment(0, new byte[32], true)] };
        var pairs = await Rounds.InterleaveAsync(
            settings.Rounds,
            () => AppendFigures.RunAsync(settings.Round, () => journal.Append(batch).Durable),
            () => AppendFigures.RunAsync(settings.Round, () => file.AppendAsync(payload)));
        return Figure.AtLeast("ledger.append", "ratio", null, pairs.Ratios(), pairs.Absolute("entries/s"));
    }

    /// <summary>A journal that has everything on disk at once: what is measured is the ledger's own share.</summary>
    private sealed class ReadyJournal(long head) : IJournal
    {
        private long _head = head;

        public long Head => _head;

        public JournalTicket Append(JournalBatch batch) => new(Interlocked.Increment(ref _head), Task.CompletedTask);

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
