using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Identity;

namespace Fulcrum.Simulation;

/// <summary>
/// One seed: clients act, the disk syncs or fails, the clock moves, the process dies and starts again, all in an order
/// the seed chooses; the ledger keeps what clients saw. Afterwards the faults stop and everything must come right.
/// </summary>
internal sealed class SimulationRun
{
    private const int StepsMax = 220;
    private const int PersonsMax = 3;
    private const int InFlightMax = 6;
    private const int SettleMax = 20_000;

    private readonly int _seed;
    private readonly Random _chance;
    private readonly IPlantedBug _bug;
    private readonly SimulatedDisk _disk;
    private readonly Ledger _ledger = new();
    private readonly DecisionChecks _decisions;
    private readonly StringBuilder _trace = new();
    private DateTimeOffset _now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
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
                if (!_process.Scheduler.RunOne())
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
            case < 98:
                _disk.FailNextSync(written: _chance.Next(2) == 0);
                Note("next sync fails");
                break;
            default:
                Crash();
                break;
        }

        // A store that failed stays so until the program is started again, as whoever supervises it does at once.
        if (_process.Fault is not null || _disk.HasFailed)
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

    private void Crash()
    {
        _disk.Crash(_chance.Next());
        _inFlight = 0;
        Note("crash");
        _process = Start();
    }

    private SimulatedProcess Start() => SimulatedProcess.Start(_disk, _bug, _chance.Next(), _now);

    private void Act(int chance)
    {
        var person = _chance.Next(PersonsMax);
        var identifier = _chance.Next(3) switch { 0 => $"u{person}", var device => $"a{person}-{device}" };
        switch (chance)
        {
            case < 25:
                Send(NewSending(person, identifier, EventType.Track, "Viewed", ""));
                break;
            case < 45:
                Send(NewSending(person, identifier, EventType.Track, "Bought", ""));
                break;
            case < 53:
                Send(NewSending(person, $"u{person}", EventType.Identify, "", $"a{person}-{_chance.Next(1, 3)}"));
                break;
            case < 62 when _ledger.Sendings.Count > 0:
                Send(_ledger.Sendings[_chance.Next(_ledger.Sendings.Count)]);
                break;
            case < 72:
                Say(person, identifier, grants: true);
                break;
            case < 78:
                Say(person, identifier, grants: false);
                break;
            case < 96:
                Ask(person, identifier);
                break;
            case < 98:
                Cut(person, identifier);
                break;
            default:
                Erase(person, identifier);
                break;
        }
    }

    private Sending NewSending(int person, string identifier, EventType type, string name, string other)
    {
        var at = Instant.From(_now);
        var sending = new Sending(
            person,
            identifier,
            _step,
            new Event
            {
                Type = type,
                Name = name,
                MessageId = $"m{_names++}",
                UserId = identifier[0] == 'u' ? identifier : "",
                AnonymousId = identifier[0] == 'a' ? identifier : other,
                OccurredAt = at,
                ReceivedAt = at,
                Properties = name.Length > 0 ? """{"item":"x"}"""u8.ToArray() : default,
            },
            other);
        _ledger.Sendings.Add(sending);
        return sending;
    }

    private void Send(Sending sending) => Do($"send {sending.Message.MessageId} {sending.Message.Name} {sending.Identifier} {sending.Other}", async port =>
    {
        var sure = sending.Unsure;
        sending.Unsure = true;
        var fate = await port.CollectAsync(sending.Message);
        Note($"{sending.Message.MessageId} is {fate}");
        sending.Unsure = sure && fate is EventFateKind.Refused or EventFateKind.Quarantined;
        if (fate == EventFateKind.Stored && sending.Fate == EventFateKind.Stored)
        {
            throw new BrokenPromiseException("double", $"{sending.Message.MessageId} was stored twice");
        }

        var wasKept = sending.IsKept;
        if (!wasKept || fate == EventFateKind.Stored)
        {
            sending.Fate = fate;
        }

        if (sending.IsKept && !wasKept)
        {
            sending.Renew();
        }

        sending.Acknowledge(_step);
    });

    private void Say(int person, string identifier, bool grants)
    {
        var saying = new Saying(person, identifier, _step, grants, verified: grants && identifier[0] == 'u' && _chance.Next(2) == 0);
        _ledger.Sayings.Add(saying);
        var at = Instant.From(_now);
        Do($"{(grants ? "grant" : "withdraw")} {identifier}", async port =>
        {
            var record = new ConsentRecord(
                "personalization", grants ? ConsentState.Given : ConsentState.Withdrawn, "web@1", "en", at, at, "web", ConsentMethod.Express,
                saying.Verified, "api", [], Synthetic: false);
            await port.RecordAsync(new ConsentRequest(Read(port, identifier, saying.Verified), $"c{_names++}", [record]));
            saying.Acknowledge(_step);
            Note($"said {identifier}");
        });
    }

    private void Ask(int person, string identifier)
    {
        var requestId = _chance.Next(3) switch
        {
            0 => "",
            1 when _ledger.Askings.LastOrDefault(asked => asked.Identifier == identifier) is { } earlier => earlier.RequestId,
            _ => $"r{_names++}",
        };
        var asking = new Asking(person, identifier, _step, requestId, _now);
        _ledger.Askings.Add(asking);
        Do($"ask {identifier} {requestId}", async port =>
        {
            var decision = await port.DecideAsync(Read(port, identifier), requestId);
            asking.Until = _now;
            asking.Decision = decision;
            asking.Acknowledge(_step);
            Note($"{decision.Id} {decision.Mode} {decision.Why} {string.Join('+', decision.Chosen.Select(offer => offer.Name))}");
            _decisions.Check(asking);
        });
    }

    private void Erase(int person, string identifier)
    {
        var erasing = new Erasing(person, identifier, _step);
        _ledger.Erasings.Add(erasing);
        Do($"erase {identifier}", async port =>
        {
            var outcome = await port.EraseAsync(Read(port, identifier));
            erasing.Acknowledge(_step);
            Note($"erased {identifier} {outcome?.Subjects}");
        });
    }

    private void Cut(int person, string identifier)
    {
        var cutting = new Cutting(person, identifier, _step);
        _ledger.Cuttings.Add(cutting);
        Do($"cut {identifier}", async port =>
        {
            var cut = await port.CutAsync(Read(port, identifier));
            cutting.Acknowledge(_step);
            Note($"cut {identifier} {cut}");
        });
    }

    private static ImmutableArray<Identifier> Read(Port port, string identifier, bool verified = false) =>
        port.Core.Identifiers.TryRead(identifier[0] == 'u' ? "user-id" : "anonymous-id", identifier, verified, out var read, out var fault)
            ? [read]
            : throw new InvalidOperationException(fault.ToString());

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
