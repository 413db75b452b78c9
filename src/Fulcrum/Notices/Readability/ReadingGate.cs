using System.Collections.Immutable;
using System.Globalization;

namespace Fulcrum.Notices.Readability;

/// <summary>Whether a text is plain enough to be shown to people. Pure.</summary>
/// <remarks>
/// English: Flesch 60 or more in every section. Russian: 55 or more in a section, 60 in the short form. In both no sentence is longer than
/// 30 words, and the mean is at most 20 in English and 15 in Russian; the short form has 80 words at most; no listed phrase stands anywhere.
/// </remarks>
public static class ReadingGate
{
    /// <summary>Most words of a sentence.</summary>
    public const int SentenceMax = 30;

    /// <summary>Most words of the short form.</summary>
    public const int ShortFormMax = 80;

    /// <summary>The least score of a section.</summary>
    public static double LeastScore(string language, bool isShortForm) => language == "ru" && !isShortForm ? 55 : 60;

    /// <summary>The greatest mean length of a section's sentences, in words.</summary>
    public static double MeanMax(string language) => language == "ru" ? 15 : 20;

    /// <summary>Reads a section.</summary>
    /// <param name="name">Its heading.</param>
    /// <param name="text">Plain text, a sentence or an item of a list a line.</param>
    /// <param name="language"><c>ru</c>, else English.</param>
    /// <param name="isShortForm">Whether it is the short form.</param>
    /// <param name="isWrapped">Whether lines were broken only to fit.</param>
    public static SectionReading Read(string name, string text, string language, bool isShortForm, bool isWrapped = false)
    {
        var sentences = ReadText.Sentences(text, isWrapped);
        var ease = ReadingEase.Of(sentences, language);
        var faults = ImmutableArray.CreateBuilder<string>();
        if (ease.Words > 0 && ease.Score < LeastScore(language, isShortForm))
        {
            faults.Add(Said($"reads at {ease.Score:0.0}, less than {LeastScore(language, isShortForm):0}"));
        }

        if (ease.MeanSentence > MeanMax(language))
        {
            faults.Add(Said($"has {ease.MeanSentence:0.0} words a sentence, more than {MeanMax(language):0}"));
        }

        if (ease.LongestSentence > SentenceMax)
        {
            faults.Add(Said($"has a sentence of {ease.LongestSentence} words, more than {SentenceMax}"));
        }

        if (isShortForm && ease.Words > ShortFormMax)
        {
            faults.Add(Said($"has {ease.Words} words, more than a short form's {ShortFormMax}"));
        }

        return new SectionReading(name, isShortForm, ease, WordList.Of(language).Find(sentences), faults.ToImmutable());
    }

    private static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How one section reads.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsShortForm">Whether it is the short form.</param>
/// <param name="Ease">The score.</param>
/// <param name="Flagged">Vague words and jargon in it.</param>
/// <param name="TooHard">Why it is too hard to read; empty when it is not.</param>
public sealed record SectionReading(string Name, bool IsShortForm, ReadingEase Ease, ImmutableArray<FlaggedPhrase> Flagged, ImmutableArray<string> TooHard)
{
    /// <summary>Whether it may be shown.</summary>
    public bool IsPlain => Flagged.IsEmpty && TooHard.IsEmpty;
}
