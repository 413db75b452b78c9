using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Simulation;

/// <summary>One life of the program: a core over the disk, its own clock and its own scheduler. A crash forgets it whole.</summary>
internal sealed class SimulatedProcess
{
    private SimulatedProcess(SeededScheduler scheduler, FakeTimeProvider clock) => (Scheduler, Clock) = (scheduler, clock);

    /// <summary>The store's own time, once the program has started.</summary>
    public TimeProvider Own { get; private set; } = TimeProvider.System;

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
    /// <param name="disk">What is there.</param>
    /// <param name="ledger">The ledger's files.</param>
    /// <param name="bug">What is wrong.</param>
    /// <param name="seed">Of chance.</param>
    /// <param name="now">True time.</param>
    /// <param name="hands">How far from it the machine's clock stands.</param>
    public static SimulatedProcess Start(SimulatedDisk disk, SimulatedLedgerFiles ledger, IPlantedBug bug, int seed, DateTimeOffset now, ClockHands hands)
    {
        var process = new SimulatedProcess(new SeededScheduler(new Random(seed)), new FakeTimeProvider(now));
        _ = process.Scheduler.Start(async () =>
        {
            try
            {
                // Few profiles in memory, so that leaving and loading again is part of every run.
                var opened = disk.Open();
                var machine = new SetClock(process.Clock, hands);
                process.Own = bug.Wrap(await BeginAsync(machine, opened, hands), machine);
                var store = new YieldingStore(bug.Wrap(opened), new Random(seed));
                var options = new CoreOptions(ProfilesMax: 3, TimeSpan.FromSeconds(5)) { Ledger = Place(ledger) };
                process.Port = bug.Wrap(await FulcrumCore.OpenAsync(store, process.Own, new SeededRandomSource(seed), options, CancellationToken.None));
            }
            catch (StoreUnavailableException fault)
            {
                process.Fault = fault;
            }
        });
        return process;
    }

    // A clock too far ahead of the journal is refused. Whoever is told so sets it right; where it was wrong from the store's first row on,
    // right is what is refused, and it is set to where it was: confirming it instead would let message ids be forgotten, as it says.
    private static async Task<SteadyClock> BeginAsync(SetClock machine, SimulatedStore store, ClockHands hands)
    {
        var clock = new SteadyClock(machine);
        JournalEntry? found = null;
        for (var sequence = store.Journal.Head; sequence > 0 && found is null; sequence--)
        {
            found = await store.Journal.FindAsync(sequence, CancellationToken.None);
        }

        var newest = found?.Row.At ?? new Instant(0);
        if (!TryAnchor(clock, newest))
        {
            hands.Off = TimeSpan.Zero;
            if (!TryAnchor(clock, newest))
            {
                hands.Off = newest.ToDateTimeOffset() - machine.GetUtcNow();
                clock.Anchor(newest, null);
            }
        }

        return clock;
    }

    private static bool TryAnchor(SteadyClock clock, Instant newest)
    {
        try
        {
            clock.Anchor(newest, null);
            return true;
        }
        catch (StoreStartException)
        {
            return false;
        }
    }
}

/// <summary>Where the hands of the machine's clock stand, beside true time; they outlive the program.</summary>
internal sealed class ClockHands
{
    public TimeSpan Off { get; set; }
}

/// <summary>The machine's clock: true time, and what somebody set it to.</summary>
internal sealed class SetClock(TimeProvider real, ClockHands hands) : TimeProvider
{
    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + hands.Off;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => real.CreateTimer(callback, state, dueTime, period);
}

/// <summary>Something wrong on purpose. The real thing changes nothing.</summary>
internal interface IPlantedBug
{
    /// <summary>Called once for each life of the program.</summary>
    IStore Wrap(SimulatedStore store) => store;

    /// <summary>Called once for each life of the program.</summary>
    Port Wrap(FulcrumCore core) => new(core);

    /// <summary>Called once for each life of the program: the store's own time, out of the machine's.</summary>
    TimeProvider Wrap(SteadyClock steady, TimeProvider machine) => steady;
}

/// <summary>Nothing wrong.</summary>
internal sealed class NoBug : IPlantedBug;
