using System.Collections.Immutable;

namespace Fulcrum.Consent.Signals;

/// <summary>What a Transparency and Consent string of version 2 says, field by field.</summary>
/// <remarks>
/// <para>
/// Source: IAB Europe, Consent string and vendor list formats v2.2 and v2.3. Ids count from 1. Fulcrum reads such strings as evidence and
/// never writes one: only a registered consent management platform may.
/// </para>
/// <para>Reading is not believing: <see cref="Findings"/> says what a reader under version 2.3 must refuse.</para>
/// </remarks>
public sealed record TcString
{
    /// <summary>When it was first made, in tenths of a second since 1970-01-01T00:00:00Z.</summary>
    public required long CreatedDeciseconds { get; init; }

    /// <summary>When it was last changed, in the same unit.</summary>
    public required long LastUpdatedDeciseconds { get; init; }

    /// <summary>Id of the consent management platform.</summary>
    public required int CmpId { get; init; }

    /// <summary>Version of that platform.</summary>
    public required int CmpVersion { get; init; }

    /// <summary>Number of the screen on which consent was given.</summary>
    public required int ConsentScreen { get; init; }

    /// <summary>Two letters, upper case, for example <c>EN</c>.</summary>
    public required string ConsentLanguage { get; init; }

    /// <summary>Version of the vendor list it speaks of.</summary>
    public required int VendorListVersion { get; init; }

    /// <summary>Version of the policy; below 4 is invalid since 2023-09-30.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>Whether it holds for one service only, as it must.</summary>
    public required bool IsServiceSpecific { get; init; }

    /// <summary>Whether the texts shown were the platform's own.</summary>
    public required bool UseNonStandardTexts { get; init; }

    /// <summary>Special features opted into, 1 to 12.</summary>
    public required TcIds SpecialFeatureOptIns { get; init; }

    /// <summary>Purposes consented to, 1 to 24.</summary>
    public required TcIds PurposesConsent { get; init; }

    /// <summary>Purposes for which legitimate interest was shown and not objected to, 1 to 24.</summary>
    public required TcIds PurposesLegitimateInterest { get; init; }

    /// <summary>Whether purpose 1 was not asked for, as some countries do.</summary>
    public required bool PurposeOneTreatment { get; init; }

    /// <summary>Country of the publisher, two letters.</summary>
    public required string PublisherCountry { get; init; }

    /// <summary>Vendors consented to.</summary>
    public required VendorIds VendorConsents { get; init; }

    /// <summary>Vendors whose legitimate interest was shown and not objected to.</summary>
    public required VendorIds VendorLegitimateInterests { get; init; }

    /// <summary>What the publisher forbids or requires beside the vendor list.</summary>
    public required ImmutableArray<TcRestriction> PublisherRestrictions { get; init; }

    /// <summary>Bits of the first segment that were used; what follows is padding.</summary>
    public required int CoreBits { get; init; }

    /// <summary>Vendors shown to the subject; null when the segment is missing, as 2.3 forbids.</summary>
    public VendorIds? DisclosedVendors { get; init; }

    /// <summary>Vendors allowed by a publisher; a segment no longer written.</summary>
    public VendorIds? AllowedVendors { get; init; }

    /// <summary>What the subject told the publisher itself; null when the segment is missing.</summary>
    public TcPublisherPurposes? Publisher { get; init; }

    /// <summary>Everything about it that departs from the rules in force, in a fixed order.</summary>
    public ImmutableArray<TcFinding> Findings => TcFinding.Of(this);

    /// <summary>Whether a reader under version 2.3 may rely on it.</summary>
    public bool IsRelied => !Findings.Any(finding => finding.Refuses);
}

/// <summary>Up to 24 ids as bits; the first id is 1.</summary>
/// <param name="Bits">Bit i stands for id i + 1.</param>
public readonly record struct TcIds(int Bits)
{
    /// <summary>The ids, smallest first.</summary>
    public IEnumerable<int> All
    {
        get
        {
            var bits = Bits;
            return Enumerable.Range(1, 31).Where(id => (bits >> (id - 1) & 1) == 1);
        }
    }

    /// <summary>Whether an id is in it.</summary>
    public bool Contains(int id) => id is >= 1 and <= 31 && (Bits >> (id - 1) & 1) == 1;

    /// <summary>Reads one bit an id, the first id first.</summary>
    internal static TcIds Read(ref BitReader reader, int ids)
    {
        var bits = 0;
        for (var id = 0; id < ids; id++)
        {
            bits |= (reader.ReadBit() ? 1 : 0) << id;
        }

        return new TcIds(bits);
    }
}

/// <summary>A publisher's word about one purpose and some vendors.</summary>
/// <param name="Purpose">Id of the purpose.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Vendors">Whom it concerns; a range may span ids that are in no list.</param>
public sealed record TcRestriction(int Purpose, TcRestrictionKind Kind, ImmutableArray<VendorRange> Vendors);

/// <summary>What a publisher's restriction says.</summary>
public enum TcRestrictionKind
{
    /// <summary>The vendors must not use the purpose.</summary>
    NotAllowed = 0,

    /// <summary>They need consent for it.</summary>
    RequireConsent = 1,

    /// <summary>They need legitimate interest for it.</summary>
    RequireLegitimateInterest = 2,

    /// <summary>Not defined; means nothing.</summary>
    Undefined = 3,
}

/// <summary>What the subject told the publisher for its own purposes.</summary>
/// <param name="Consent">Purposes consented to, 1 to 24.</param>
/// <param name="LegitimateInterest">Purposes under legitimate interest, 1 to 24.</param>
/// <param name="CustomPurposes">How many purposes of its own the publisher has, 0 to 63.</param>
/// <param name="CustomConsent">Bit i stands for own purpose i + 1, consented to.</param>
/// <param name="CustomLegitimateInterest">The same under legitimate interest.</param>
public sealed record TcPublisherPurposes(
    TcIds Consent, TcIds LegitimateInterest, int CustomPurposes, ulong CustomConsent, ulong CustomLegitimateInterest);
