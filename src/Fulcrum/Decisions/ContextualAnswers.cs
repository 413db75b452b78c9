using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Decides with every fact unknown, and keeps the decision without its subject.</summary>
/// <remarks>
/// Repeated requests are known from memory, as long as the process runs: a contextual decision belongs to nobody's profile.
/// Safe from many threads.
/// </remarks>
internal sealed class ContextualAnswers(DecisionIds ids, SealedRows rows)
{
    private const int RememberedMax = 50_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, (Instant At, KeptDecision Kept)> _remembered = [];
    private readonly Queue<UInt128> _oldestFirst = [];

    /// <summary>The contextual decision an earlier request with this key got; null for none.</summary>
    internal KeptDecision? FindRepeated(UInt128 requestKey, Instant at)
    {
        if (requestKey == 0)
        {
            return null;
        }

        lock (_lock)
        {
            return _remembered.TryGetValue(requestKey, out var earlier) && at < earlier.At + RememberedFor ? earlier.Kept : null;
        }
    }

    /// <summary>Decides and keeps; the same request gets the same decision.</summary>
    internal KeptDecision Keep(AskedPlacement asked, string why, Instant at, DecisionPlans plans)
    {
        if (asked.RequestKey == 0)
        {
            return Decide(asked, why, at, plans);
        }

        lock (_lock)
        {
            if (FindRepeated(asked.RequestKey, at) is { } earlier)
            {
                return earlier;
            }

            var kept = Decide(asked, why, at, plans);
            if (!_remembered.ContainsKey(asked.RequestKey))
            {
                _oldestFirst.Enqueue(asked.RequestKey);
            }

            _remembered[asked.RequestKey] = (at, kept);
            if (_oldestFirst.Count > RememberedMax)
            {
                _remembered.Remove(_oldestFirst.Dequeue());
            }

            return kept;
        }
    }

    private KeptDecision Decide(AskedPlacement asked, string why, Instant at, DecisionPlans plans)
    {
        var inputs = new DecisionInputs { At = at, Personal = false, Why = why, Context = asked.Context };
        var outcome = DecisionEngine.IsInOrder(asked.Plan, inputs) ? DecisionEngine.DecideInOrder(asked.Plan, inputs) : DecisionEngine.Decide(asked.Plan, inputs);
        var record = DecisionRecords.Of(outcome, inputs, plans, KeptConsent.None);
        var ticket = rows.Append(EntryKind.Decision, at, asked.RequestKey, RecordWriter.Write(record).Span, isPatient: !plans.Workspace.Settings.DecisionsDurable);
        var answer = new Decision(ids.Of(ticket.FirstSequence), asked.Plan.Placement, outcome.Mode, outcome.Why, outcome.Chosen);
        asked.Plan.Return(outcome);
        return new KeptDecision(answer, ticket.FirstSequence, ticket.Durable);
    }
}
