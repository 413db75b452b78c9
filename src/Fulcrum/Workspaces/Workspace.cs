using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Laws;
using Fulcrum.Decisions;
using Fulcrum.Exchanges;
using Fulcrum.Identity;
using Fulcrum.Notices;
using Fulcrum.Profiles;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Systems;
using Fulcrum.Staff;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Workspaces;

/// <summary>Everything a company decides, checked and ready to use. Immutable; one version of it is in force at a time.</summary>
/// <remarks>
/// Made only from files that passed every check, so what exists is valid: each name resolves, each rule compiles.
/// Safe from many threads.
/// </remarks>
public sealed record Workspace
{
    /// <summary>The company's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>First 16 hex digits of the SHA-256 over the files in path order; equal files have equal versions.</summary>
    public required string Version { get; init; }

    /// <summary>Languages notices and explanations are given in.</summary>
    public required ImmutableArray<string> Languages { get; init; }

    /// <summary>Region for phone numbers without a country code, ISO 3166-1 alpha-2 (for example <c>GB</c>).</summary>
    public required string PhoneRegion { get; init; }

    /// <summary>Purposes by name.</summary>
    public required FrozenDictionary<string, Purpose> Purposes { get; init; }

    /// <summary>Notices by <c>name@version</c>.</summary>
    public required FrozenDictionary<string, Notice> Notices { get; init; }

    /// <summary>What was built of notices, by <c>name@version</c>: what people were told, and its pages.</summary>
    public FrozenDictionary<string, BuiltNotice> BuiltNotices { get; init; } = FrozenDictionary<string, BuiltNotice>.Empty;

    /// <summary>Who answers for the data, who receives it, where it is and how long: what people must be told.</summary>
    public DisclosureBook Disclosures { get; init; } = DisclosureBook.None;

    /// <summary>Identifier types by name.</summary>
    public required FrozenDictionary<string, IdentifierType> IdentifierTypes { get; init; }

    /// <summary>Sources by name.</summary>
    public required FrozenDictionary<string, Source> Sources { get; init; }

    /// <summary>Where subjects are asked, by name; empty where the workspace does not say, and then a yes in events needs no proof.</summary>
    public FrozenDictionary<string, CaptureSurface> Surfaces { get; init; } = FrozenDictionary<string, CaptureSurface>.Empty;

    /// <summary>What the company gives for a use or a datum, and when nobody is asked for more.</summary>
    public ExchangeBook Exchanges { get; init; } = ExchangeBook.None;

    /// <summary>Who may hand us requests of our customers.</summary>
    public PartnerBook Partners { get; init; } = PartnerBook.None;

    /// <summary>Systems that must be told of rights, by name.</summary>
    public FrozenDictionary<string, ConnectedSystem> Systems { get; init; } = FrozenDictionary<string, ConnectedSystem>.Empty;

    /// <summary>Which of our own people may do what, and what they learn first.</summary>
    public StaffBook Staff { get; init; } = StaffBook.None;

    /// <summary>Contracts by name.</summary>
    public required FrozenDictionary<string, Contract> Contracts { get; init; }

    /// <summary>Facts by name: those set by events and those computed from them.</summary>
    public required FrozenDictionary<string, FactDefinition> Facts { get; init; }

    /// <summary>Segments by name.</summary>
    public required FrozenDictionary<string, SegmentDefinition> Segments { get; init; }

    /// <summary>Placements by name.</summary>
    public required FrozenDictionary<string, Placement> Placements { get; init; }

    /// <summary>Offers, contents and experiences by name.</summary>
    public required FrozenDictionary<string, Offer> Offers { get; init; }

    /// <summary>Caps, quiet hours and suppressions over all teams and channels.</summary>
    public required ContactPolicy ContactPolicy { get; init; }

    /// <summary>Views people at the counter may ask for (the dealer view), by name.</summary>
    public required FrozenDictionary<string, ViewDefinition> Views { get; init; }

    /// <summary>How decisions are kept.</summary>
    public required WorkspaceSettings Settings { get; init; }

    /// <summary>The rule packs of the jurisdictions it serves, and how it tells whose law applies.</summary>
    public LawSettings Laws { get; init; } = LawSettings.None;

    /// <summary>Hash over what the fold depends on (contracts, facts, purposes): a snapshot made under another one is refolded.</summary>
    public required string FoldVersion { get; init; }
}

/// <summary>Switches of the whole workspace.</summary>
/// <param name="DecisionsDurable">True (default): a decision is on disk before its answer. False: <c>decisions.durability: memory</c>, written behind.</param>
/// <param name="DedupeWindow">How long a message id is remembered; 7 days.</param>
/// <param name="QuarantineRetention">How long quarantined payloads are kept; 30 days.</param>
/// <param name="WithdrawnRetention">How long rows that only withdrawn purposes justified stay on disk, unusable; 30 days.</param>
public sealed record WorkspaceSettings(bool DecisionsDurable, TimeSpan DedupeWindow, TimeSpan QuarantineRetention, TimeSpan WithdrawnRetention)
{
    /// <summary>The time zone of <c>hour</c> in rules, and of quiet hours that name none; UTC.</summary>
    public Zone Zone { get; init; } = Zone.Utc;

    /// <summary>How long decisions, look-ups, settled consents and cut links are kept.</summary>
    public Retentions Retentions { get; init; } = Retentions.Default;
}

/// <summary>A named list of facts that staff acting under one purpose may see.</summary>
/// <param name="Name">For example <c>dealer</c>.</param>
/// <param name="Purpose">The purpose the caller acts under.</param>
/// <param name="Facts">Facts in the order shown.</param>
/// <param name="Title">For people.</param>
public sealed record ViewDefinition(string Name, Purpose Purpose, ImmutableArray<FactDefinition> Facts, LocalText Title);
