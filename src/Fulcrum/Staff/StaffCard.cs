using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>What one of ours wants to see of a person.</summary>
/// <param name="View">Name of the view.</param>
/// <param name="Why">The reason, which the person gets to read.</param>
public sealed record StaffLook(string View, string Why)
{
    /// <summary>Names of the facts to be shown in full; all others are masked.</summary>
    public ImmutableArray<string> Reveal { get; init; } = [];

    /// <summary>The case it is done for, as the company numbers them; empty for none. At most 40 letters, digits and <c>-_/#.</c>; nobody's data.</summary>
    public string Case { get; init; } = "";

    /// <summary>Whether it is done in an emergency that was declared before.</summary>
    public bool IsEmergency { get; init; }
}

/// <summary>A person as one of ours gets to see them: masked, but for what was asked to be revealed.</summary>
/// <param name="View">Which view.</param>
/// <param name="Sequence">Journal sequence of the look-up; 0 when nobody is known.</param>
/// <param name="Refused">Why the person's own choices show nothing; null when they show something.</param>
/// <param name="Facts">In the view's order, without those the role does not see.</param>
/// <param name="Hidden">How many facts of the view the role does not see.</param>
public sealed record StaffCard(ViewDefinition View, long Sequence, RefusalReason? Refused, ImmutableArray<StaffFact> Facts, int Hidden)
{
    /// <summary>Whether nobody is known by what was asked for.</summary>
    public bool IsUnknown => Refused == RefusalReason.UnknownSubject;
}

/// <summary>A fact on the card.</summary>
/// <param name="Fact">Which.</param>
/// <param name="Shown">Its value, or its mask; empty where there is none.</param>
/// <param name="IsMasked">Whether it is a mask.</param>
/// <param name="Absence">Why there is none.</param>
/// <param name="At">When it became so.</param>
public sealed record StaffFact(FactDefinition Fact, string Shown, bool IsMasked, Absence Absence, Instant At)
{
    private const string Hidden = "•••";

    /// <summary>Never what is shown.</summary>
    public override string ToString() => $"{Fact.Name}(…)";

    internal static StaffFact Of(FactDefinition fact, FactReading reading, bool isRevealed) => new(
        fact, reading.Absence != Absence.None ? "" : isRevealed ? reading.Value.Reveal() : Mask(reading.Value), !isRevealed && reading.Absence == Absence.None, reading.Absence, reading.At);

    /// <summary>A text keeps its first letter, so that a colleague can tell whether it is the right person; nothing else is told, not even how long it is.</summary>
    private static string Mask(FactValue value) =>
        value.Type == FactType.Text && System.Text.Rune.TryGetRuneAt(value.Text, 0, out var first) && value.Text.Length > first.Utf16SequenceLength ? $"{first}{Hidden}" : Hidden;
}
