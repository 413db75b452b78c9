using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Decides about one subject under its lock: permit, decide, keep. What it keeps counts against caps from that moment.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class PersonalAnswers(DecisionIds ids, ContextualAnswers contextual, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, Task> _unwritten = new();

    /// <summary>Decides all placements in one session, so that caps see the earlier ones.</summary>
    /// <returns>False when the profile was merged, cut, erased or evicted meanwhile: find the subject again.</returns>
    internal bool TryKeep(Subject subject, ImmutableArray<AskedPlacement> asked, DecisionPlans plans, KeptDecision[] kept)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return false;
        }

        var at = Instant.From(clock.GetUtcNow());
        for (var index = 0; index < kept.Length; index++)
        {
            kept[index] = asked[index].IsRefused ? contextual.Keep(asked[index], RefusalReason.PrivacyControl.Key(), at, plans) : contextual.FindRepeated(asked[index].RequestKey, at)
                ?? session.Ask(asked[index].Plan.Use, at) switch
                {
                    Permit permit => FindRepeated(session, asked[index].RequestKey, at) ?? Keep(session, permit, asked[index], plans),
                    Refusal refusal => contextual.Keep(asked[index], refusal.Reason.Key(), at, plans),
                    _ => throw new InvalidOperationException("The door gave neither a permit nor a refusal."),
                };
        }

        return true;
    }

    /// <summary>The decision an earlier request with this key got. Asked after the permit: after a withdrawal nothing personal is repeated.</summary>
    private KeptDecision? FindRepeated(Session session, UInt128 requestKey, Instant at) =>
        requestKey != 0 && session.FindRequest(requestKey, at) is var sequence && sequence > 0
            ? new KeptDecision(null, sequence, _unwritten.GetValueOrDefault(sequence, Task.CompletedTask))
            : null;

    private KeptDecision Keep(Session session, Permit permit, AskedPlacement asked, DecisionPlans plans)
    {
        var (plan, at) = (asked.Plan, permit.At);
        var protective = session.Protect(plan.Contact.Facts, at);
        var counts = plan.Count(protective.Contacts, at);
        var inputs = new DecisionInputs
        {
            At = at,
            Personal = true,
            Why = "",
            Facts = permit.View.Readings,
            Context = asked.Context,
            Protective = protective.Readings,
            Counts = counts,
        };
        var outcome = DecisionEngine.IsInOrder(plan, inputs) ? DecisionEngine.DecideInOrder(plan, inputs) : DecisionEngine.Decide(plan, inputs);
        var consent = new KeptConsent(permit.Basis.Sequence, permit.Basis.At, permit.Basis.Notice, permit.Basis.Synthetic);
        var record = DecisionRecords.Of(outcome, inputs, plans, permit.Basis.Sequence > 0 ? consent : KeptConsent.None);
        var ticket = session.Keep(new DecisionEntry(
            asked.RequestKey,
            at,
            plan.Placement.Name,
            record.Chosen,
            plan.Placement.ImpressionEvent.Length == 0 ? Instant.Never : at + plan.Placement.ReservationLapse,
            RecordWriter.Write(record)));
        if (asked.RequestKey != 0)
        {
            _ = ForgetWhenWrittenAsync(ticket);
        }

        var answer = new Decision(ids.Of(ticket.FirstSequence), plan.Placement, outcome.Mode, outcome.Why, outcome.Chosen);
        plan.Return(outcome);
        plan.ReturnCounts(counts);
        return new KeptDecision(answer, ticket.FirstSequence, ticket.Durable);
    }

    /// <summary>While a decision is on its way to disk, a repeated request waits for it too.</summary>
    private async Task ForgetWhenWrittenAsync(JournalTicket ticket)
    {
        _unwritten[ticket.FirstSequence] = ticket.Durable;
        await ticket.Durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (ticket.Durable.IsCompletedSuccessfully)
        {
            _unwritten.TryRemove(ticket.FirstSequence, out _);
        }
    }
}
