using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Laws;
using Fulcrum.Decisions;
using Fulcrum.Exchanges;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Systems;
using Fulcrum.Staff;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Workspaces.Reading;

/// <summary>A workspace while it is read: each reader finds what it refers to and leaves what it read.</summary>
internal sealed class WorkspaceDraft(WorkspaceFiles files, Numbering numbering, FaultList faults)
{
    public WorkspaceFiles Files { get; } = files;

    public FaultList Faults { get; } = faults;

    /// <summary>Whether notices in force must tell what is so.</summary>
    public bool ComparesNotices { get; init; } = true;

    /// <summary>What is allowed and should not stay so.</summary>
    public FaultList Warnings { get; } = new();

    /// <summary>Where each notice is declared, by <c>name@version</c>.</summary>
    public Dictionary<string, Place> NoticePlaces { get; } = new(StringComparer.Ordinal);

    public RuleTexts Rules { get; } = new();

    public NumberBook PurposeNumbers { get; } = new(numbering.Purposes, 0, 63);

    public NumberBook IdentifierNumbers { get; } = new(numbering.IdentifierTypes, 1, 255);

    public NumberBook SourceNumbers { get; } = new(numbering.Sources, 1, 65_535);

    public WorkspaceBasics Basics { get; set; } = WorkspaceBasics.Default;

    public LawSettings Laws { get; set; } = LawSettings.None;

    public FrozenDictionary<string, Purpose> Purposes { get; set; } = FrozenDictionary<string, Purpose>.Empty;

    public DisclosureBook Disclosures { get; set; } = DisclosureBook.None;

    public Dictionary<string, PurposeDisclosure> PurposeDisclosures { get; } = new(StringComparer.Ordinal);

    public FrozenDictionary<string, Notice> Notices { get; set; } = FrozenDictionary<string, Notice>.Empty;

    public FrozenDictionary<string, IdentifierType> IdentifierTypes { get; set; } = FrozenDictionary<string, IdentifierType>.Empty;

    public ImmutableArray<ContractDraft> ContractDrafts { get; set; } = [];

    public FrozenDictionary<string, FactDefinition> Facts { get; set; } = FrozenDictionary<string, FactDefinition>.Empty;

    public FrozenDictionary<string, Contract> Contracts { get; set; } = FrozenDictionary<string, Contract>.Empty;

    public FrozenDictionary<string, Source> Sources { get; set; } = FrozenDictionary<string, Source>.Empty;

    public FrozenDictionary<string, CaptureSurface> Surfaces { get; set; } = FrozenDictionary<string, CaptureSurface>.Empty;

    public ExchangeBook Exchanges { get; set; } = ExchangeBook.None;

    public FrozenDictionary<string, ConnectedSystem> Systems { get; set; } = FrozenDictionary<string, ConnectedSystem>.Empty;

    public StaffBook Staff { get; set; } = StaffBook.None;

    public PartnerBook Partners { get; set; } = PartnerBook.None;

    public FrozenDictionary<string, SegmentDefinition> Segments { get; set; } = FrozenDictionary<string, SegmentDefinition>.Empty;

    public FrozenDictionary<string, Placement> Placements { get; set; } = FrozenDictionary<string, Placement>.Empty;

    public FrozenDictionary<string, Offer> Offers { get; set; } = FrozenDictionary<string, Offer>.Empty;

    public ContactPolicy ContactPolicy { get; set; } = new([], [], []);

    public FrozenDictionary<string, ViewDefinition> Views { get; set; } = FrozenDictionary<string, ViewDefinition>.Empty;

    /// <summary>The purposes a key names; at least one must be named. <see cref="Anything"/> when it could not be read.</summary>
    public PurposeSet ReadPurposes(KeyReader keys, string key, string remedy)
    {
        var isWhole = keys.Need(key, remedy) is not null;
        var set = PurposeSet.Empty;
        foreach (var name in keys.Scalars(key))
        {
            if (Purposes.TryResolve(name, "purpose", Faults, out var purpose))
            {
                set |= purpose.Alone;
            }
            else
            {
                isWhole = false;
            }
        }

        return isWhole && !set.IsEmpty ? set : Anything;
    }

    /// <summary>Says that something is allowed and should not stay so.</summary>
    public void Warn(Place at, string code, string what, string remedy) => Warnings.Add(at, code, what, remedy);

    /// <summary>Stands for purposes that could not be read: nothing more is said about what they allow.</summary>
    public static PurposeSet Anything { get; } = new(ulong.MaxValue);

    /// <summary>Whether a set goes beyond another; never for one that could not be read.</summary>
    public static bool IsWider(PurposeSet set, PurposeSet than) => set != Anything && !(set - than).IsEmpty;

    /// <summary>Names of the purposes in a set, for errors.</summary>
    public string NamesOf(PurposeSet set) =>
        string.Join(", ", Purposes.Values.Where(set.Contains).Select(purpose => purpose.Name).Order(StringComparer.Ordinal));

    /// <summary>A dictionary by name; of several with one name the first counts, and the others are reported.</summary>
    public FrozenDictionary<string, T> ByName<T>(IEnumerable<(string Name, Place At, T Value)> items, string what)
        where T : class
    {
        var first = new Dictionary<string, (Place At, T Value)>(StringComparer.Ordinal);
        foreach (var (name, at, value) in items)
        {
            if (!first.TryAdd(name, (at, value)))
            {
                Faults.Add(at, "duplicate-name", $"There are two of the {what} \"{YamlFile.Shown(name)}\"; the first is at {first[name].At}.", "Give one of them another name.");
            }
        }

        return first.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);
    }
}

/// <summary>What <c>workspace.yaml</c> says.</summary>
internal sealed record WorkspaceBasics(string Name, ImmutableArray<string> Languages, string PhoneRegion, WorkspaceSettings Settings)
{
    /// <summary>What counts until the file is read.</summary>
    public static WorkspaceBasics Default { get; } =
        new("", ["en", "ru"], "GB", new WorkspaceSettings(true, TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(30)));
}

/// <summary>A contract whose properties name their facts, before the facts are known.</summary>
internal sealed record ContractDraft(string Name, Place At, ImmutableArray<EventDraft> Events);

/// <summary>One event of it.</summary>
/// <param name="Name">How computed facts call it: the track event, else the call.</param>
/// <param name="Rule">The rule, its properties still empty.</param>
/// <param name="Properties">Its properties.</param>
/// <param name="At">Where it is declared.</param>
internal sealed record EventDraft(string Name, EventRule Rule, ImmutableArray<PropertyDraft> Properties, Place At);

/// <summary>One property of it.</summary>
internal sealed record PropertyDraft(PropertyRule Rule, YamlScalar? Fact, Place At);
