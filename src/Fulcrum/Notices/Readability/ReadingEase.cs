using System.Collections.Immutable;

namespace Fulcrum.Notices.Readability;

/// <summary>How easy a text is to read: 100 is very easy, 0 and less is for lawyers. Pure.</summary>
/// <remarks>
/// English by Flesch (1948): 206.835 − 1.015 · words a sentence − 84.6 · syllables a word. Russian by Oborneva's form of it:
/// 206.835 − 1.3 · words a sentence − 60.1 · syllables a word. The score is a floor, not a proof that people understand.
/// </remarks>
/// <param name="Score">The score; 0 for a text without words.</param>
/// <param name="Words">Words.</param>
/// <param name="Sentences">Sentences.</param>
/// <param name="SyllablesCount">Syllables.</param>
/// <param name="LongestSentence">Words of the longest sentence.</param>
public sealed record ReadingEase(double Score, int Words, int Sentences, int SyllablesCount, int LongestSentence)
{
    /// <summary>Words a sentence, on average; 0 for a text without words.</summary>
    public double MeanSentence => Sentences == 0 ? 0 : (double)Words / Sentences;

    /// <summary>Scores a text.</summary>
    /// <param name="text">Plain text; each line ends a sentence.</param>
    /// <param name="language"><c>ru</c>, else English.</param>
    public static ReadingEase Of(string text, string language) => Of(ReadText.Sentences(text), language);

    /// <summary>Scores a text that was cut already.</summary>
    public static ReadingEase Of(ImmutableArray<ReadSentence> sentences, string language)
    {
        var isRussian = language == "ru";
        var (words, syllables, longest) = (0, 0, 0);
        foreach (var sentence in sentences)
        {
            words += sentence.Words.Length;
            longest = Math.Max(longest, sentence.Words.Length);
            syllables += sentence.Words.Sum(word => isRussian ? Syllables.OfRussian(word.Text) : Syllables.OfEnglish(word.Text));
        }

        return new ReadingEase(words == 0 ? 0 : Formula(words, sentences.Length, syllables, isRussian), words, sentences.Length, syllables, longest);
    }

    /// <summary>The formula by itself.</summary>
    public static double Formula(int words, int sentences, int syllables, bool isRussian)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(words, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sentences, 1);
        var (mean, weight) = ((double)words / sentences, (double)syllables / words);
        return isRussian ? 206.835 - (1.3 * mean) - (60.1 * weight) : 206.835 - (1.015 * mean) - (84.6 * weight);
    }
}
