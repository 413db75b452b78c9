using System.Diagnostics;
using System.Globalization;
using Fulcrum.Prove.Disks;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Storage;

namespace Fulcrum.Prove.Power;

/// <summary>
/// Goal: what was acknowledged survives a power cut at any moment. Method: a real store under load is watched call by
/// call; disks are rebuilt as cuts at seeded moments may leave them (what was synced is there, of the rest any sectors); each is
/// opened by the real store and compared with what had been acknowledged by that moment.
/// </summary>
/// <param name="images">How many disks.</param>
/// <param name="seed">What chance starts from.</param>
public sealed class PowerProof(int images, int seed)
{
    private const int ImagesALoad = 100;
    private const int Subjects = 16;
    private const int Deeds = 320;
    private const int ControlImages = 40;
    private const int LedgerControlImages = 10;

    private static readonly Build Whole = new("FULL", PlantedFault.None);
    private static readonly Build JournalNotSynced = new("NORMAL", PlantedFault.None);
    private static readonly Build LedgerNotSynced = new("FULL", new PlantedFault { Ledger = static (files, _) => new UnsyncedLedger(files) });

    private static readonly double[] Kept = [0, 0.2, 0.8, 1];

    private readonly List<string> _findings = [];
    private long _done;

    /// <summary>Runs it.</summary>
    public async Task<ProofResult> RunAsync(CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        var tally = new Tally();
        for (var load = 0; _done < images; load++)
        {
            await TryAsync(Whole, seed + load, (int)Math.Min(ImagesALoad, images - _done), tally, cancellation);
        }

        var (tails, torn) = await TornTails.RunAsync(seed, both: images > 1_000, cancellation);
        _findings.AddRange(torn);
        var (journal, ledger) = (new Tally(), new Tally());
        await TryAsync(JournalNotSynced, seed, ControlImages, journal, cancellation);
        await TryAsync(LedgerNotSynced, seed, LedgerControlImages, ledger, cancellation);
        return new ProofResult(
            "power", new("Power cuts lose nothing acknowledged", "Обрыв питания не теряет подтверждённого"), TimeProvider.System.GetUtcNow(),
            Stopwatch.GetElapsedTime(from).TotalSeconds, "sqlite", seed,
            [
                new("acknowledged-lost", new("lost something acknowledged, or half of a request", "потеряно подтверждённое или половина запроса"), tally.Failed, images, new("power cuts", "обрывов питания")),
                new("ledger-behind", new("left an acknowledged consent without its entry on disk, a head handed out that no longer holds, or a ledger that does not verify", "оставили подтверждённое согласие без записи в журнале согласий или журнал с ошибкой"), tally.Ledger, images, new("power cuts", "обрывов питания")),
                new("torn-tail", new("lost something synced, or did not start, with the last 64 KiB of the log torn", "потеряно записанное при повреждённом конце журнала"), torn.Count > 0 ? 1 : 0, tails, new("torn logs", "повреждённых журналов")),
                new("needs-hands", new("did not start again by itself", "не запустилось само"), tally.Refused, images, new("power cuts", "обрывов питания")),
            ])
        {
            Controls =
            [
                new("synchronous-normal", new("a journal that is not synced before it acknowledges", "журнал без записи на диск до подтверждения"), journal.Failed + journal.Refused > 0 ? 1 : 0, 1),
                new("ledger-not-synced", new("a consent ledger that is not synced before a consent is acknowledged", "журнал согласий без записи на диск до подтверждения"), ledger.Ledger > 0 ? 1 : 0, 1),
            ],
            Findings = [.. _findings.Take(ProofResult.FindingsMax)],
            Replay = string.Create(CultureInfo.InvariantCulture, $"fulcrum prove power --images {images} --seed {seed}"),
        };
    }

    private async Task TryAsync(Build build, int load, int count, Tally tally, CancellationToken cancellation)
    {
        var (ledger, steps) = await RecordAsync(build, load, cancellation);
        var chance = new Random(load);
        var cuts = Enumerable.Range(0, count).Select(_ => chance.Next(1, steps.Length + 1)).Order().ToArray();
        var (model, taken, acknowledged) = (new DiskModel(), 0, new HashSet<long>());
        foreach (var cut in cuts)
        {
            for (; taken < cut; taken++)
            {
                model.Take(steps[taken]);
                if (steps[taken].Acknowledged != 0)
                {
                    acknowledged.Add(steps[taken].Acknowledged);
                }
            }

            using var folder = new ScratchFolder();
            model.WriteTo(folder.Path, chance, Kept[chance.Next(Kept.Length)]);
            try
            {
                var entries = LedgerAsTold.EntriesIn(folder.Path);
                await using var store = await ProvedStore.OpenAsync(folder.Path, ProvedStore.Small, build.Planted, cancellation);
                var found = await StoreAudit.RunAsync(store, ledger, acknowledged, cancellation);
                LedgerAsTold.CompareDisk(entries, ledger, acknowledged, found);
                tally.Failed += found.IsWhole ? 0 : 1;
                tally.Ledger += found.HasWholeLedger ? 0 : 1;
                Say(build, load, cut, found.Said);
            }
            catch (StoreStartException refusal)
            {
                tally.Refused++;
                Say(build, load, cut, [refusal.Message]);
            }

            _done += build == Whole ? 1 : 0;
        }
    }

    private static async Task<(StoreLedger Ledger, DiskStep[] Steps)> RecordAsync(Build build, int load, CancellationToken cancellation)
    {
        using var folder = new ScratchFolder();
        using var trace = new DiskTrace(Path.Combine(folder.Path, "store"));
        var ledger = new StoreLedger(Subjects);
        await using (var store = await ProvedStore.OpenAsync(
            Path.Combine(folder.Path, "store"), ProvedStore.Small with { Synchronous = build.Synchronous }, build.Planted, cancellation))
        {
            await new StoreLoad(store, ledger, trace, load).RunAsync(Deeds, cancellation);
        }

        return (ledger, trace.Steps());
    }

    private void Say(Build build, int load, int cut, IEnumerable<string> said)
    {
        if (build == Whole)
        {
            _findings.AddRange(said.Select(text => string.Create(CultureInfo.InvariantCulture, $"load {load}, cut {cut}: {text}")));
        }
    }

    /// <summary>A store as it is, or with a fault on purpose.</summary>
    private sealed record Build(string Synchronous, PlantedFault Planted);

    private sealed class Tally
    {
        public long Failed { get; set; }

        public long Ledger { get; set; }

        public long Refused { get; set; }
    }
}
