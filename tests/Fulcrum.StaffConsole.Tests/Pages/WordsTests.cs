using System.Reflection;
using Fulcrum.Notices.Readability;
using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>What the console says is said in both languages, and plainly enough by the same gate that notices pass.</summary>
public sealed class WordsTests
{
    public static TheoryData<string> Words => [.. Said().Select(words => words.Type.Name)];

    [Theory]
    [MemberData(nameof(Words))]
    public void Every_text_passes_the_reading_gate_in_both_languages(string name)
    {
        foreach (var language in new[] { "en", "ru" })
        {
            var text = string.Join('\n', Said().Single(words => words.Type.Name == name).Texts.Select(one => one.In(language)));
            var reading = ReadingGate.Read(name, text, language, isShortForm: false);

            Assert.True(reading.IsPlain, $"{name} in {language}: {string.Join("; ", reading.TooHard.Concat(reading.Flagged.Select(flagged => flagged.ToString())))}");
        }
    }

    [Fact]
    public void Every_text_is_there_in_both_languages_with_the_same_places_to_fill()
    {
        var texts = Said().SelectMany(words => words.Texts).ToArray();
        Assert.InRange(texts.Length, 150, 600);
        foreach (var text in texts)
        {
            Assert.NotEqual(text.En, text.Ru);
            Assert.Matches("[А-яЁё]", text.Ru);
            Assert.Equal(Enumerable.Range(0, 3).Select(place => text.En.Contains($"{{{place}}}", StringComparison.Ordinal)), Enumerable.Range(0, 3).Select(place => text.Ru.Contains($"{{{place}}}", StringComparison.Ordinal)));
        }
    }

    private static IEnumerable<(Type Type, LocalText[] Texts)> Said() =>
        from type in typeof(FulcrumStaffConsole).Assembly.GetTypes()
        let fields = type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        let texts = fields.Where(field => field.FieldType == typeof(LocalText) && !field.Name.StartsWith('<')).Select(field => (LocalText)field.GetValue(null)!)
            .Concat(fields.Select(field => field.GetValue(null)).OfType<System.Collections.IDictionary>().SelectMany(map => map.Values.OfType<LocalText>())).ToArray()
        where type.Name.EndsWith("Words", StringComparison.Ordinal) && texts.Length > 0
        select (type, texts);
}
