using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Rights.Access;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>What else a card has beside its facts; each is opened by itself, for a reason of its own.</summary>
public enum StaffPart
{
    /// <summary>What the person decided, by purpose. Needs no more than the card does.</summary>
    Choices,

    /// <summary>The latest decisions about them, and why. Takes <see cref="StaffPowers.Decisions"/> too.</summary>
    Decisions,

    /// <summary>Who looked at them. Takes <see cref="StaffPowers.Audit"/> too.</summary>
    Looks,
}

/// <summary>A part of a person's card, opened. Holds no value of a fact: what a decision looked at is told by its name, where the role sees it.</summary>
/// <param name="Part">Which.</param>
/// <param name="View">The view it was opened for.</param>
/// <param name="Sequence">Journal sequence of the look-up; 0 when nobody is known.</param>
/// <param name="Refused">Why the person's own choices show nothing; null when they show something.</param>
public sealed record StaffPartCard(StaffPart Part, ViewDefinition View, long Sequence, RefusalReason? Refused)
{
    /// <summary>What stands for each purpose, by its name; for <see cref="StaffPart.Choices"/>.</summary>
    public ImmutableArray<OwnStanding> Choices { get; init; } = [];

    /// <summary>Decisions, newest first; for <see cref="StaffPart.Decisions"/>.</summary>
    public ImmutableArray<StaffDecision> Decisions { get; init; } = [];

    /// <summary>Look-ups, newest first, without the reasons, which are for the person; for <see cref="StaffPart.Looks"/>.</summary>
    public ImmutableArray<OwnLookUp> Looks { get; init; } = [];

    /// <summary>Whether nobody is known by what was asked for.</summary>
    public bool IsUnknown => Refused == RefusalReason.UnknownSubject;

    /// <summary>As look-ups, addresses and logs say it: <c>card:choices</c>.</summary>
    public static string NameOf(StaffPart part) => $"card:{part.ToString().ToLowerInvariant()}";

    /// <summary>Never whose.</summary>
    public override string ToString() => $"StaffPartCard({Part})";
}

/// <summary>A decision about a person, as one of ours gets to see it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When it was made.</param>
/// <param name="Placement">Name of the placement.</param>
/// <param name="Purpose">Name of its purpose; empty when the version that knew it cannot be read any more.</param>
/// <param name="Offers">What was shown, best first.</param>
/// <param name="Sentence">Why; null where it would name data the role does not see, or the rules of that day are gone.</param>
/// <param name="Hidden">How many facts it looked at that the role does not see.</param>
public sealed record StaffDecision(string Id, Instant At, string Placement, string Purpose, ImmutableArray<string> Offers, LocalText? Sentence, int Hidden);
