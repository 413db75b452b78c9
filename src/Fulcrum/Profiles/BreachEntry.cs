using Fulcrum.Rights;
using Fulcrum.Rights.Breaches;

namespace Fulcrum.Profiles;

/// <summary>What was done about a breach. No customer's data.</summary>
/// <param name="Act">What.</param>
/// <param name="Breach">Its id.</param>
/// <param name="By">Who did it.</param>
/// <param name="Text">What happened, what was told, or what was found; as the act wants it.</param>
/// <param name="At">When.</param>
internal sealed record BreachEntry(BreachAct Act, string Breach, string By, string Text, Instant At) : Entry
{
    /// <summary>When it became known.</summary>
    public Instant KnownAt { get; init; } = Instant.Never;

    /// <summary>Of data that came in from then on.</summary>
    public Instant From { get; init; } = Instant.Never;

    /// <summary>First instant at which what came in is not concerned any more.</summary>
    public Instant Until { get; init; } = Instant.Never;

    /// <summary>Name of the source whose data it is; empty for all.</summary>
    public string Source { get; init; } = "";

    /// <summary>Whether nothing happened, and it is done to learn.</summary>
    public bool IsDrill { get; init; }

    /// <summary>Who was told.</summary>
    public BreachAddressee ToWhom { get; init; }

    /// <summary>By which law they had to be; empty for none.</summary>
    public string Law { get; init; } = "";

    /// <summary>Whether those who were not told need not be, since nothing threatens anybody.</summary>
    public bool IsHarmless { get; init; }
}
