using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Simulation;

/// <summary>One life of the program: a core over the disk, its own clock and its own scheduler. A crash forgets it whole.</summary>
internal sealed class SimulatedProcess
{
    private SimulatedProcess(SeededScheduler scheduler, FakeTimeProvider clock) => (Scheduler, Clock) = (scheduler, clock);

    public SeededScheduler Scheduler { get; }

    /// <summary>Of this life alone: timers of a dead one must not ring.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>The core as callers reach it; null while it starts.</summary>
    public Port? Port { get; private set; }

    /// <summary>Why it could not start; null when it could.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The ledger over these files, under the key of every run.</summary>
    public static LedgerPlace Place(SimulatedLedgerFiles files) => new(files, Keys);

    private static LedgerKeys Keys { get; } = new("simulation", new byte[32], []);

    /// <summary>Starts the program over what is on the disk. It has started once <see cref="Port"/> is there.</summary>
    public static SimulatedProcess Start(SimulatedDisk disk, SimulatedLedgerFiles ledger, IPlantedBug bug, int seed, DateTimeOffset now)
    {
        var process = new SimulatedProcess(new SeededScheduler(new Random(seed)), new FakeTimeProvider(now));
        _ = process.Scheduler.Start(async () =>
        {
            try
            {
                // Few profiles in memory, so that leaving and loading again is part of every run.
                var store = new YieldingStore(bug.Wrap(disk.Open()), new Random(seed));
                var options = new CoreOptions(ProfilesMax: 3, TimeSpan.FromSeconds(5)) { Ledger = Place(ledger) };
                process.Port = bug.Wrap(await FulcrumCore.OpenAsync(store, process.Clock, new SeededRandomSource(seed), options, CancellationToken.None));
            }
            catch (StoreUnavailableException fault)
            {
                process.Fault = fault;
            }
        });
        return process;
    }
}

/// <summary>Something wrong on purpose. The real thing changes nothing.</summary>
internal interface IPlantedBug
{
    /// <summary>Called once for each life of the program.</summary>
    IStore Wrap(SimulatedStore store) => store;

    /// <summary>Called once for each life of the program.</summary>
    Port Wrap(FulcrumCore core) => new(core);
}

/// <summary>Nothing wrong.</summary>
internal sealed class NoBug : IPlantedBug;
