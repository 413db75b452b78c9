using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fulcrum.Notices.Readability;

/// <summary>Words and phrases that say nothing, or that only lawyers say, with what to write instead. Data of one language; immutable.</summary>
/// <remarks>A phrase is matched word by word, in any case; a star at a word's end stands for any ending.</remarks>
public sealed class WordList
{
    private readonly FrozenDictionary<string, ImmutableArray<ListedPhrase>> _exact;
    private readonly ImmutableArray<ListedPhrase> _stems;
    private readonly ImmutableArray<string[]> _allowed;

    private WordList(IEnumerable<ListedPhrase> phrases, IEnumerable<string> allowed)
    {
        var all = phrases.OrderByDescending(phrase => phrase.Words.Length).ToArray();
        _exact = all.Where(phrase => !phrase.Words[0].EndsWith('*')).GroupBy(phrase => phrase.Words[0], StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        _stems = [.. all.Where(phrase => phrase.Words[0].EndsWith('*'))];
        _allowed = [.. allowed.Select(text => text.Split(' '))];
    }

    /// <summary>The list of a language: <c>ru</c>, else English.</summary>
    public static WordList Of(string language) => language == "ru" ? Russian : English;

    private static WordList English { get; } = new(EnglishWordList.All, EnglishWordList.Allowed);

    private static WordList Russian { get; } = new(RussianWordList.All, RussianWordList.Allowed);

    /// <summary>Everything listed that stands in a text, in order; of phrases that overlap the longest.</summary>
    public ImmutableArray<FlaggedPhrase> Find(ImmutableArray<ReadSentence> sentences)
    {
        var found = ImmutableArray.CreateBuilder<FlaggedPhrase>();
        foreach (var sentence in sentences)
        {
            string[] words = [.. sentence.Words.Select(word => word.Text.ToLowerInvariant().Replace('’', '\''))];
            for (var at = 0; at < words.Length;)
            {
                if (!IsAllowed(words, at) && At(words, at) is { } phrase)
                {
                    var text = string.Join(' ', sentence.Words.Skip(at).Take(phrase.Words.Length).Select(word => word.Text));
                    found.Add(new FlaggedPhrase(sentence.Words[at].At, text, phrase.Flag, phrase.Suggestion));
                    at += phrase.Words.Length;
                }
                else
                {
                    at++;
                }
            }
        }

        return found.ToImmutable();
    }

    private ListedPhrase? At(string[] words, int at) =>
        (_exact.TryGetValue(words[at], out var starting) ? starting.FirstOrDefault(phrase => Matches(phrase.Words, words, at)) : null)
        ?? _stems.FirstOrDefault(phrase => Matches(phrase.Words, words, at));

    /// <summary>Whether the word is part of a phrase that says something definite, for example "may we"; <c>^</c> is a sentence's start.</summary>
    private bool IsAllowed(string[] words, int at) => _allowed.Any(phrase => phrase[0] == "^"
        ? at == 0 && Matches(phrase[1..], words, 0)
        : Enumerable.Range(0, phrase.Length).Any(back => at - back >= 0 && Matches(phrase, words, at - back)));

    private static bool Matches(string[] phrase, string[] words, int at)
    {
        if (at + phrase.Length > words.Length)
        {
            return false;
        }

        for (var offset = 0; offset < phrase.Length; offset++)
        {
            var (wanted, word) = (phrase[offset], words[at + offset]);
            if (wanted[^1] == '*' ? !word.AsSpan().StartsWith(wanted.AsSpan(0, wanted.Length - 1), StringComparison.Ordinal) : word != wanted)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A phrase of a list.</summary>
/// <param name="Words">Lower case; a star at the end of one stands for any ending.</param>
/// <param name="Flag">What is wrong with it.</param>
/// <param name="Suggestion">What to write instead.</param>
internal sealed record ListedPhrase(string[] Words, PhraseFault Flag, string Suggestion)
{
    /// <summary>Phrases that leave open what happens.</summary>
    public static ListedPhrase Vague(string text, string suggestion) => new(text.Split(' '), PhraseFault.Vague, suggestion);

    /// <summary>Phrases of lawyers and engineers.</summary>
    public static ListedPhrase Jargon(string text, string suggestion) => new(text.Split(' '), PhraseFault.Jargon, suggestion);
}

/// <summary>A listed phrase found in a text.</summary>
/// <param name="At">Where it starts.</param>
/// <param name="Text">As written.</param>
/// <param name="Flag">What is wrong with it.</param>
/// <param name="Suggestion">What to write instead.</param>
public sealed record FlaggedPhrase(ReadPlace At, string Text, PhraseFault Flag, string Suggestion);

/// <summary>What is wrong with a phrase.</summary>
public enum PhraseFault
{
    /// <summary>It leaves open what happens.</summary>
    Vague,

    /// <summary>Only lawyers or engineers say it.</summary>
    Jargon,
}
