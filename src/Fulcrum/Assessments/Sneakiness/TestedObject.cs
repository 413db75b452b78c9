using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>Anything that is asked of people, said to them or concluded about them, in the one form the sneakiness test looks at.</summary>
/// <remarks>What is not known is left out: a question that cannot be put finds nothing. Immutable.</remarks>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name in the workspace.</param>
public sealed record TestedObject(TestedKind Kind, string Name)
{
    /// <summary>What people read, and what is written about it.</summary>
    public ImmutableArray<TestedText> Texts { get; init; } = [];

    /// <summary>The data it looks at, or hands on.</summary>
    public ImmutableArray<TestedDatum> Data { get; init; } = [];

    /// <summary>Names of the purposes it acts under; empty for none declared.</summary>
    public ImmutableArray<string> Purposes { get; init; } = [];

    /// <summary>What the plan says of those purposes, in every language there is.</summary>
    public ImmutableArray<TestedText> Plan { get; init; } = [];

    /// <summary>For a prompt: how many purposes one answer settles.</summary>
    public int AskedTogether { get; init; }

    /// <summary>For a prompt: whether the yes is set before anybody chose.</summary>
    public bool IsPreset { get; init; }

    /// <summary>For a prompt: steps to a yes; 0 when not known.</summary>
    public int StepsToAccept { get; init; }

    /// <summary>For a prompt: steps to a no; 0 when not known.</summary>
    public int StepsToRefuse { get; init; }

    /// <summary>Whether it promotes.</summary>
    public bool IsPromotional { get; init; }

    /// <summary>Whether it reaches people whose complaint is open.</summary>
    public bool ReachesComplaints { get; init; }

    /// <summary>How expected people said the use is, from 0 to 1, where enough of them were asked; null where nobody was.</summary>
    public double? Expected { get; init; }

    /// <summary>Kind and name, for example <c>offer/drive-comet</c>.</summary>
    public string Key => $"{Word(Kind)}/{Name}";

    /// <summary>A kind as it is written.</summary>
    public static string Word(TestedKind kind) => kind.ToString().ToLowerInvariant();
}

/// <summary>What is tested.</summary>
public enum TestedKind
{
    /// <summary>A question to people: a surface, a notice, an exchange.</summary>
    Prompt,

    /// <summary>An offer, a content or an experience.</summary>
    Offer,

    /// <summary>A fact that is concluded from others.</summary>
    Inference,

    /// <summary>A named group of people.</summary>
    Segment,

    /// <summary>Somebody who receives.</summary>
    Destination,

    /// <summary>Wordings or ways that are tried against each other.</summary>
    Experiment,
}

/// <summary>A text, and what it is for.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Language"><c>en</c> or <c>ru</c>.</param>
/// <param name="Text">As written.</param>
public sealed record TestedText(TextRole Role, string Language, string Text);

/// <summary>What a text is for.</summary>
public enum TextRole
{
    /// <summary>A heading or name that people see.</summary>
    Title,

    /// <summary>Anything else that people read.</summary>
    Body,

    /// <summary>The label of the yes.</summary>
    Accept,

    /// <summary>The label of the no.</summary>
    Refuse,

    /// <summary>Why the data is used, as people are told.</summary>
    Reason,
}

/// <summary>A datum that is looked at, or handed on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Category">fideslang category; empty when not labelled.</param>
/// <param name="Sensitivity">How much harm its misuse could do.</param>
/// <param name="Provenance">Where it comes from.</param>
/// <param name="Purposes">Names of the purposes it was given for.</param>
public sealed record TestedDatum(string Name, string Category, Sensitivity Sensitivity, Provenance Provenance, ImmutableArray<string> Purposes)
{
    /// <summary>Whether it is of a category, or below it.</summary>
    public bool IsOf(string category) => Category == category || Category.StartsWith($"{category}.", StringComparison.Ordinal);
}
