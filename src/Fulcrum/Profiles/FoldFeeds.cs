using System.Collections.Frozen;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions.Rules;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A property that sets a fact.</summary>
/// <param name="Path">Dotted path of its rule.</param>
/// <param name="Slot">Index of the fact.</param>
/// <param name="Purposes">Purposes the fact may be used for.</param>
/// <param name="Provenance">Where the datum comes from.</param>
internal readonly record struct SetBy(string Path, ushort Slot, PurposeSet Purposes, Provenance Provenance)
{
    /// <summary>What the contracts of each source let each event set.</summary>
    internal static FrozenDictionary<EventKey, SetBy[]> ByRule(Workspace workspace)
    {
        var rules =
            from source in workspace.Sources.Values
            from contract in source.Contracts
            from rule in contract.Events
            let name = rule.Type == EventType.Track ? rule.Event : NameOf(rule.Type)
            from property in rule.Properties
            let fact = property.Fact is { } set ? workspace.Facts.GetValueOrDefault(set.Name) : null
            where fact is not null
            group new SetBy(property.Path, (ushort)fact.Index, fact.Purposes, property.Provenance) by new EventKey(source.Code, rule.Type, name);
        return rules.ToFrozenDictionary(rule => rule.Key, rule => rule.Distinct().ToArray());
    }

    private static string NameOf(EventType type) => type switch
    {
        EventType.Identify => "identify",
        EventType.Page => "page",
        EventType.Screen => "screen",
        EventType.Group => "group",
        EventType.Alias => "alias",
        _ => "",
    };
}

/// <summary>A computed fact that an event counts for.</summary>
/// <param name="Plan">The fact.</param>
/// <param name="Closes">Whether the event closes a case instead of opening one.</param>
internal readonly record struct Feed(ComputedPlan Plan, bool Closes)
{
    /// <summary>What each event's name counts for.</summary>
    internal static FrozenDictionary<string, Feed[]> ByEvent(IEnumerable<ComputedPlan?> plans)
    {
        var feeds =
            from plan in plans
            where plan is not null
            from pair in plan.Computation.Events.Select(name => (name, closes: false)).Concat(plan.Computation.ClosedBy.Select(name => (name, closes: true)))
            group new Feed(plan, pair.closes) by pair.name;
        return feeds.ToFrozenDictionary(feed => feed.Key, feed => feed.Distinct().ToArray(), StringComparer.Ordinal);
    }
}

/// <summary>How what a computed fact rests on is kept.</summary>
internal enum Keeping : byte
{
    /// <summary>The latest value for each set of purposes.</summary>
    Latest,

    /// <summary>Each contribution inside the window.</summary>
    Window,

    /// <summary>Running counts for each set of purposes: the whole history in bounded memory.</summary>
    Tally,

    /// <summary>The last opening and closing of each case.</summary>
    Cases,

    /// <summary>Nothing: it is worked out of other facts.</summary>
    Nothing,
}

/// <summary>A computed fact, ready to be fed and read.</summary>
internal sealed class ComputedPlan
{
    internal ComputedPlan(FactDefinition fact, Computation computation, RuleVocabulary vocabulary)
    {
        (Fact, Computation, Slot) = (fact, computation, (ushort)fact.Index);
        WindowMs = computation.Window is { } window ? (long)window.TotalMilliseconds : null;
        Keeping = computation.Kind switch
        {
            ComputationKind.Last or ComputationKind.LastSeen => Keeping.Latest,
            ComputationKind.OpenCases => Keeping.Cases,
            ComputationKind.Score => Keeping.Nothing,
            _ => WindowMs is null ? Keeping.Tally : Keeping.Window,
        };
        Formula = computation.Kind == ComputationKind.Score && RuleReader.Read(computation.Formula, RuleUse.Score, vocabulary).Rule is { } rule
            ? new ScoreFormula(rule)
            : null;
    }

    /// <summary>The fact.</summary>
    internal FactDefinition Fact { get; }

    /// <summary>Its declaration.</summary>
    internal Computation Computation { get; }

    /// <summary>Its index.</summary>
    internal ushort Slot { get; }

    /// <summary>Its window in milliseconds; null for the whole history.</summary>
    internal long? WindowMs { get; }

    /// <summary>How it is kept.</summary>
    internal Keeping Keeping { get; }

    /// <summary>Its formula, for a score.</summary>
    internal ScoreFormula? Formula { get; }

    /// <summary>First millisecond inside the window that ends with <paramref name="at"/>; windows are half-open: (at − window, at].</summary>
    internal long FirstMs(Instant at) => WindowMs is { } window ? (at - TimeSpan.FromMilliseconds(window)).UnixMs + 1 : long.MinValue;

    /// <summary>What an event contributes: a value, and the purposes it may count for.</summary>
    /// <returns>False when the event does not count: a condition fails, or the property is missing or of the wrong type.</returns>
    internal bool TryTake(AcceptedEvent happened, out FactValue value, out PurposeSet kept)
    {
        kept = happened.Kept & Fact.Purposes;
        value = default;
        if (!Holds(happened, ref kept))
        {
            return false;
        }

        if (Computation.Property.Length == 0)
        {
            return !kept.IsEmpty;
        }

        var at = PropertyAt(happened, Computation.Property);
        if (at < 0)
        {
            // A case without a number is still a case.
            value = FactValue.Of("");
            return Keeping == Keeping.Cases && !kept.IsEmpty;
        }

        kept &= happened.Properties[at].Kept;
        value = happened.Properties[at].Value;
        if (Keeping == Keeping.Cases || Computation.Kind == ComputationKind.Top)
        {
            value = value.Type == FactType.Text ? value : FactValue.Of(value.Reveal());
        }

        return !kept.IsEmpty && value.IsPresent && (Computation.Kind != ComputationKind.Sum || value.Type == FactType.Number);
    }

    /// <summary>Whether every condition holds; several texts for one property are alternatives.</summary>
    private bool Holds(AcceptedEvent happened, ref PurposeSet kept)
    {
        foreach (var (path, _) in Computation.Where)
        {
            var at = PropertyAt(happened, path);
            if (at < 0 || !IsAllowed(path, happened.Properties[at].Value))
            {
                return false;
            }

            kept &= happened.Properties[at].Kept;
        }

        return true;
    }

    private bool IsAllowed(string path, FactValue value)
    {
        var text = value.Type == FactType.Text ? value.Text : value.Reveal();
        foreach (var (other, allowed) in Computation.Where)
        {
            if (other == path && allowed == text)
            {
                return true;
            }
        }

        return false;
    }

    private static int PropertyAt(AcceptedEvent happened, string path)
    {
        for (var at = 0; at < happened.Properties.Length; at++)
        {
            if (happened.Properties[at].Path == path)
            {
                return at;
            }
        }

        return -1;
    }
}
