using System.Collections.Immutable;

namespace Fulcrum.Consent;

/// <summary>What a subject decided about one purpose, with its evidence.</summary>
/// <remarks>
/// A grant enables its purpose only when it is whole: purpose, notice version, language, time and channel, given
/// expressly. Anything less is kept with <see cref="ConsentState.Invalid"/> and enables nothing.
/// </remarks>
/// <param name="Purpose">Name of the purpose.</param>
/// <param name="State">What was decided.</param>
/// <param name="Notice"><c>name@version</c> of the notice shown; empty when not known.</param>
/// <param name="Language">BCP 47 tag of the text shown; empty when not known.</param>
/// <param name="At">When the subject decided, by the event's own time; a time in the future counts as the time of receipt.</param>
/// <param name="ReceivedAt">When we were told.</param>
/// <param name="Channel">By what way they decided: web, app, e-mail, sms, phone, in-person, import. What channel the decision is about is its scope's.</param>
/// <param name="Method">How it was expressed.</param>
/// <param name="Verified">Whether the subject was known by a verified identifier when they decided.</param>
/// <param name="Source">The source or caller that reported it.</param>
/// <param name="Faults">Why a grant is invalid; empty otherwise.</param>
/// <param name="Synthetic">True for consents made up for a demonstration; shown wherever the consent is.</param>
public sealed record ConsentRecord(
    string Purpose,
    ConsentState State,
    string Notice,
    string Language,
    Instant At,
    Instant ReceivedAt,
    string Channel,
    ConsentMethod Method,
    bool Verified,
    string Source,
    ImmutableArray<string> Faults,
    bool Synthetic)
{
    /// <summary>The name that stands for every purpose: a channel is refused for all of them at once.</summary>
    public const string EveryPurpose = "every-purpose";

    /// <summary>How much of the purpose it is about.</summary>
    public ConsentScope Scope { get; init; }

    /// <summary>What shows that it was made so.</summary>
    public ConsentEvidence Evidence { get; init; } = ConsentEvidence.None;
}

/// <summary>What stands about one purpose (W3C DPV consent status). Only <see cref="Given"/> enables; unknown is no.</summary>
public enum ConsentState : byte
{
    /// <summary>Nothing was ever said.</summary>
    Unknown = 0,

    /// <summary>The subject said yes, and the record is whole.</summary>
    Given = 1,

    /// <summary>The subject said no.</summary>
    Refused = 2,

    /// <summary>The subject took a yes back, or objected.</summary>
    Withdrawn = 3,

    /// <summary>The time it was given for is over.</summary>
    Expired = 4,

    /// <summary>A yes without its evidence, or one that was implied, bundled or silent.</summary>
    Invalid = 5,

    /// <summary>A yes from before a restore that may have lost its withdrawal. Never journaled: it is how an old yes reads.</summary>
    Stale = 6,

    /// <summary>A yes on a channel that must be answered from there first (double opt-in), and was not yet.</summary>
    Requested = 7,
}

/// <summary>How a decision was expressed. Only <see cref="Express"/> can grant.</summary>
public enum ConsentMethod : byte
{
    /// <summary>An act that means just this.</summary>
    Express = 0,

    /// <summary>Read out of something else the subject did.</summary>
    Implied = 1,

    /// <summary>Tied to agreeing to something else.</summary>
    Bundled = 2,

    /// <summary>Read out of not objecting: silence, continued browsing, a box ticked beforehand.</summary>
    Silent = 3,

    /// <summary>A machine's signal, for example GPC; can refuse, never grant.</summary>
    Signal = 4,
}
