using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Consent.Laws;

/// <summary>What the law that applies to a subject says about one purpose.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="Basis">Its legal basis there.</param>
/// <param name="Model">What decided how a use becomes allowed; null when no law speaks.</param>
/// <param name="Separate">Whether consent must stand apart from other texts; null when no law speaks.</param>
/// <param name="DoubleOptIn">Whether a message must be answered before the first use; null when no law speaks.</param>
/// <param name="ConsentAge">From which age a subject agrees alone; null when no law speaks.</param>
/// <param name="GuardianMethods">By which methods a guardian's yes may be made sure of; null when no law speaks.</param>
/// <param name="BannedBelowAge">Below which age the use is forbidden; null when no law speaks.</param>
/// <param name="Signal">What Global Privacy Control means; null when no law speaks.</param>
/// <param name="ReAsk">How many days pass after a no before it may be asked again; null when no law speaks.</param>
internal sealed record PurposeLaw(
    Purpose Purpose,
    LegalBasis Basis,
    RuleDemand? Model,
    RuleDemand? Separate,
    RuleDemand? DoubleOptIn,
    RuleDemand? ConsentAge,
    RuleDemand? GuardianMethods,
    RuleDemand? BannedBelowAge,
    RuleDemand? Signal,
    RuleDemand? ReAsk)
{
    /// <summary>Whether only a yes allows it: it rests on consent, or a law lets nothing less do for an interest of the company.</summary>
    internal bool NeedsConsent { get; } = !Purpose.Protective && (Basis == LegalBasis.Consent || (Basis == LegalBasis.LegitimateInterest && Model?.Value.Words == "opt-in"));

    /// <summary>Whether a no ends it: consent is taken back, an interest is objected to.</summary>
    internal bool EndsByNo { get; } = !Purpose.Protective && Basis is LegalBasis.Consent or LegalBasis.LegitimateInterest;

    /// <summary>Whether consent must stand apart.</summary>
    internal bool NeedsSeparate => Separate?.Value.Strictness > 0;

    /// <summary>Whether a message must be answered first.</summary>
    internal bool NeedsAnswer => DoubleOptIn?.Value.Strictness > 0;

    /// <summary>Whether the use is forbidden at an age.</summary>
    internal bool IsBannedAt(double? age) => BannedBelowAge is { } ban && age < ban.Value.Strictness;

    /// <summary>Whether a guardian has to agree at an age.</summary>
    internal bool NeedsGuardianAt(double? age) => ConsentAge is { } from && age < from.Value.Strictness;

    /// <summary>When it may be asked again after a no; null when no law speaks.</summary>
    internal Instant? MayAskFrom(Instant noAt) => ReAsk is { } days && noAt != Instant.Never ? noAt + TimeSpan.FromDays(days.Value.Strictness) : null;
}
