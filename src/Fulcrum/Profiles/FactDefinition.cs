using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A fact the workspace knows: set by an event's property, or computed from events.</summary>
/// <param name="Name">Kebab-case, stable.</param>
/// <param name="Index">Position among the workspace's facts, from 0; valid within one workspace version.</param>
/// <param name="Type">Type of its value.</param>
/// <param name="Label">What it is; for a computed fact at least as strict as its inputs.</param>
/// <param name="Purposes">Purposes it may be used for.</param>
/// <param name="Provenance">Where such a datum comes from.</param>
/// <param name="Reason">Why it is kept, in plain words.</param>
/// <param name="Computed">How it is computed; null when events set it directly.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="At">Where it is declared.</param>
public sealed record FactDefinition(
    string Name,
    int Index,
    FactType Type,
    DataLabel Label,
    PurposeSet Purposes,
    Provenance Provenance,
    LocalText Reason,
    Computation? Computed,
    LocalText Title,
    Place At)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>The types a fact's value can have.</summary>
public enum FactType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A moment.</summary>
    Time,

    /// <summary>Texts in order of rank, for example the most visited pages.</summary>
    TextList,
}

/// <summary>Where a datum comes from .</summary>
public enum Provenance : byte
{
    /// <summary>The subject told us.</summary>
    Declared,

    /// <summary>We saw it happen.</summary>
    Observed,

    /// <summary>Computed from other facts without guessing.</summary>
    Derived,

    /// <summary>Guessed from other facts.</summary>
    Inferred,

    /// <summary>Bought from someone else.</summary>
    Bought,
}

/// <summary>How a fact is computed from events. Windows are half-open: (at − window, at].</summary>
/// <param name="Kind">What is computed.</param>
/// <param name="Events">Names of the events that count: a track event's name, or <c>page</c>, <c>screen</c>, <c>identify</c>, <c>group</c>.</param>
/// <param name="Property">Dotted path of the property used (<c>top</c>, <c>sum</c>, <c>last</c>, <c>open-cases</c>: the case id); empty for none.</param>
/// <param name="Window">How far back; null for the whole history.</param>
/// <param name="Count">How many for <c>top</c>; otherwise 0.</param>
/// <param name="Where">Property values an event must have to count: dotted path to allowed text.</param>
/// <param name="ClosedBy">For <c>open-cases</c>: events that close a case opened by <paramref name="Events"/>.</param>
/// <param name="Formula">For <c>score</c>: a numeric expression in the rule language over other facts.</param>
public sealed record Computation(
    ComputationKind Kind,
    ImmutableArray<string> Events,
    string Property,
    TimeSpan? Window,
    int Count,
    ImmutableArray<KeyValuePair<string, string>> Where,
    ImmutableArray<string> ClosedBy,
    string Formula);

/// <summary>The computations a workspace can declare.</summary>
public enum ComputationKind
{
    /// <summary>How many events.</summary>
    Count,

    /// <summary>Sum of a numeric property.</summary>
    Sum,

    /// <summary>Time of the last event.</summary>
    LastSeen,

    /// <summary>Value of a property at the last event.</summary>
    Last,

    /// <summary>The most frequent values of a property; ties by latest, then by text.</summary>
    Top,

    /// <summary>How many cases are opened and not closed.</summary>
    OpenCases,

    /// <summary>A formula over other facts.</summary>
    Score,
}

/// <summary>A named predicate over facts.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Rule">In the rule language.</param>
/// <param name="Title">For people.</param>
/// <param name="At">Where its rule is written.</param>
public sealed record SegmentDefinition(string Name, string Rule, LocalText Title, Place At);
