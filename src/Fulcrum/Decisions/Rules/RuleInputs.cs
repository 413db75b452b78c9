using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>What a rule is evaluated over: readings of facts and values of the context by slot, and the moment.</summary>
/// <remarks>Where a span is empty every value of it is unknown: that is how rules run without a subject.</remarks>
internal readonly ref struct RuleInputs(ReadOnlySpan<FactReading> facts, ReadOnlySpan<FactValue> context, Instant at, int offsetMinutes = 0)
{
    /// <summary>One reading a fact, in the order of the program's facts.</summary>
    internal readonly ReadOnlySpan<FactReading> Facts = facts;

    /// <summary>One value a name, in the order of the program's context names.</summary>
    internal readonly ReadOnlySpan<FactValue> Context = context;

    /// <summary>The moment asked about.</summary>
    internal readonly Instant At = at;

    /// <summary>Minutes the workspace's clocks are ahead of UTC at that moment.</summary>
    internal readonly int OffsetMinutes = offsetMinutes;
}
