namespace Fulcrum.Notices.Readability;

/// <summary>How many syllables a word has. Pure; English by rule and a list of exceptions, Russian exactly.</summary>
public static class Syllables
{
    private const string EnglishVowels = "aeiouy";
    private const string RussianVowels = "аеёиоуыэюя";

    // Words of everyday notices that the rules below count wrong.
    private static readonly Dictionary<string, int> Exceptions = new(StringComparer.Ordinal)
    {
        ["area"] = 3, ["being"] = 2, ["business"] = 2, ["create"] = 2, ["created"] = 3, ["creates"] = 2, ["different"] = 3, ["doing"] = 2,
        ["every"] = 2, ["everything"] = 3, ["everyone"] = 3, ["everywhere"] = 3, ["going"] = 2, ["idea"] = 3, ["ideas"] = 3, ["ids"] = 2,
        ["maybe"] = 2, ["people"] = 2, ["poem"] = 2, ["quiet"] = 2, ["reality"] = 4, ["really"] = 2, ["science"] = 2, ["seeing"] = 2,
        ["someone"] = 2, ["something"] = 2, ["sometimes"] = 2, ["somewhere"] = 2, ["therefore"] = 2, ["video"] = 3, ["whole"] = 1,
    };

    /// <summary>Syllables of an English word as spoken; at least one. Of a number, its digits.</summary>
    /// <remarks>
    /// Groups of vowels, less what is silent at the end (<c>e</c>, <c>es</c>, <c>ed</c>), plus what is spoken though it looks silent
    /// (<c>le</c>, <c>ism</c>, <c>ia</c>, <c>io</c>). Right for about nine words in ten; a list holds the others that notices use.
    /// </remarks>
    public static int OfEnglish(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var lower = word.ToLowerInvariant();
        if (lower.Contains('-', StringComparison.Ordinal) || lower.Contains('\'', StringComparison.Ordinal) || lower.Contains('’', StringComparison.Ordinal))
        {
            // "e-mail", "don't": by parts; what follows an apostrophe is no syllable.
            return Math.Max(1, lower.Split('-', StringSplitOptions.RemoveEmptyEntries).Sum(part => OfPart(part.Split('\'', '’')[0])));
        }

        return OfPart(lower);
    }

    /// <summary>Syllables of a Russian word: its vowels, so none for a preposition like <c>в</c>. Of a Latin word, as in English.</summary>
    public static int OfRussian(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.Any(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') || char.IsAsciiDigit(letter))
            ? OfEnglish(word)
            : word.Count(letter => RussianVowels.Contains(char.ToLowerInvariant(letter), StringComparison.Ordinal));
    }

    private static int OfPart(string part)
    {
        if (part.Length == 0)
        {
            return 0;
        }

        if (part.Any(char.IsAsciiDigit))
        {
            return part.Count(char.IsAsciiDigit);
        }

        if (Exceptions.TryGetValue(part, out var known))
        {
            return known;
        }

        var groups = Groups(part);
        groups -= SilentEnd(part);
        groups += SpokenPairs(part);
        return Math.Max(1, groups);
    }

    private static int Groups(string word)
    {
        var (groups, inside) = (0, false);
        for (var at = 0; at < word.Length; at++)
        {
            // A y before a vowel is a consonant: "you", "beyond".
            var isVowel = IsVowel(word[at]) && !(word[at] == 'y' && at + 1 < word.Length && IsVowel(word[at + 1]));
            groups += isVowel && !inside ? 1 : 0;
            inside = isVowel;
        }

        return groups;
    }

    private static int SilentEnd(string word)
    {
        if (word.Length > 2 && word[^1] == 'e' && !IsVowel(word[^2]))
        {
            return word[^2] == 'l' && !IsVowel(word[^3]) ? 0 : 1; // "table" against "rule".
        }

        if (word.Length > 3 && word.EndsWith("es", StringComparison.Ordinal) && !IsVowel(word[^3]))
        {
            var isSpoken = word[^3] is 's' or 'x' or 'z' or 'c' or 'g' || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal)
                || (word[^3] == 'l' && !IsVowel(word[^4]));
            return isSpoken ? 0 : 1; // "places" against "rules".
        }

        if (word.Length > 3 && word.EndsWith("ed", StringComparison.Ordinal) && !IsVowel(word[^3]))
        {
            return word[^3] is 't' or 'd' ? 0 : 1; // "wanted" against "asked".
        }

        var isLongE = (word.EndsWith("ely", StringComparison.Ordinal) || word.EndsWith("eless", StringComparison.Ordinal)) && word.Length > 5;
        return isLongE ? 1 : 0; // "safely".
    }

    private static int SpokenPairs(string word)
    {
        var more = 0;
        foreach (var pair in new[] { "ia", "io", "iu", "eo", "ua" })
        {
            for (var at = word.IndexOf(pair, StringComparison.Ordinal); at >= 0; at = word.IndexOf(pair, at + 1, StringComparison.Ordinal))
            {
                // One syllable after a hushed consonant ("nation", "special", "region"), after q and g ("equal", "language"), and in "people".
                var before = at > 0 ? word[at - 1] : ' ';
                var isOne = pair is "ia" or "io" ? before is 't' or 's' or 'c' or 'g' or 'x' : before is 'q' or 'g' or 'p';
                more += isOne ? 0 : 1;
            }
        }

        return more + (word.EndsWith("ism", StringComparison.Ordinal) ? 1 : 0);
    }

    private static bool IsVowel(char letter) => EnglishVowels.Contains(letter, StringComparison.Ordinal);
}
