using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>Something about a TC string that departs from the rules in force.</summary>
/// <param name="Key">Stable, kebab-case.</param>
/// <param name="Refuses">Whether a reader under version 2.3 must not rely on the string at all.</param>
/// <param name="Why">The rule, in one sentence.</param>
public sealed record TcFinding(string Key, bool Refuses, string Why)
{
    private const long DecisecondsADay = 864_000;
    private const int PolicyVersionMin = 4;

    /// <summary>Purpose 1 rests on consent alone; 3 to 6 do since version 2.2.</summary>
    private static readonly int[] ConsentOnly = [1, 3, 4, 5, 6];

    private static readonly TcFinding NotServiceSpecific = new(
        "not-service-specific", true, "Global consent was ended: IsServiceSpecific must be 1.");

    private static readonly TcFinding PolicyTooOld = new(
        "policy-version-below-4", true, "Strings made under a policy before version 4 are invalid since 2023-09-30.");

    private static readonly TcFinding CreatedDiffers = new(
        "created-differs-from-lastUpdated", false, "Created and LastUpdated must be the same since December 2021.");

    private static readonly TcFinding NotDayPrecision = new(
        "lastUpdated-not-day-precision", false, "Times must be cut to the day, so that they do not single anybody out.");

    private static readonly TcFinding InterestOnConsentOnly = new(
        "li-bit-on-consent-only-purpose", false, "Purposes 1 and 3 to 6 rest on consent alone; a bit for legitimate interest means nothing.");

    private static readonly TcFinding DisclosedVendorsMissing = new(
        "disclosed-vendors-missing", true, "Version 2.3 demands the segment that lists the vendors shown.");

    private static readonly TcFinding LegacyAllowedVendors = new(
        "legacy-allowed-vendors-segment", false, "The segment of allowed vendors is no longer written and is ignored.");

    /// <summary>Judges a string; empty when nothing is to be said.</summary>
    internal static ImmutableArray<TcFinding> Of(TcString text)
    {
        var findings = ImmutableArray.CreateBuilder<TcFinding>();
        Add(!text.IsServiceSpecific, NotServiceSpecific);
        Add(text.PolicyVersion < PolicyVersionMin, PolicyTooOld);
        Add(text.CreatedDeciseconds != text.LastUpdatedDeciseconds, CreatedDiffers);
        Add(text.LastUpdatedDeciseconds % DecisecondsADay != 0, NotDayPrecision);
        Add(ConsentOnly.Any(text.PurposesLegitimateInterest.Contains), InterestOnConsentOnly);
        Add(text.DisclosedVendors is null, DisclosedVendorsMissing);
        Add(text.AllowedVendors is not null, LegacyAllowedVendors);
        return findings.DrainToImmutable();

        void Add(bool holds, TcFinding finding)
        {
            if (holds)
            {
                findings.Add(finding);
            }
        }
    }
}
