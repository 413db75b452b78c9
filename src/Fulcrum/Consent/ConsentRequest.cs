using System.Collections.Immutable;
using Fulcrum.Consent.Capture;
using Fulcrum.Identity;

namespace Fulcrum.Consent;

/// <summary>What somebody says a subject decided.</summary>
/// <param name="Identifiers">Whose decision.</param>
/// <param name="RequestId">The caller's id; the same id is recorded once. Empty for none.</param>
/// <param name="Decisions">One record a purpose, as read from the caller.</param>
public sealed record ConsentRequest(IReadOnlyList<Identifier> Identifiers, string RequestId, ImmutableArray<ConsentRecord> Decisions)
{
    /// <summary>How a yes shows that its subject gave it; null where the caller has a secret key and names no surface that takes nonces or tokens.</summary>
    public CaptureClaim? Capture { get; init; }

    /// <summary>Where the subject lives, by the caller, until they say it themselves; empty when not said.</summary>
    public string Residence { get; init; } = "";

    /// <summary>Where the subject is taken to live by who brings the decision; empty for what the workspace says.</summary>
    internal string Place => Capture switch
    {
        { Surface.Jurisdiction: { Length: > 0 } place } => place,
        { Source.Jurisdiction: { Length: > 0 } place } => place,
        _ => "",
    };
}

/// <summary>What became of it.</summary>
/// <param name="Recorded">Records journaled, with their sequence; an unchanged repetition is not among them.</param>
/// <param name="Invalid">How many were kept as invalid and enable nothing.</param>
public sealed record ConsentOutcome(ImmutableArray<RecordedConsent> Recorded, int Invalid)
{
    /// <summary>What was refused, and why; nothing of it was kept.</summary>
    public ImmutableArray<RefusedConsent> Refused { get; init; } = [];

    /// <summary>How many decisions were not recorded because their subject was erased after them.</summary>
    public int BeforeErasure { get; init; }
}

/// <summary>A consent record and its journal sequence.</summary>
public sealed record RecordedConsent(long Sequence, ConsentRecord Record)
{
    /// <summary>What the message to the address must carry, and its answer bring back; empty where none is needed.</summary>
    public string AnswerToken { get; init; } = "";
}

/// <summary>What stands about one purpose.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="Standing">What stands about all of it.</param>
/// <param name="Parts">What stands about each channel or category that was decided about apart; default for none.</param>
public readonly record struct PurposeStanding(Purpose Purpose, ConsentStanding Standing, ImmutableArray<ScopeStanding> Parts = default)
{
    /// <summary>Its legal basis for this subject, by their law; null when nobody knows the subject.</summary>
    public LegalBasis? Basis { get; init; }

    /// <summary>When they may be asked again after their no; null when no law says, or they said none.</summary>
    public Instant? AskAgainFrom { get; init; }
}

/// <summary>What stands about a part of a purpose.</summary>
public readonly record struct ScopeStanding(ConsentScope Scope, ConsentStanding Standing);
