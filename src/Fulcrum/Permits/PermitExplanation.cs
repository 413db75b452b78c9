using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Permits;

/// <summary>Whether a purpose was permitted for a subject at an instant, and everything that decided it.</summary>
/// <param name="Purpose">The purpose, as the workspace of that instant declares it.</param>
/// <param name="Asked">The channel and category asked about.</param>
/// <param name="At">The instant.</param>
/// <param name="Workspace">The version of the workspace that was in force.</param>
/// <param name="Refused">Why it was not permitted; null when it was.</param>
/// <param name="Place">Where the subject was taken to live; empty when nothing said.</param>
/// <param name="PlaceWhy">How that was found.</param>
/// <param name="Basis">The legal basis there.</param>
/// <param name="NeedsConsent">Whether only a yes allowed it.</param>
/// <param name="Age">The subject's age in years, the least it could be; null when nothing said.</param>
/// <param name="Standing">What the subject had decided.</param>
/// <param name="Demands">What the law demanded of the purpose, on each axis, and which law decided.</param>
public sealed record PermitExplanation(
    Purpose Purpose,
    ConsentScope Asked,
    Instant At,
    string Workspace,
    RefusalReason? Refused,
    string Place,
    string PlaceWhy,
    LegalBasis Basis,
    bool NeedsConsent,
    double? Age,
    ConsentStanding Standing,
    ImmutableArray<RuleDemand> Demands);
