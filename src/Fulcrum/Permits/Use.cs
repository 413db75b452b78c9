using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>What a permit is asked for: who asks, for which purpose, within which project, for which fields. The subject is the door's.</summary>
/// <remarks>Made once per placement or view and reused; immutable.</remarks>
/// <param name="Who">Kind and name of the asker, for example <c>placement:home-hero</c> or <c>staff:dealer-042</c>.</param>
/// <param name="Purpose">The purpose of the use.</param>
/// <param name="Project">The project whose approved assessment covers the use; null until projects are governed.</param>
/// <param name="Fields">The facts wanted; a view's readings are in this order.</param>
/// <param name="AgeMax">The greatest age of a fact the use accepts; null for any.</param>
public sealed record Use(string Who, Purpose Purpose, string? Project, ImmutableArray<FactDefinition> Fields, TimeSpan? AgeMax)
{
    /// <summary>By what way it reaches the subject; empty for a use that reaches nobody.</summary>
    public string Channel { get; init; } = "";
}

/// <summary>Why the door said no. Each has a stable key and a page in the reference.</summary>
public enum RefusalReason : byte
{
    /// <summary>Nobody is known by the identifiers given.</summary>
    UnknownSubject = 1,

    /// <summary>Consent was never given.</summary>
    ConsentUnknown = 2,

    /// <summary>Consent was refused.</summary>
    ConsentRefused = 3,

    /// <summary>Consent was withdrawn, or the subject objected.</summary>
    ConsentWithdrawn = 4,

    /// <summary>Consent has run out.</summary>
    ConsentExpired = 5,

    /// <summary>There is a consent record, but it lacks its evidence.</summary>
    ConsentInvalid = 6,

    /// <summary>The purpose is not declared.</summary>
    PurposeUndeclared = 7,

    /// <summary>The profile could not be read whole.</summary>
    ProfileUnreadable = 8,

    /// <summary>The subject was erased.</summary>
    Erased = 9,

    /// <summary>The request itself asked for anonymity (anonymous mode).</summary>
    AnonymousRequested = 10,

    /// <summary>The request carried a Global Privacy Control signal, which refuses the purpose.</summary>
    PrivacyControl = 12,

    /// <summary>One who is part of this profile agreed, for example as a visitor before logging in; the person it belongs to was never asked.</summary>
    ConsentUnsettled = 13,

    /// <summary>The notice the consent was given under was changed materially; the subject was not asked again yet.</summary>
    NoticeChanged = 14,

    /// <summary>The law forbids the use at the subject's age, or wants a guardian's yes for it.</summary>
    MinorProtected = 15,

    /// <summary>The yes must first be answered from the address it is about (double opt-in).</summary>
    ConsentRequested = 16,

    /// <summary>The subject stopped every use of their data (GDPR Art. 18).</summary>
    Restricted = 17,

    /// <summary>The subject contests the fact, and nobody uses it until it was looked at.</summary>
    Contested = 18,

    /// <summary>The store was restored without its tail log, and the consent is from before.</summary>
    ConsentStale = 11,
}
