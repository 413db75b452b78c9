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

    private static readonly double[] Kept = [0, 0.2, 0.8, 1];

    private readonly List<string> _findings = [];
    private long _done;

    /// <summary>Runs it.</summary>
    public async Task<ProofResult> RunAsync(CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        var (failed, refused) = (0L, 0L);
        for (var load = 0; _done < images; load++)
        {
            var (bad, stuck) = await TryAsync("FULL", seed + load, (int)Math.Min(ImagesALoad, images - _done), cancellation);
            (failed, refused) = (failed + bad, refused + stuck);
        }

        var (tails, torn) = await TornTails.RunAsync(seed, both: images > 1_000, cancellation);
        _findings.AddRange(torn);
        var (caught, controlStuck) = await TryAsync("NORMAL", seed, ControlImages, cancellation);
        return new ProofResult(
            "power", new("Power cuts lose nothing acknowledged", "Обрыв питания не теряет подтверждённого"), TimeProvider.System.GetUtcNow(),
            Stopwatch.GetElapsedTime(from).TotalSeconds, "sqlite", seed,
            [
                new("acknowledged-lost", new("lost something acknowledged, or half of a request", "потеряно подтверждённое или половина запроса"), failed, images, new("power cuts", "обрывов питания")),
                new("torn-tail", new("lost something synced, or did not start, with the last 64 KiB of the log torn", "потеряно записанное при повреждённом конце журнала"), torn.Count > 0 ? 1 : 0, tails, new("torn logs", "повреждённых журналов")),
                new("needs-hands", new("did not start again by itself", "не запустилось само"), refused, images, new("power cuts", "обрывов питания")),
            ])
        {
            Controls = [new("synchronous-normal", new("a journal that is not synced before it acknowledges", "журнал без записи на диск до подтверждения"), caught + controlStuck > 0 ? 1 : 0, 1)],
            Findings = [.. _findings.Take(ProofResult.FindingsMax)],
            Replay = string.Create(CultureInfo.InvariantCulture, $"fulcrum prove power --images {images} --seed {seed}"),
        };
    }

    private async Task<(long Failed, long Refused)> TryAsync(string synchronous, int load, int count, CancellationToken cancellation)
    {
        var (ledger, steps) = await RecordAsync(synchronous, load, cancellation);
        var chance = new Random(load);
        var cuts = Enumerable.Range(0, count).Select(_ => chance.Next(1, steps.Length + 1)).Order().ToArray();
        var (model, taken, acknowledged) = (new DiskModel(), 0, new HashSet<long>());
        var (failed, refused) = (0L, 0L);
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
                await using var store = await ProvedStore.OpenAsync(folder.Path, ProvedStore.Small, cancellation);
                var found = await StoreAudit.RunAsync(store, ledger, acknowledged, cancellation);
                failed += found.IsWhole ? 0 : 1;
                Say(synchronous, load, cut, found.Said);
            }
            catch (StoreStartException refusal)
            {
                refused++;
                Say(synchronous, load, cut, [refusal.Message]);
            }

            _done += synchronous == "FULL" ? 1 : 0;
        }

        return (failed, refused);
    }

    private static async Task<(StoreLedger Ledger, DiskStep[] Steps)> RecordAsync(string synchronous, int load, CancellationToken cancellation)
    {
        using var folder = new ScratchFolder();
        using var trace = new DiskTrace(Path.Combine(folder.Path, "store"));
        var ledger = new StoreLedger(Subjects);
        await using (var store = await ProvedStore.OpenAsync(
            Path.Combine(folder.Path, "store"), ProvedStore.Small with { Synchronous = synchronous }, cancellation))
        {
            await new StoreLoad(store, ledger, trace, load).RunAsync(Deeds, cancellation);
        }

        return (ledger, trace.Steps());
    }

    private void Say(string synchronous, int load, int cut, IEnumerable<string> said)
    {
        if (synchronous == "FULL")
        {
            _findings.AddRange(said.Select(text => string.Create(CultureInfo.InvariantCulture, $"load {load}, cut {cut}: {text}")));
        }
    }
}
