using System.Globalization;
using Fulcrum.Notices;
using Fulcrum.Notices.Readability;

namespace Fulcrum.Cli.Notices;

/// <summary>How built notices and readings are shown.</summary>
internal static class NoticeForm
{
    /// <summary>One built notice as JSON.</summary>
    public static object Of(NoticeBuilt built) => new
    {
        notice = built.Notice.Id,
        purposes = built.Facts.Purposes.Keys,
        recipients = built.Facts.Recipients.Keys,
        places = built.Facts.Places.Keys,
        sections = built.Readings.Select(read => Of(read.Language, read.Reading)),
    };

    /// <summary>One section as JSON.</summary>
    public static object Of(string language, SectionReading reading) => new
    {
        language,
        section = reading.Name,
        score = Math.Round(reading.Ease.Score, 1),
        words = reading.Ease.Words,
        sentences = reading.Ease.Sentences,
        longestSentence = reading.Ease.LongestSentence,
        plain = reading.IsPlain,
        faults = reading.TooHard,
        flagged = reading.Flagged.Select(phrase => new { at = phrase.At.ToString(), phrase.Text, flag = Word(phrase.Flag), phrase.Suggestion }),
    };

    /// <summary>A row for each section of a built notice.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(NoticeBuilt built) =>
        built.Readings.Select(read => (IReadOnlyList<string>)[built.Notice.Id, read.Language, .. Row(read.Reading)]);

    /// <summary>A row for one section.</summary>
    public static IReadOnlyList<string> Row(SectionReading reading) =>
    [
        reading.Name,
        reading.Ease.Score.ToString("0.0", CultureInfo.InvariantCulture),
        reading.Ease.Words.ToString(CultureInfo.InvariantCulture),
        reading.Ease.Sentences.ToString(CultureInfo.InvariantCulture),
        reading.Ease.LongestSentence.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>What is wrong with a phrase, as a word.</summary>
    public static string Word(PhraseFault flag) => flag == PhraseFault.Vague ? "vague" : "jargon";
}
