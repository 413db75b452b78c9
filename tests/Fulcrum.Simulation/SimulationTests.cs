using System.Globalization;

namespace Fulcrum.Simulation;

/// <summary>
/// Goal: no order of events, consents, links, cuts, erasures, crashes, failed syncs and lost answers breaks a promise
/// that a client saw acknowledged. A seed that does is printed with the command that replays it.
/// </summary>
public class SimulationTests
{
    private static int SeedsMax =>
        Environment.GetEnvironmentVariable("FULCRUM_SEEDS") is { Length: > 0 } seeds ? int.Parse(seeds, CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" or "2" ? 100_000
        : 2_000;

    /// <summary>The first of them, so that a long run can be made in pieces.</summary>
    private static int SeedsFrom => Environment.GetEnvironmentVariable("FULCRUM_SEEDS_FROM") is { Length: > 0 } from ? int.Parse(from, CultureInfo.InvariantCulture) : 0;

    [Fact]
    public void Every_promise_holds_for_every_seed()
    {
        if (Environment.GetEnvironmentVariable("FULCRUM_SEED") is { Length: > 0 } seed)
        {
            SimulationRun.Run(int.Parse(seed, CultureInfo.InvariantCulture), new NoBug(), Console.WriteLine);
            return;
        }

        var failures = new List<string>();
        for (var i = SeedsFrom; i < SeedsFrom + SeedsMax && failures.Count < 5; i++)
        {
            try
            {
                SimulationRun.Run(i, new NoBug());
            }
#pragma warning disable CA1031 // Every seed's failure is told, whatever it is.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                failures.Add($"{failure.Message}\n  replay: FULCRUM_SEED={i} dotnet run -c Release --project tests/Fulcrum.Simulation\n{failure.InnerException ?? failure}");
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Console.WriteLine($":: simulation: 0 of {SeedsMax} seeds broke a promise (95 % bound {300.0 / SeedsMax:0.###} %)");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Equal(SimulationRun.Run(seed, new NoBug()), SimulationRun.Run(seed, new NoBug()));
        }
    }
}
