using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Rights;

namespace Fulcrum.Simulation;

/// <summary>Answers a decision again for a while instead of asking again: a cache in front of consent.</summary>
internal sealed class CachedDecisions(FulcrumCore core) : Port(core)
{
    private readonly Dictionary<string, Decision> _answers = [];

    public override async Task<Decision> DecideAsync(string placement, IReadOnlyList<Identifier> identifiers, string requestId)
    {
        var key = $"{placement} {identifiers[0].Value}";
        if (requestId.Length == 0 && _answers.TryGetValue(key, out var known))
        {
            // A cache knows nothing of ids; each answer looks like a decision of its own.
            return known with { Id = $"d-cached-{_answers.Count}-{Guid.CreateVersion7(DateTimeOffset.UnixEpoch)}" };
        }

        return _answers[key] = await base.DecideAsync(placement, identifiers, requestId);
    }
}

/// <summary>Drops a withdrawal that follows a grant as "no change", and says it is done.</summary>
internal sealed class DeafConsents(FulcrumCore core) : Port(core)
{
    private readonly HashSet<string> _granted = [];

    public override Task<ConsentOutcome> RecordAsync(ConsentRequest request)
    {
        var grants = request.Decisions[0].State == ConsentState.Given;
        if (!grants && _granted.Contains(request.Identifiers[0].Value))
        {
            return Task.FromResult(new ConsentOutcome([], 0));
        }

        _granted.Add(request.Identifiers[0].Value);
        return base.RecordAsync(request);
    }
}

/// <summary>Takes what somebody said for said when it came, so that what they said before they were erased counts after it.</summary>
internal sealed class RedatedConsents(FulcrumCore core) : Port(core)
{
    public override Task<ConsentOutcome> RecordAsync(ConsentRequest request) => base.RecordAsync(
        request with { Decisions = [.. request.Decisions.Select(decision => decision with { At = decision.ReceivedAt })] });
}

/// <summary>Says "erased" and erases only who is known by the first look, not who is linked: here, nobody.</summary>
internal sealed class PoliteErasures(FulcrumCore core) : Port(core)
{
    public override Task<ErasureOutcome?> EraseAsync(IReadOnlyList<Identifier> identifiers) => Task.FromResult<ErasureOutcome?>(null);
}

/// <summary>Leaves the request id out on the way, so that asking again is asking anew.</summary>
internal sealed class ForgottenRequests(FulcrumCore core) : Port(core)
{
    public override Task<Decision> DecideAsync(string placement, IReadOnlyList<Identifier> identifiers, string requestId) =>
        base.DecideAsync(placement, identifiers, "");
}
