using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>What a source may send: events and properties, each with label, purpose and reason in plain words.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Events">The events it allows.</param>
public sealed record Contract(string Name, ImmutableArray<EventRule> Events);

/// <summary>One event a contract allows.</summary>
/// <param name="Type">The call.</param>
/// <param name="Event">Name of a track event; empty for other types and for "any name".</param>
/// <param name="Purposes">Purposes that justify keeping that it happened.</param>
/// <param name="Reason">Why it is collected.</param>
/// <param name="Properties">The properties (or traits) it may carry, by dotted path.</param>
public sealed record EventRule(EventType Type, string Event, PurposeSet Purposes, LocalText Reason, ImmutableArray<PropertyRule> Properties);

/// <summary>One property a contract allows.</summary>
/// <param name="Path">Dotted path below <c>properties</c> or <c>traits</c>.</param>
/// <param name="Type">Type its value must have.</param>
/// <param name="Required">Whether an event without it is quarantined.</param>
/// <param name="Label">What it is.</param>
/// <param name="Purposes">Purposes that justify keeping it.</param>
/// <param name="Reason">Why it is collected.</param>
/// <param name="Fact">The fact it sets; null when it only feeds computed facts.</param>
/// <param name="Provenance">Declared, observed, …</param>
public sealed record PropertyRule(
    string Path, FactType Type, bool Required, DataLabel Label, PurposeSet Purposes, LocalText Reason, FactDefinition? Fact, Provenance Provenance);

/// <summary>The calls of the Segment spec.</summary>
public enum EventType : byte
{
    /// <summary>Who they are.</summary>
    Identify = 1,

    /// <summary>What they did.</summary>
    Track = 2,

    /// <summary>A page they saw.</summary>
    Page = 3,

    /// <summary>A screen they saw.</summary>
    Screen = 4,

    /// <summary>An organisation they belong to.</summary>
    Group = 5,

    /// <summary>Two names for one subject.</summary>
    Alias = 6,
}
