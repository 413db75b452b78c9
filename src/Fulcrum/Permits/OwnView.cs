using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>What a subject is shown of themselves: every fact that is held, used or not, and what stands for every purpose. Only the door makes one.</summary>
/// <remarks>For the subject's own eyes; nothing may decide by it. Immutable.</remarks>
public sealed class OwnView
{
    internal OwnView(Instant at, ImmutableArray<OwnFact> facts, ImmutableArray<OwnStanding> standings) =>
        (At, Facts, Standings) = (at, facts, standings);

    /// <summary>The instant it speaks of.</summary>
    public Instant At { get; }

    /// <summary>Every fact something is held of, by name.</summary>
    public ImmutableArray<OwnFact> Facts { get; }

    /// <summary>What stands for every purpose, by name.</summary>
    public ImmutableArray<OwnStanding> Standings { get; }
}

/// <summary>A fact as its subject sees it.</summary>
/// <param name="Fact">Which: with title, reason and label.</param>
/// <param name="Readings">What is held, latest first. More than one where purposes rest on different events, for example since only some were agreed to.</param>
public sealed record OwnFact(FactDefinition Fact, ImmutableArray<OwnReading> Readings)
{
    /// <summary>Since when they contest it; null when they do not. A contested fact is used for nothing.</summary>
    public Instant? ContestedAt { get; init; }

    /// <summary>Whether their contest was looked at and found right.</summary>
    public bool IsUpheld { get; init; }
}

/// <summary>A value that is held, and what for.</summary>
/// <param name="Value">Value, time, source and provenance.</param>
/// <param name="Purposes">The purposes it is kept for, by name.</param>
public sealed record OwnReading(FactReading Value, ImmutableArray<OwnPurpose> Purposes)
{
    /// <summary>Whether any purpose uses it now.</summary>
    public bool IsUsed => Purposes.Any(purpose => purpose.IsUsed);
}

/// <summary>A purpose a value is kept for.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="NotUsed">Why it is not used for it now; null when it is.</param>
/// <param name="IsEnded">Whether it waits to be deleted because the purpose ended: nobody can use it any more.</param>
/// <param name="Until">Until when it is kept for it: when the retention that people are told is over, or the longest a value that is not used any more stays; null when nothing says.</param>
public readonly record struct OwnPurpose(Purpose Purpose, RefusalReason? NotUsed, bool IsEnded, Instant? Until)
{
    /// <summary>Whether it is used for it.</summary>
    public bool IsUsed => NotUsed is null && !IsEnded;
}

/// <summary>What stands for one purpose, as its subject sees it.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="Standing">What they decided about all of it.</param>
/// <param name="Refused">Why nothing is used for it now; null when it is.</param>
/// <param name="Basis">Its legal basis where they live.</param>
/// <param name="NeedsConsent">Whether only a yes allows it.</param>
/// <param name="EndsByNo">Whether their no ends it.</param>
/// <param name="AskAgainFrom">When they may be asked again after a no; null when no law says, or they said none.</param>
/// <param name="Channels">The same by channel, by name: the channels of the workspace, and those they decided about.</param>
/// <param name="Parts">What stands about each channel or category they decided about apart.</param>
/// <param name="Place">Where they are taken to live; empty when nothing says.</param>
/// <param name="PlaceWhy">How that was found.</param>
/// <param name="Demands">What the law demands of the purpose, and which law decided.</param>
public sealed record OwnStanding(
    Purpose Purpose,
    ConsentStanding Standing,
    RefusalReason? Refused,
    LegalBasis Basis,
    bool NeedsConsent,
    bool EndsByNo,
    Instant? AskAgainFrom,
    ImmutableArray<OwnChannel> Channels,
    ImmutableArray<ScopeStanding> Parts,
    string Place,
    string PlaceWhy,
    ImmutableArray<RuleDemand> Demands);

/// <summary>What stands for one channel of a purpose.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Standing">What they decided.</param>
/// <param name="Refused">Why nothing of theirs is used there; null when it is.</param>
public readonly record struct OwnChannel(string Channel, ConsentStanding Standing, RefusalReason? Refused);
