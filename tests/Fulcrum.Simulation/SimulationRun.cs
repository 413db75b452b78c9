using System.Security.Cryptography;
using System.Text;
using Fulcrum.Contracts.Simulated;

namespace Fulcrum.Simulation;

/// <summary>
/// One seed: clients act, the disk syncs or fails, the clock moves, the process dies and starts again, all in an order
/// the seed chooses; the ledger keeps what clients saw. Afterwards the faults stop and everything must come right.
/// </summary>
internal sealed partial class SimulationRun
{
    private const int StepsMax = 220;
    private const int PersonsMax = 3;
    private const int InFlightMax = 6;
    private const int SettleMax = 20_000;

    /// <summary>Steps a program goes on after its store has failed, on average.</summary>
    private const int FailedFor = 12;

    private readonly int _seed;
    private readonly Random _chance;
    private readonly IPlantedBug _bug;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedLedgerFiles _files = new();
    private readonly Ledger _ledger = new();
    private readonly DecisionChecks _decisions;
    private readonly StringBuilder _trace = new();
    private DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly ClockHands _hands = new();
    private SimulatedProcess _process;
    private int _step;
    private int _inFlight;
    private int _names;
    private Exception? _broken;

    private SimulationRun(int seed, IPlantedBug bug)
    {
        (_seed, _bug, _chance, _disk) = (seed, bug, new Random(seed), new SimulatedDisk(seed));
        _decisions = new DecisionChecks(_ledger);
        Town.SettleAsync(_disk.Open(), Instant.From(_now)).GetAwaiter().GetResult();
        _process = Start();
    }

    /// <summary>Runs a seed to its end; the hash of everything that happened.</summary>
    /// <exception cref="BrokenPromiseException">Something acknowledged did not hold.</exception>
    public static string Run(int seed, IPlantedBug bug, Action<string>? print = null)
    {
        var run = new SimulationRun(seed, bug);
        try
        {
            run.Live();
            run.ComeRight();
        }
        finally
        {
            print?.Invoke(run._trace.ToString());
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run._trace.ToString())));
    }

    private void Live()
    {
        _disk.HoldSyncs = true;
        for (_step = 1; _step <= StepsMax; _step++)
        {
            Move(_chance.Next(100));
            Rethrow();
        }
    }

    private void Move(int chance)
    {
        switch (chance)
        {
            case < 42 when _process.Port is not null && _inFlight < InFlightMax:
                Act(_chance.Next(100));
                break;
            case < 74:
                if (!(_process.Scheduler.RunOne() | _process.Scheduler.RunOne()))
                {
                    _disk.Sync(1);
                }

                break;
            case < 90:
                Note($"sync {_disk.Sync(_chance.Next(1, 4))}");
                break;
            case < 96:
                Advance(TimeSpan.FromMilliseconds(_chance.Next(1, 4000)));
                break;
            case < 97:
                Advance(TimeSpan.FromMinutes(_chance.Next(1, 40)));
                break;
            case < 98 when _chance.Next(3) == 0:
                SetClock();
                break;
            case < 98:
                _disk.FailNextSync(written: _chance.Next(2) == 0);
                Note("next sync fails");
                break;
            default:
                Crash();
                break;
        }

        // A store that failed stays so until the program is started again, which whoever supervises it does after a while;
        // until then clients go on asking, and are told to come back.
        if (_process.Fault is not null || (_disk.HasFailed && _chance.Next(FailedFor) == 0))
        {
            Crash();
        }
    }

    private void Advance(TimeSpan span)
    {
        _now += span;
        _ = _process.Scheduler.Start(() =>
        {
            _process.Clock.Advance(span);
            return Task.CompletedTask;
        });
    }

    /// <summary>Somebody sets the machine's clock, by an hour or by more than a year, or right again.</summary>
    private void SetClock()
    {
        _hands.Off = _chance.Next(5) switch
        {
            0 => TimeSpan.FromHours(1),
            1 => TimeSpan.FromHours(-1),
            2 => TimeSpan.FromDays(400),
            3 => TimeSpan.FromDays(-400),
            _ => TimeSpan.Zero,
        };
        Note($"clock set by {_hands.Off}");
    }

    private void Crash()
    {
        _disk.Crash(_chance.Next());
        _files.Crash(_step);
        _inFlight = 0;
        Note("crash");
        _process = Start();
    }

    private SimulatedProcess Start() => SimulatedProcess.Start(_disk, _files, _bug, _chance.Next(), _now, _hands);

    /// <summary>Starts a client's call; a store that is not there means only that the answer is not known.</summary>
    private void Do(string what, Func<Port, Task> call)
    {
        var process = _process;
        var port = process.Port!;
        _inFlight++;
        Note(what);
        _ = process.Scheduler.Start(async () =>
        {
            try
            {
                await call(port);
            }
            catch (StoreUnavailableException)
            {
                Note($"no answer: {what}");
            }
#pragma warning disable CA1031 // Whatever else comes out of the core is what the simulation looks for.
            catch (Exception broken)
#pragma warning restore CA1031
            {
                _broken ??= broken;
            }
            finally
            {
                if (process == _process)
                {
                    _inFlight--;
                }
            }
        });
    }

    private void ComeRight()
    {
        _step++;
        if (_chance.Next(2) == 0)
        {
            // Whoever waits is answered in the end, if only with "come back later", as long as the program lives.
            Settle();
            if (_inFlight > 0)
            {
                throw new InvalidOperationException($"Seed {_seed}", new BrokenPromiseException("answered", $"{_inFlight} calls are never answered"));
            }
        }

        Crash();
        _disk.HoldSyncs = false;
        Settle();
        foreach (var sending in _ledger.Sendings.Where(sending => sending.Fate is null || sending.Unsure).ToArray())
        {
            _step++;
            Send(sending);
            Settle();
        }

        // Nothing acknowledged may be forgotten by this start either.
        Crash();
        Settle();
        var finals = new FinalChecks(_ledger, _disk, ++_step);
        Do("final checks", async port => await finals.CheckAsync(port, identifier => Read(port, identifier)));
        Settle();
        _decisions.CheckCaps();
        LedgerCheck.Run(_disk, _files, _process.Clock);
        Assert.Equal(0, _inFlight);
    }

    /// <summary>Lets everything that can go on go on until nothing is left.</summary>
    private void Settle()
    {
        for (var i = 0; i < SettleMax; i++)
        {
            _disk.Sync();
            if (!_process.Scheduler.RunOne() && _disk.PendingCount == 0)
            {
                if (_process.Port is null)
                {
                    throw new InvalidOperationException("The program does not start again.", _process.Fault);
                }

                Rethrow();
                return;
            }
        }

        throw new InvalidOperationException("The run does not settle.");
    }

    private void Note(string what) => _trace.Append(_step).Append(' ').Append(_now.ToUnixTimeMilliseconds()).Append(' ').Append(what).Append('\n');

    private void Rethrow()
    {
        if (_broken is not null)
        {
            throw new InvalidOperationException($"Seed {_seed}, step {_step}: {_broken.Message}", _broken);
        }
    }
}
