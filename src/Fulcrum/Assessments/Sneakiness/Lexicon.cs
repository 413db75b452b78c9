using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>Ways to say what the rules look for, by stem. Data of one language; immutable.</summary>
/// <remarks>
/// A phrase is words and signs: <c>stem*</c> any ending, <c>a|b</c> either, <c>#</c> a number, <c>..</c> up to four words of the same clause, <c>!</c> in front:
/// also where it is denied. Elsewhere a denial shortly before the phrase, in the same clause, takes it back: "there is no countdown". Apostrophes, hyphens,
/// letter case and ё do not count. Matching is linear in the text.
/// </remarks>
internal sealed class Lexicon
{
    private const string Between = @"[^\p{L}\p{N}.!?…;:]+";
    private const int DenialReach = 4;

    private readonly FrozenDictionary<Phrase, ImmutableArray<(Regex Find, bool EvenDenied)>> _phrases;
    private readonly Regex _denials;

    private Lexicon(ImmutableArray<(Phrase Topic, string Phrases)> topics, string numbers, string denials)
    {
        _phrases = topics.ToFrozenDictionary(topic => topic.Topic, topic => topic.Phrases.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => (Compile(text.TrimStart('!'), numbers), text.StartsWith('!'))).ToImmutableArray());
        _denials = new Regex($@"(?:\A|[^\p{{L}}\p{{N}}])(?:{denials})(?:[^\p{{L}}\p{{N}}.!?…;:,—]+[\p{{L}}\p{{N}}]+){{0,{DenialReach - 1}}}[^\p{{L}}\p{{N}}.!?…;:,—]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>The lexicon of a language: <c>ru</c>, else English.</summary>
    public static Lexicon Of(string language) => language == "ru" ? Russian : English;

    private static Lexicon English { get; } = new(EnglishPhrases.All, EnglishPhrases.Numbers, EnglishPhrases.Denials);

    private static Lexicon Russian { get; } = new(RussianPhrases.All, RussianPhrases.Numbers, RussianPhrases.Denials);

    /// <summary>The words of a text in which a topic is spoken of; null for none.</summary>
    public string? Find(Phrase topic, string text)
    {
        var plain = Plain(text);
        foreach (var phrase in _phrases[topic])
        {
            for (var match = phrase.Find.Match(plain); match.Success; match = match.NextMatch())
            {
                if (phrase.EvenDenied || !_denials.IsMatch(plain[..match.Index]))
                {
                    return match.Value.Trim([' ', ',', '.', '!', '?', ';', ':', '…', '"', '(', ')', '—']);
                }
            }
        }

        return null;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            switch (letter)
            {
                case '\'' or '’' or 'ʼ' or '\u00AD' or '\u200B':
                    break;
                case '-' or '‑' or '‐' or '\n' or '\r' or '\t' or '\u00A0':
                    plain.Append(' ');
                    break;
                default:
                    plain.Append(letter == 'ё' ? 'е' : letter);
                    break;
            }
        }

        return plain.ToString();
    }

    private static Regex Compile(string text, string numbers)
    {
        var pattern = new StringBuilder();
        var isFirst = true;
        foreach (var word in text.Split(' '))
        {
            if (word == "..")
            {
                pattern.Append($@"(?:{Between}[\p{{L}}\p{{N}}]+){{0,4}}");
                continue;
            }

            pattern.Append(isFirst ? @"(?:\A|[^\p{L}\p{N}])" : Between);
            var either = word.Split('|').Select(one => one == "#" ? $@"(?:[0-9]+(?:[.,:][0-9]+)*|{numbers})" : Regex.Escape(one.TrimEnd('*')) + (one.EndsWith('*') ? @"\p{L}*" : ""));
            pattern.Append($"(?:{string.Join('|', either)})");
            isFirst = false;
        }

        pattern.Append(@"(?:[^\p{L}\p{N}]|\z)");
        return new Regex(pattern.ToString(), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}

/// <summary>What a phrase speaks of.</summary>
internal enum Phrase
{
    /// <summary>Scarcity, crowds, a last chance.</summary>
    Pressure,

    /// <summary>A clock in minutes or hours.</summary>
    Countdown,

    /// <summary>Being watched or guessed about.</summary>
    Watched,

    /// <summary>A stroke of life that is nobody's business.</summary>
    Life,

    /// <summary>What people say themselves, which may be said back.</summary>
    Told,

    /// <summary>A group named by a weakness, or by what is special by law.</summary>
    Weakness,

    /// <summary>A no that takes an errand.</summary>
    FarNo,

    /// <summary>As the label of a no: not now, or another page.</summary>
    NoNo,

    /// <summary>Shame, guilt and fear.</summary>
    Shame,

    /// <summary>As the label of a no: it says what is wrong with whoever refuses.</summary>
    ShamingNo,

    /// <summary>A yes read out of another act, or as its price.</summary>
    Bundled,

    /// <summary>Set beforehand; silence is a yes.</summary>
    Preset,

    /// <summary>A denial of a denial.</summary>
    Denial,

    /// <summary>Data to others who are not named.</summary>
    HandedOn,

    /// <summary>A reason: security.</summary>
    ForSecurity,

    /// <summary>A reason: the law.</summary>
    ForLaw,

    /// <summary>A reason: what was asked for.</summary>
    ForService,

    /// <summary>A reason: fitting what is shown.</summary>
    ForFitting,

    /// <summary>A reason: promotion.</summary>
    ForPromotion,

    /// <summary>A reason: counting.</summary>
    ForCounting,
}
