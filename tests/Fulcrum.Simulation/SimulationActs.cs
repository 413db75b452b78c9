using System.Collections.Immutable;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Identity;

namespace Fulcrum.Simulation;

/// <content>What clients do, and how each answer goes into the ledger.</content>
internal sealed partial class SimulationRun
{
    private void Act(int chance)
    {
        var person = _chance.Next(PersonsMax);
        var identifier = _chance.Next(3) switch { 0 => $"u{person}", var device => $"a{person}-{device}" };
        switch (chance)
        {
            case < 20:
                Send(NewSending(person, identifier, EventType.Track, "Viewed", ""));
                break;
            case < 33:
                Send(NewSending(person, identifier, EventType.Track, "Bought", ""));
                break;
            case < 37:
                Send(NewSending(person, identifier, EventType.Track, "Bought", "", late: TimeSpan.FromMinutes(_chance.Next(1, 120))));
                break;
            case < 46:
                Send(NewSending(person, $"u{person}", EventType.Identify, "", $"a{person}-{_chance.Next(1, 3)}"));
                break;
            case < 56 when _ledger.Sendings.Count > 0:
                Send(_ledger.Sendings[_chance.Next(_ledger.Sendings.Count)]);
                break;
            case < 65:
                Say(person, identifier, grants: true);
                break;
            case < 71:
                Say(person, identifier, grants: false);
                break;
            case < 74 when FindUnheard() is { } said:
                Say(said);
                break;
            case < 80 when FindUnseen() is { } shown:
                Send(NewSending(shown.Person, shown.Identifier, EventType.Track, "Seen", "", seen: shown));
                break;
            case < 84 when FindSeen() is { } seen:
                Ask(seen.Person, seen.Identifier);
                break;
            case < 93:
                Ask(person, identifier);
                break;
            case < 95:
                Cut(person, identifier);
                break;
            case < 97:
                Erase(person, identifier);
                break;
            default:
                Tidy(sweep: _chance.Next(2) == 0);
                break;
        }
    }

    /// <summary>Something shown at the side that nobody said was seen.</summary>
    private Asking? FindUnseen()
    {
        var shown = _ledger.Askings.Where(asked => asked.Placement == "side" && asked.Decision is { } decision && decision.Chosen.Any(offer => offer.Name == "promotion")
            && !_ledger.Sendings.Any(sent => sent.Seen == asked)).ToArray();
        return shown.Length > 0 ? shown[_chance.Next(shown.Length)] : null;
    }

    /// <summary>Something said to be seen: whether it counts shows when they ask again.</summary>
    private Sending? FindSeen() => _ledger.Sendings.LastOrDefault(sent => sent.Seen is not null);

    private void Tidy(bool sweep) => Do(sweep ? "sweep" : "snapshots", port => port.TidyAsync(sweep));

    private Sending NewSending(
        int person, string identifier, EventType type, string name, string other, TimeSpan late = default, Asking? seen = null)
    {
        var at = OwnTime;
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
                OccurredAt = at - late,
                ReceivedAt = at,
                Properties = seen?.Decision is { } decision ? Encoding.UTF8.GetBytes($$"""{"decisionId":"{{decision.Id}}","offer":"{{decision.Chosen[0].Name}}"}""")
                    : name.Length > 0 ? """{"item":"x"}"""u8.ToArray() : default,
            },
            other)
        {
            Seen = seen,
        };
        _ledger.Sendings.Add(sending);
        return sending;
    }

    private void Send(Sending sending) => Do($"send {sending.Message.MessageId} {sending.Message.Name} {sending.Identifier} {sending.Other}", async port =>
    {
        var begun = _step;
        sending.Open++;
        _ledger.Unanswered++;
        // The server stamps what it receives by its own time.
        var fate = await port.CollectAsync(Received(sending.Message));
        _ledger.Unanswered--;
        _ledger.Answered[fate]++;
        Note($"{sending.Message.MessageId} is {fate}");
        sending.Open--;
        if (fate == EventFateKind.Stored && sending.Fate == EventFateKind.Stored)
        {
            throw new BrokenPromiseException("double", $"{sending.Message.MessageId} was stored twice");
        }

        if (fate == EventFateKind.Stored && _ledger.MustNotReturn(sending, sending.Message.OccurredAt, begun))
        {
            throw new BrokenPromiseException("returned", $"{sending.Message.MessageId} was stored though it happened before {sending.Identifier} was erased");
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

    /// <summary>What the program does as it receives: the time of receipt is its own, and nothing happened after it.</summary>
    private Event Received(Event sent)
    {
        var at = OwnTime;
        return new Event
        {
            Type = sent.Type,
            Name = sent.Name,
            MessageId = sent.MessageId,
            UserId = sent.UserId,
            AnonymousId = sent.AnonymousId,
            OccurredAt = sent.OccurredAt > at ? at : sent.OccurredAt,
            ReceivedAt = at,
            Properties = sent.Properties,
        };
    }

    /// <summary>The time the program reckons by; promises about spans of time are about this one.</summary>
    private Instant OwnTime => Instant.From(_process.Own.GetUtcNow());

    /// <summary>A grant or a withdrawal that was not answered yet: whoever sent it sends it again, perhaps while the first is on its way.</summary>
    private Saying? FindUnheard() => _ledger.Sayings.LastOrDefault(said => !said.IsAcknowledgedBefore(Deed.Never));

    private void Say(int person, string identifier, bool grants)
    {
        var verified = grants && identifier[0] == 'u' && _chance.Next(2) == 0;
        var at = Instant.From(_now);
        var record = new ConsentRecord(
            "personalization", grants ? ConsentState.Given : ConsentState.Withdrawn, "web@1", "en", at, at, "web", ConsentMethod.Express,
            verified, "api", [], Synthetic: false);
        var saying = new Saying(person, identifier, _step, grants, verified, $"c{_names++}", record);
        _ledger.Sayings.Add(saying);
        Say(saying);
    }

    private void Say(Saying saying) => Do($"{(saying.Grants ? "grant" : "withdraw")} {saying.Identifier} {saying.RequestId}", async port =>
    {
        var begun = _step;
        saying.Open++;
        // Received by the store's own time, whatever the client's clock says.
        var outcome = await port.RecordAsync(new ConsentRequest(Read(port, saying.Identifier, saying.Verified), saying.RequestId, [saying.Record with { ReceivedAt = OwnTime }]));
        saying.Open--;
        if (outcome.BeforeErasure > 0)
        {
            NotTaken(saying);
            return;
        }

        // One that repeats another may be answered with what became of that, which may have been taken in before the erasure.
        var isFirst = saying.Open == 0 && !saying.IsAcknowledgedBefore(Deed.Never);
        if (isFirst && saying.Grants && _ledger.MustNotReturn(saying, saying.Record.At, begun))
        {
            throw new BrokenPromiseException("returned", $"the yes of step {saying.Begun} was taken though it is from before {saying.Identifier} was erased");
        }

        saying.Acknowledge(_step);
        Note($"said {saying.Identifier} {saying.RequestId}");
    });

    /// <summary>
    /// What was told to be from before an erasure did nothing, a yes nor a no: a yes may not count, and of a no nothing may be expected.
    /// While another sending of it was not answered, that one may have come before the erasure.
    /// </summary>
    private void NotTaken(Saying saying)
    {
        Note($"before erasure {saying.Identifier} {saying.RequestId}");
        if (!_ledger.MayBeFromBeforeErasure(saying, _step, OwnTime))
        {
            throw new BrokenPromiseException("not-taken", $"{saying.Identifier} was told that what was said at step {saying.Begun} is from before an erasure");
        }

        if (saying.Open == 0 && !saying.IsAcknowledgedBefore(Deed.Never))
        {
            _ledger.Sayings.Remove(saying);
        }
    }

    private void Ask(int person, string identifier)
    {
        var placement = _chance.Next(2) == 0 ? "hero" : "side";
        var requestId = _chance.Next(3) switch
        {
            0 => "",
            1 when _ledger.Askings.LastOrDefault(asked => asked.Identifier == identifier && asked.Placement == placement) is { } earlier => earlier.RequestId,
            _ => $"r{_names++}",
        };
        var own = _process.Own;
        var asking = new Asking(person, identifier, _step, placement, requestId, own.GetUtcNow());
        _ledger.Askings.Add(asking);
        Do($"ask {placement} {identifier} {requestId}", async port =>
        {
            var decision = await port.DecideAsync(placement, Read(port, identifier), requestId);
            asking.Until = own.GetUtcNow();
            asking.Decision = decision;
            asking.Acknowledge(_step);
            Note($"{decision.Id} {decision.Mode} {decision.Why} {string.Join('+', decision.Chosen.Select(offer => offer.Name))}");
            _decisions.Check(asking);
        });
    }

    private void Erase(int person, string identifier)
    {
        var erasing = new Erasing(person, identifier, _step, OwnTime);
        _ledger.Erasings.Add(erasing);
        Do($"erase {identifier}", async port =>
        {
            var outcome = await port.EraseAsync(Read(port, identifier));
            erasing.Found = outcome is not null;
            erasing.Until = OwnTime;
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
            cutting.Found = cut;
            cutting.Acknowledge(_step);
            Note($"cut {identifier} {cut}");
        });
    }

    private static ImmutableArray<Identifier> Read(Port port, string identifier, bool verified = false) =>
        port.Core.Identifiers.TryRead(identifier[0] == 'u' ? "user-id" : "anonymous-id", identifier, verified, out var read, out var fault)
            ? [read]
            : throw new InvalidOperationException(fault.ToString());
}
