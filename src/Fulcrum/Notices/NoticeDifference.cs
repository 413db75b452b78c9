using System.Collections.Immutable;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Notices;

/// <summary>One way in which what is told differs from what would be told now.</summary>
/// <param name="Purpose">The purpose concerned; empty when every purpose is.</param>
/// <param name="Missing">True when the system does it and the text does not tell; false when the text tells what is no more.</param>
/// <param name="What">What differs, in words, for example <c>recipient mail-sender</c>.</param>
/// <param name="IsMaterial">Whether a yes to the text is no yes to the system as it is now.</param>
public sealed record NoticeDifference(string Purpose, bool Missing, string What, bool IsMaterial)
{
    /// <summary>For example <c>+ marketing-email: recipient mail-sender (material)</c>.</summary>
    public override string ToString() => $"{(Missing ? '+' : '-')} {(Purpose.Length > 0 ? $"{Purpose}: " : "")}{What}{(IsMaterial ? " (material)" : "")}";
}

/// <summary>Compares what one version of a notice told with what is so now. Pure.</summary>
/// <remarks>
/// Material is whatever widens: a purpose, a recipient (or its role or country), a place, a category (or a greater sensitivity), a longer or no
/// longer promised retention, another basis, another controller. What only narrows is not: who agreed to more agreed to less.
/// </remarks>
public static class NoticeComparison
{
    /// <summary>The differences; none when both tell the same.</summary>
    public static ImmutableArray<NoticeDifference> Between(NoticeFacts told, NoticeFacts now)
    {
        var list = ImmutableArray.CreateBuilder<NoticeDifference>();
        CompareWhole(told, now, list);
        foreach (var purpose in told.Purposes.Keys.Union(now.Purposes.Keys).Order(StringComparer.Ordinal))
        {
            var (was, @is) = (told.Purposes.GetValueOrDefault(purpose), now.Purposes.GetValueOrDefault(purpose));
            if (was is null || @is is null)
            {
                list.Add(new NoticeDifference(purpose, was is null, "the purpose itself", IsMaterial: true));
            }
            else
            {
                Compare(purpose, (told, was), (now, @is), list);
            }
        }

        return list.ToImmutable();
    }

    /// <summary>The purposes for which a yes to what was told is no yes to what is so now.</summary>
    public static ImmutableSortedSet<string> Material(NoticeFacts told, NoticeFacts now)
    {
        var differences = Between(told, now);
        return differences.Any(difference => difference is { IsMaterial: true, Purpose: "" })
            ? told.Purposes.Keys.ToImmutableSortedSet(StringComparer.Ordinal)
            : differences.Where(difference => difference.IsMaterial).Select(difference => difference.Purpose).ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>A difference as the fault of a notice in force.</summary>
    public static Fault Drift(string notice, NoticeDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        var of = difference.Purpose.Length > 0 ? $" of \"{difference.Purpose}\"" : "";
        return new Fault(
            "notice-drift",
            difference.Missing
                ? $"The notice {notice} does not tell{of}: {difference.What}."
                : $"The notice {notice} still tells{of}: {difference.What}; the workspace has it no more.",
            $"Declare the next version with \"supersedes: {notice}\" and run \"fulcrum notice build WORKSPACE --write\"; if nobody was shown this one yet, delete its folder and build it again.");
    }

    private static void CompareWhole(NoticeFacts told, NoticeFacts now, ImmutableArray<NoticeDifference>.Builder list)
    {
        if (told.Controller != now.Controller)
        {
            list.Add(new NoticeDifference("", true, $"controller {Shown(now.Controller)}, told as {Shown(told.Controller)}", IsMaterial: true));
        }

        CompareSets("", "identifier form", told.Identifiers, now.Identifiers, list);
        foreach (var kept in told.Kept.Keys.Union(now.Kept.Keys).Order(StringComparer.Ordinal))
        {
            TimeSpan? was = told.Kept.TryGetValue(kept, out var before) ? before : null;
            CompareSpans("", $"retention of {kept}", was, now.Kept.TryGetValue(kept, out var after) ? after : null, list);
        }
    }

    private static void Compare(
        string purpose, (NoticeFacts All, PurposeFacts Own) told, (NoticeFacts All, PurposeFacts Own) now, ImmutableArray<NoticeDifference>.Builder list)
    {
        if (told.Own.Asked != now.Own.Asked)
        {
            list.Add(new NoticeDifference(purpose, true, now.Own.Asked ? "it is asked for" : "it is no longer asked for", IsMaterial: true));
        }

        if (told.Own.Basis != now.Own.Basis)
        {
            list.Add(new NoticeDifference(purpose, true, $"basis {FactsFile.Word(now.Own.Basis)}, told as {FactsFile.Word(told.Own.Basis)}", IsMaterial: true));
        }

        CompareSpans(purpose, "retention", told.Own.Retention, now.Own.Retention, list);
        CompareSets(purpose, "recipient", told.Own.Recipients, now.Own.Recipients, list);
        foreach (var name in told.Own.Recipients.Intersect(now.Own.Recipients).Where(name => told.All.Recipients[name] != now.All.Recipients[name]))
        {
            var (was, @is) = (told.All.Recipients[name], now.All.Recipients[name]);
            list.Add(new NoticeDifference(purpose, true, $"recipient {name} is {FactsFile.Word(@is.Role)} in {@is.Country}, told as {FactsFile.Word(was.Role)} in {was.Country}", IsMaterial: true));
        }

        CompareSets(purpose, "place", told.Own.Places, now.Own.Places, list);
        foreach (var name in told.Own.Places.Intersect(now.Own.Places).Where(name => told.All.Places[name] != now.All.Places[name]))
        {
            var (was, @is) = (told.All.Places[name], now.All.Places[name]);
            list.Add(new NoticeDifference(purpose, true, $"place {name} is for {FactsFile.Word(@is.Use)} in {@is.Country}, told as for {FactsFile.Word(was.Use)} in {was.Country}", IsMaterial: true));
        }

        CompareSets(purpose, "category", told.Own.Categories.Keys, now.Own.Categories.Keys, list);
        foreach (var category in told.Own.Categories.Keys.Intersect(now.Own.Categories.Keys).Where(category => told.Own.Categories[category] != now.Own.Categories[category]))
        {
            var (was, @is) = (told.Own.Categories[category], now.Own.Categories[category]);
            list.Add(new NoticeDifference(purpose, true, $"category {category} is {FactsFile.Word(@is)}, told as {FactsFile.Word(was)}", IsMaterial: @is > was));
        }
    }

    private static void CompareSets(string purpose, string what, IEnumerable<string> told, IEnumerable<string> now, ImmutableArray<NoticeDifference>.Builder list)
    {
        var (was, @is) = (told.ToArray(), now.ToArray());
        list.AddRange(@is.Except(was, StringComparer.Ordinal).Select(name => new NoticeDifference(purpose, true, $"{what} {name}", IsMaterial: true)));
        list.AddRange(was.Except(@is, StringComparer.Ordinal).Select(name => new NoticeDifference(purpose, false, $"{what} {name}", IsMaterial: false)));
    }

    private static void CompareSpans(string purpose, string what, TimeSpan? told, TimeSpan? now, ImmutableArray<NoticeDifference>.Builder list)
    {
        if (told != now)
        {
            var isLonger = told is { } was && (now is not { } @is || @is > was);
            list.Add(new NoticeDifference(purpose, true, $"{what} {Shown(now)}, told as {Shown(told)}", isLonger));
        }
    }

    private static string Shown(TimeSpan? span) => span is { } known ? Span.Text(known) : "not said";

    private static string Shown(string name) => name.Length > 0 ? name : "nobody";
}
