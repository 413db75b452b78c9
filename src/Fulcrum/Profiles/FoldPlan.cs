using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Laws;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Rules;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A workspace as the fold needs it: what each event sets and feeds, looked up instead of searched.</summary>
/// <remarks>Made once a workspace version. Immutable; safe from many threads.</remarks>
internal sealed class FoldPlan
{
    private static readonly ConditionalWeakTable<Workspace, FoldPlan> Plans = [];

    private static FoldPlan? _latest;

    private readonly Workspace _workspace;
    private readonly FrozenDictionary<EventKey, SetBy[]> _sets;
    private readonly FrozenDictionary<string, Feed[]> _feeds;
    private readonly FrozenDictionary<string, PurposeSet> _ended;
    private readonly string[] _sourceNames;
    private readonly bool[] _namesDevice = new bool[256];

    private FoldPlan(Workspace workspace)
    {
        _workspace = workspace;
        Facts = [.. workspace.Facts.Values.OrderBy(fact => fact.Index)];
        Decided = [.. workspace.Purposes.Values.Where(purpose => !purpose.Protective && purpose.BasisIn.Values.Append(purpose.Basis).Any(EndsByNo)).OrderBy(purpose => purpose.Bit)];

        foreach (var type in workspace.IdentifierTypes.Values)
        {
            _namesDevice[type.Code] = type.NamesDevice;
        }

        _sourceNames = new string[1 + workspace.Sources.Values.Select(source => source.Code).DefaultIfEmpty().Max()];
        Array.Fill(_sourceNames, "");
        _sourceNames[Correction.Source] = Correction.SourceName;
        foreach (var source in workspace.Sources.Values)
        {
            _sourceNames[source.Code] = source.Name;
        }

        DiffersByLaw = Array.Exists(Decided, purpose => !EndsByNo(purpose));
        _ended = workspace.Purposes.Values.ToFrozenDictionary(purpose => purpose.Name, purpose => EndedBy(purpose, workspace));
        var vocabulary = RuleVocabulary.Of(workspace);
        Computed = [.. Facts.Select(fact => fact.Computed is { } computation ? new ComputedPlan(fact, computation, vocabulary) : null)];
        Categories = FactCategories.Of(workspace, Facts, Computed);
        _feeds = Feed.ByEvent(Computed);
        _sets = SetBy.ByRule(workspace);
    }

    /// <summary>Facts by <see cref="FactDefinition.Index"/>.</summary>
    internal FactDefinition[] Facts { get; }

    /// <summary>How each computed fact is kept, by index; null for one that events set directly.</summary>
    internal ComputedPlan?[] Computed { get; }

    /// <summary>The categories of data each fact says something about, by index.</summary>
    internal ImmutableArray<string>[] Categories { get; }

    /// <summary>Purposes a subject's decision matters to: those resting on consent, and those an objection ends.</summary>
    internal Purpose[] Decided { get; }

    /// <summary>The plan of a workspace version.</summary>
    internal static FoldPlan Of(Workspace workspace)
    {
        var latest = _latest;
        return latest is not null && ReferenceEquals(latest._workspace, workspace) ? latest : Find(workspace);
    }

    /// <summary>Whether a no of the subject ends a purpose: consent is taken back, an interest is objected to.</summary>
    /// <remarks>Where its basis differs by jurisdiction: only if a no ends it in each; the door knows the subject's.</remarks>
    internal static bool EndsByNo(Purpose purpose) => !purpose.Protective && EndsByNo(purpose.Basis) && purpose.BasisIn.Values.All(EndsByNo);

    private static bool EndsByNo(LegalBasis basis) => basis is LegalBasis.Consent or LegalBasis.LegitimateInterest;

    /// <summary>The purposes that a no to this one ends: itself and those within it, where they end by a no.</summary>
    internal PurposeSet EndedBy(Purpose purpose) => _ended.GetValueOrDefault(purpose.Name);

    /// <summary>Whether a purpose rests on something else in some places only, so that a subject's law decides what their no ends.</summary>
    internal bool DiffersByLaw { get; }

    /// <summary>The same under a subject's law: it also ends what rests on nothing else where they live.</summary>
    internal PurposeSet EndedBy(Purpose purpose, Law law)
    {
        var ended = EndedBy(purpose);
        foreach (var within in Decided)
        {
            if (!EndsByNo(within) && law[within].EndsByNo && IsWithin(within, purpose, _workspace))
            {
                ended |= within.Alone;
            }
        }

        return ended;
    }

    /// <summary>Name of a source; empty for one the workspace no longer knows.</summary>
    internal string SourceName(int code) => (uint)code < (uint)_sourceNames.Length ? _sourceNames[code] : "";

    /// <summary>Whether identifiers of a type name a device; a type nobody knows any more names a person.</summary>
    internal bool NamesDevice(byte type) => _namesDevice[type];

    /// <summary>The same by the type's name.</summary>
    internal bool NamesDevice(string type) => _workspace.IdentifierTypes.TryGetValue(type, out var declared) && declared.NamesDevice;

    /// <summary>The index of a fact, whichever workspace version its definition is of; -1 when this one has none of its name.</summary>
    internal int IndexOf(FactDefinition fact) =>
        (uint)fact.Index < (uint)Facts.Length && (ReferenceEquals(Facts[fact.Index], fact) || Facts[fact.Index].Name == fact.Name)
            ? fact.Index
            : IndexOf(fact.Name);

    /// <summary>The index of a fact by name; -1 when there is none.</summary>
    internal int IndexOf(string name) => _workspace.Facts.TryGetValue(name, out var fact) ? fact.Index : -1;

    /// <summary>Where what was kept for a fact of another version belongs; -1 when this one keeps nothing like it.</summary>
    internal int PlaceOf(FactDefinition old)
    {
        var place = IndexOf(old.Name);
        return place >= 0 && Facts[place].Computed?.Kind == old.Computed?.Kind && Facts[place].Computed?.Window is null == old.Computed?.Window is null
            ? place
            : -1;
    }

    /// <summary>The facts an event's properties set, by the contract of its source.</summary>
    internal ReadOnlySpan<SetBy> SetsOf(int source, EventType type, string name) =>
        _sets.TryGetValue(new EventKey(source, type, name), out var sets) || _sets.TryGetValue(new EventKey(source, type, ""), out sets)
            ? sets
            : [];

    /// <summary>The computed facts an event counts for.</summary>
    internal ReadOnlySpan<Feed> FeedsOf(string name) => _feeds.TryGetValue(name, out var feeds) ? feeds : [];

    /// <summary>The longest span of any cap that could count a contact; null when none could.</summary>
    internal TimeSpan? SpanOf(string offer, string placement)
    {
        TimeSpan? longest = null;
        var declared = _workspace.Offers.GetValueOrDefault(offer);
        var where = _workspace.Placements.GetValueOrDefault(placement);
        foreach (var cap in _workspace.ContactPolicy.Caps)
        {
            if (MayCount(cap, declared, where, placement) && (longest is null || cap.Span > longest))
            {
                longest = cap.Span;
            }
        }

        return longest;
    }

    // An offer or placement the workspace no longer knows may come back with the next version: it is kept.
    private static bool MayCount(Cap cap, Offer? declared, Placement? where, string placement) => cap.Scope switch
    {
        CapScope.Promotional => declared is null || declared.Promotional,
        CapScope.Tag => declared is null || declared.Tags.Contains(cap.Of),
        CapScope.Channel => where is null || where.Channel == cap.Of,
        CapScope.Placement => placement.Length == 0 || placement == cap.Of,
        _ => true,
    };

    private static PurposeSet EndedBy(Purpose purpose, Workspace workspace)
    {
        var ended = PurposeSet.Empty;
        foreach (var within in workspace.Purposes.Values)
        {
            if (EndsByNo(within) && IsWithin(within, purpose, workspace))
            {
                ended |= within.Alone;
            }
        }

        return ended;
    }

    /// <summary>Whether a purpose is another one, or a part of it.</summary>
    private static bool IsWithin(Purpose within, Purpose purpose, Workspace workspace)
    {
        for (var (above, depth) = (within, 0); depth <= Purpose.DepthMax; depth++)
        {
            if (above.Name == purpose.Name)
            {
                return true;
            }

            if (!workspace.Purposes.TryGetValue(above.Parent, out var parent))
            {
                return false;
            }

            above = parent;
        }

        return false;
    }

    private static FoldPlan Find(Workspace workspace)
    {
        var plan = Plans.GetValue(workspace, static key => new FoldPlan(key));
        Volatile.Write(ref _latest, plan);
        return plan;
    }
}

/// <summary>Which event: its source, call and rule name.</summary>
internal readonly record struct EventKey(int Source, EventType Type, string Name);
