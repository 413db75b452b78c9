using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions.Accounts;

/// <summary>What sentences are made of in one language: a template for each kind of verdict.</summary>
internal abstract class SentenceWords
{
    internal abstract string In(LocalText text);

    /// <summary>What was shown, because of which facts, on which ground.</summary>
    internal abstract string Shown(ImmutableArray<string> titles, ImmutableArray<string> facts, string basis);

    internal abstract string ShownWithoutData(ImmutableArray<string> titles, string why, string purpose);

    internal abstract string NothingShown();

    internal abstract string Suppressed(string reason);

    internal abstract string Capped(string title, Cap cap, int contacts);

    internal abstract string Fact(string title, string value, Instant at);

    internal abstract string Agreed(string purpose, Instant at, bool synthetic);

    internal abstract string Basis(LegalBasis basis, string purpose);

    internal abstract string Day(Instant at);

    protected abstract string Yes { get; }

    protected abstract string No { get; }

    protected abstract string And { get; }

    /// <summary>A fact's value in words.</summary>
    internal string Value(FactValue value) => value.Type switch
    {
        FactType.Boolean => value.Boolean ? Yes : No,
        FactType.Time => Day(value.Time),
        FactType.TextList => string.Join(", ", value.Texts.Take(3)),
        _ => value.Reveal(),
    };

    /// <summary>Clauses as one sentence.</summary>
    internal static string Sentence(IReadOnlyList<string> parts)
    {
        var text = string.Join("; ", parts).TrimEnd('.'); // A Russian date ends in a full stop of its own.
        return $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }

    protected string Listed(ImmutableArray<string> items) => items.Length switch
    {
        0 => "",
        1 => items[0],
        _ => $"{string.Join(", ", items[..^1])} {And} {items[^1]}",
    };

    /// <summary>Titles begin a line; inside a sentence they do not, unless they begin with an abbreviation or a name in capitals.</summary>
    protected static string Inside(string title) =>
        title.Length > 1 && char.IsUpper(title[0]) && char.IsLower(title[1]) ? char.ToLowerInvariant(title[0]) + title[1..] : title;

    protected static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);
}
