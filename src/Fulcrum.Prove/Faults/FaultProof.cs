using System.Diagnostics;
using System.Globalization;
using Fulcrum.Prove.Disks;
using Fulcrum.Prove.Results;

namespace Fulcrum.Prove.Faults;

/// <summary>
/// Goal: after a failed sync or write nothing is acknowledged that is not on disk. Method: a store under load meets a fault at
/// a seeded call, of every kind of file in turn; the disk as synced by then must hold all that was acknowledged; mended and started
/// again the store must go on, and a power cut after that must lose nothing either, though the failed sync was never made up for.
/// </summary>
/// <param name="faults">How many faults are met.</param>
/// <param name="seed">What chance starts from.</param>
public sealed class FaultProof(int faults, int seed)
{
    private readonly List<string> _findings = [];

    /// <summary>Runs it.</summary>
    public async Task<ProofResult> RunAsync(CancellationToken cancellation)
    {
        var from = Stopwatch.GetTimestamp();
        var counts = await CountAsync(cancellation);
        var chance = new Random(seed);
        var (met, lost, deaf, tries) = (0, 0, 0, 0);
        for (; met < faults && tries < 3 * faults; tries++)
        {
            var place = FaultPlace.All[tries % FaultPlace.All.Length];
            var position = chance.Next(1, Math.Max(2, (int)(counts[place] * 0.9)));
            using var trial = new FaultTrial(seed + tries);
            await trial.RunAsync(place, position, cancellation);
            if (!trial.WasMet)
            {
                continue;
            }

            met++;
            lost += trial.Findings.Count > 0 ? 1 : 0;
            _findings.AddRange(trial.Findings.Select(text => string.Create(CultureInfo.InvariantCulture, $"{place.Name}, call {position}, seed {seed + tries}: {text}")));
            if (place.StopsStore && trial.WasMetWhileServing && trial.Failed is null)
            {
                deaf++;
                _findings.Add(string.Create(CultureInfo.InvariantCulture, $"{place.Name}, call {position}, seed {seed + tries}: the store did not say that it failed"));
            }
        }

        var unit = new Workspaces.LocalText("faults", "сбоев");
        return new ProofResult(
            "faults", new("Nothing is acknowledged after a failed sync", "После сбоя записи ничего не подтверждается"), TimeProvider.System.GetUtcNow(),
            Stopwatch.GetElapsedTime(from).TotalSeconds, "sqlite", seed,
            [
                new("acknowledged-lost", new("acknowledged what was not on disk, or did not go on after mending", "подтверждено не записанное на диск или работа не продолжена"), lost, met, unit),
                new("not-said", new("went on as if nothing had happened", "работа шла, как будто ничего не случилось"), deaf, met, unit),
            ])
        {
            Controls =
            [
                await ControlAsync("error-swallowed", new("a build that takes a failed sync for a good one", "сборка, принимающая сбой записи за успех"), FaultPlace.All[0], counts, cancellation),
                await ControlAsync("ledger-error-swallowed", new("a build that takes a failed sync of the ledger for a good one", "сборка, принимающая сбой записи журнала согласий за успех"), FaultPlace.LedgerSync, counts, cancellation),
            ],
            Figures = [new("places", new("kinds of file and call", "виды файлов и вызовов"), FaultPlace.All.Length, "places")],
            Findings = [.. _findings.Take(ProofResult.FindingsMax)],
            Replay = string.Create(CultureInfo.InvariantCulture, $"fulcrum prove faults --faults {faults} --seed {seed}"),
        };
    }

    private async Task<Dictionary<FaultPlace, int>> CountAsync(CancellationToken cancellation)
    {
        using var trial = new FaultTrial(seed);
        var steps = await trial.RecordAsync(cancellation);
        return FaultPlace.All.ToDictionary(place => place, place => steps.Count(step => step.Acknowledged == 0 && place.Holds(step.Call)));
    }

    private async Task<Control> ControlAsync(string key, Workspaces.LocalText what, FaultPlace place, Dictionary<FaultPlace, int> counts, CancellationToken cancellation)
    {
        const int runs = 3;
        const int triesMax = 9;
        var (caught, met) = (0, 0);
        for (var run = 0; met < runs && run < triesMax; run++)
        {
            using var trial = new FaultTrial(seed + run);
            await trial.RunAsync(place with { Fault = DiskFault.Swallowed }, counts[place] / (run + 2), cancellation);

            // How many syncs there are hangs on how many waited together; one that was never reached plants nothing.
            met += trial.WasMet ? 1 : 0;
            caught += trial.WasMet && trial.Findings.Count > 0 ? 1 : 0;
        }

        return new Control(key, what, caught, met);
    }
}
