using System.Reflection;
using Fulcrum.Notices.Readability;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Tests.Pages;

/// <summary>What the portal says is said in both languages, and plainly enough by the same gate that notices pass.</summary>
public sealed class WordsTests
{
    public static TheoryData<string> Words => [.. Said().Select(words => words.Type.Name)];

    [Theory]
    [MemberData(nameof(Words))]
    public void Every_text_passes_the_reading_gate_in_both_languages(string name)
    {
        foreach (var language in new[] { "en", "ru" })
        {
            var text = TextOf(Said().Single(words => words.Type.Name == name).Texts, language);
            var reading = ReadingGate.Read(name, text, language, isShortForm: false);

            Assert.True(reading.IsPlain, $"{name} in {language}: {string.Join("; ", reading.TooHard.Concat(reading.Flagged.Select(flagged => flagged.ToString())))}");
        }
    }

    [Fact]
    public void A_legal_text_does_not_pass() => Assert.False(ReadingGate.Read(
        "x", "Notwithstanding the foregoing, personal information may be utilized for purposes including analytics, personalization and communications.", "en", isShortForm: false).IsPlain);

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_places_to_fill()
    {
        var texts = Said().SelectMany(words => words.Texts).ToArray();
        Assert.InRange(texts.Length, 60, 500);
        foreach (var text in texts)
        {
            Assert.NotEqual(text.En, text.Ru);
            Assert.Matches("[А-яЁё]", text.Ru);
            Assert.Equal(Enumerable.Range(0, 3).Select(place => text.En.Contains($"{{{place}}}", StringComparison.Ordinal)), Enumerable.Range(0, 3).Select(place => text.Ru.Contains($"{{{place}}}", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(0.2, "under 1 ms", "меньше 1 мс")]
    [InlineData(412, "412 ms", "412 мс")]
    [InlineData(1_540, "1.5 s", "1,5 с")]
    [InlineData(90_000, "1.5 min", "1,5 мин")]
    [InlineData(7_200_000, "2 h", "2 ч")]
    [InlineData(259_200_000, "3 days", "3 дн.")]
    public void A_span_is_told_in_the_unit_that_fits(double ms, string en, string ru)
    {
        Assert.Equal(en, new PageLanguage("en").Span(TimeSpan.FromMilliseconds(ms)).Replace('\u00a0', ' '));
        Assert.Equal(ru, new PageLanguage("ru").Span(TimeSpan.FromMilliseconds(ms)).Replace('\u00a0', ' '));
    }

    [Fact]
    public void Whatever_comes_through_a_hole_is_text() =>
        Assert.Equal("<p title=\"&quot;&gt;\">&lt;b&gt; Ю</p><i>", Markup.Html($"<p title=\"{"\">"}\">{"<b> Ю"}</p>{Markup.Html($"<i>")}").ToString());

    private static IEnumerable<(Type Type, LocalText[] Texts)> Said() =>
        from type in typeof(FulcrumPortal).Assembly.GetTypes()
        let fields = type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        let texts = fields.Where(field => field.FieldType == typeof(LocalText) && !field.Name.StartsWith('<')).Select(field => (LocalText)field.GetValue(null)!)
            .Concat(fields.Select(field => field.GetValue(null)).OfType<System.Collections.IDictionary>().SelectMany(map => map.Values.OfType<LocalText>())).ToArray()
        where type.Name.EndsWith("Words", StringComparison.Ordinal) && texts.Length > 0
        select (type, texts);

    private static string TextOf(IEnumerable<LocalText> texts, string language) => string.Join('\n', texts.Select(text => text.In(language)));
}
