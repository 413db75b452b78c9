using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.RulePacks;

/// <summary>The rules of one jurisdiction, as dated data. A new file alone changes outcomes; no code names a jurisdiction.</summary>
/// <remarks>Not legal advice: each rule says where it comes from and how sure its owner is.</remarks>
/// <param name="Name">Kebab-case, for example <c>ru-152-fz</c>.</param>
/// <param name="Jurisdiction">ISO 3166-1 code or 3166-2 code, or a union of states, for example <c>EU</c>.</param>
/// <param name="Version">Which version of the file this is.</param>
/// <param name="Title">Short name for people.</param>
/// <param name="Owner">Who keeps it.</param>
/// <param name="Zone">IANA time zone in which its days begin.</param>
/// <param name="Rules">In the order of the file.</param>
/// <param name="Calendar">Which days are working days.</param>
public sealed record RulePack(
    string Name,
    string Jurisdiction,
    string Version,
    LocalText Title,
    string Owner,
    TimeZoneInfo Zone,
    ImmutableArray<Rule> Rules,
    WorkingCalendar Calendar)
{
    /// <summary>The rules in force at an instant.</summary>
    public IEnumerable<Rule> InForce(Instant at) => Rules.Where(rule => rule.From <= at && (rule.Until is not { } until || at < until));
}

/// <summary>One rule: what an axis must be, for which class of use, and from when.</summary>
/// <param name="Axis">What it speaks about.</param>
/// <param name="Class">Which uses or rights it is about, for example <c>marketing</c> or <c>access</c>; <c>any</c> for all.</param>
/// <param name="Value">What it demands, in the axis's own words.</param>
/// <param name="From">First instant at which it holds.</param>
/// <param name="Until">First instant at which it no longer holds; null for none known.</param>
/// <param name="Source">The law, article and date.</param>
/// <param name="Confidence">How sure the owner is.</param>
/// <param name="At">Where it is written.</param>
public sealed record Rule(
    RuleAxis Axis, string Class, RuleValue Value, Instant From, Instant? Until, string Source, Confidence Confidence, Place At);

/// <summary>How sure the owner of a pack is of a rule.</summary>
public enum Confidence
{
    /// <summary>To be checked with counsel.</summary>
    Low,

    /// <summary>One secondary source, or partly checked.</summary>
    Medium,

    /// <summary>The statute or a regulator's text.</summary>
    High,
}

/// <summary>What a rule demands: a number on its axis's scale, and the words it was written in.</summary>
/// <param name="Strictness">The greater, the stricter; comparable on one axis only.</param>
/// <param name="Words">As written in the pack.</param>
/// <param name="Clock">For axes that are clocks.</param>
public sealed record RuleValue(double Strictness, string Words, RightsClock? Clock = null)
{
    /// <summary>What a list accepts.</summary>
    public static RuleValue OfSet(IEnumerable<string> parts)
    {
        var sorted = parts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return new RuleValue(-sorted.Length, string.Join(", ", sorted));
    }

    /// <summary>The parts of a list, for axes that are lists.</summary>
    public static ImmutableArray<string> Parts(string words) => [.. words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether a list accepts a word.</summary>
    public bool Accepts(string word) => Parts(Words).Contains(word, StringComparer.Ordinal);

    /// <summary>As written.</summary>
    public override string ToString() => Words;
}
