using CsCheck;
using Fulcrum.Notices.Readability;
using Xunit;

namespace Fulcrum.Tests.Notices;

/// <summary>Scores against texts counted by hand: words, sentences and syllables stand beside each.</summary>
public sealed class ReadabilityTests
{
    private static readonly string[] Words = ["we", "keep", "data", "yes", "no", "pages", "visits", "cars", "customer", "мы", "храним", "данные", "для", "года"];

    private static readonly Gen<string> GenWord = Gen.Int[0, Words.Length - 1].Select(index => Words[index]);

    [Theory]
    [InlineData("en", "The cat sat on the mat.", 6, 1, 6, 116.145)]
    [InlineData("en", "We keep your data for one year.", 7, 1, 8, 103.044)]
    [InlineData("en", "We keep it. We use it. You can say no!", 10, 3, 10, 118.852)]
    [InlineData("en", "May we count: visits; pages?", 5, 3, 7, 86.703)]
    [InlineData("en", "Notwithstanding the above provisions, the controller reserves the right to process personal information.", 13, 1, 28, 11.425)]
    [InlineData("en", "Write to privacy@example.com, or see https://example.com/privacy today.", 5, 1, 6, 100.24)]
    [InlineData("ru", "Мы храним ваши данные один год.", 6, 1, 11, 88.852)]
    [InlineData("ru", "Осуществление обработки персональных данных производится в соответствии с законодательством.", 9, 1, 32, -18.554)]
    [InlineData("ru", "Решаете вы. Всё работает и без согласия.", 7, 2, 16, 64.914)]
    [InlineData("ru", "Дилер в Лондоне видит Meridian и т. д. всегда.", 9, 1, 14, 101.646)]
    public void A_text_scores_as_counted_by_hand(string language, string text, int words, int sentences, int syllables, double score)
    {
        var ease = ReadingEase.Of(text, language);

        Assert.Equal((words, sentences, syllables), (ease.Words, ease.Sentences, ease.SyllablesCount));
        Assert.Equal(score, ease.Score, 0.001);
    }

    [Theory]
    [InlineData(1, "we keep your for one year use stop mails rules asked whole years price choose moved loved called each our")]
    [InlineData(2, "data pages visits dealer decide places tables people offers wanted ended e-mail language nation going being business reserve region equal")]
    [InlineData(3, "everything collected customer processor personal example history decisions radio area")]
    [InlineData(4, "information personally analyses notwithstanding")]
    [InlineData(5, "university capability configuration")]
    [InlineData(6, "personalization")]
    public void English_words_have_as_many_syllables_as_are_spoken(int syllables, string words) =>
        Assert.All(words.Split(' '), word => Assert.True(Syllables.OfEnglish(word) == syllables, $"{word}: {Syllables.OfEnglish(word)}"));

    [Theory]
    [InlineData("в", 0)]
    [InlineData("год", 1)]
    [InlineData("ёлка", 2)]
    [InlineData("приватность", 3)]
    [InlineData("ОБЪЯВЛЕНИЕ", 5)]
    [InlineData("Meridian", 4)]
    [InlineData("30", 2)]
    public void A_Russian_word_has_a_syllable_a_vowel(string word, int syllables) => Assert.Equal(syllables, Syllables.OfRussian(word));

    [Fact]
    public void Known_texts_land_where_they_should()
    {
        const string Bureaucratic = "Настоящим субъект персональных данных выражает конкретное, информированное и сознательное согласие на осуществление обработки предоставленных персональных данных";
        const string Plain = "Мы храним ваш адрес. Мы шлём вам письма. Вы можете сказать нет. Мы тут же перестанем. Спросите нас. Мы ответим за день.";

        Assert.True(ReadingEase.Of(Bureaucratic, "ru").Score < 0);
        Assert.True(ReadingEase.Of(Plain, "ru").Score > 80);
    }

    [Fact]
    public void Cutting_a_sentence_in_two_never_makes_it_harder() =>
        Gen.Select(GenWord.Array[2, 40], Gen.Int[1, 39], Gen.Bool).Sample(
            (words, at, isRussian) =>
            {
                var language = isRussian ? "ru" : "en";
                var cut = Math.Min(at, words.Length - 1);
                var whole = ReadingEase.Of($"{string.Join(' ', words)}.", language);
                var two = ReadingEase.Of($"{string.Join(' ', words[..cut])}. {string.Join(' ', words[cut..])}.", language);
                return two.Words == whole.Words && two.SyllablesCount == whole.SyllablesCount && two.Score > whole.Score;
            },
            iter: 1000);

    [Fact]
    public void Counts_of_parts_add_up_to_those_of_the_whole() =>
        Gen.Select(GenWord.Array[1, 20], GenWord.Array[1, 20]).Sample(
            (one, two) =>
            {
                var (first, second) = ($"{string.Join(' ', one)}.", $"{string.Join(' ', two)}.");
                var (a, b, both) = (ReadingEase.Of(first, "ru"), ReadingEase.Of(second, "ru"), ReadingEase.Of($"{first}\n{second}", "ru"));
                return both.Words == a.Words + b.Words && both.Sentences == 2 && both.SyllablesCount == a.SyllablesCount + b.SyllablesCount;
            },
            iter: 1000);

    [Fact]
    public void Every_word_stands_where_it_is_said_to_stand() =>
        Gen.Select(GenWord.Array[1, 30], Gen.Int[0, 2].Array[30]).Sample(
            (words, gaps) =>
            {
                var text = string.Concat(words.Select((word, index) => $"{word}{gaps[index] switch { 0 => " ", 1 => ".  ", _ => ";\n" }}"));
                var lines = text.Split('\n');
                return ReadText.Sentences(text).SelectMany(sentence => sentence.Words).All(word => lines[word.At.Line - 1].AsSpan(word.At.Column - 1).StartsWith(word.Text));
            },
            iter: 1000);

    [Theory]
    [InlineData("en", "We may share it, as needed, with various partners.", "1:4 may; 1:18 as needed; 1:34 various")]
    [InlineData("en", "May we count your visits? You may say no, and may your dealer see it?", "")]
    [InlineData("en", "We process personal data\nprior to\nlegitimate interests.", "1:12 personal data; 2:1 prior to; 3:1 legitimate interests")]
    [InlineData("ru", "Мы можем, при необходимости, передать некоторые данные.", "1:4 можем; 1:11 при необходимости; 1:39 некоторые")]
    [InlineData("ru", "Может ли дилер видеть это?", "")]
    [InlineData("ru", "Осуществляется обработка персональных данных субъекта.", "1:1 Осуществляется; 1:16 обработка; 1:26 персональных данных; 1:46 субъекта")]
    public void Vague_words_and_jargon_are_pointed_at(string language, string text, string found) =>
        Assert.Equal(found, string.Join("; ", WordList.Of(language).Find(ReadText.Sentences(text)).Select(phrase => $"{phrase.At} {phrase.Text}")));

    [Fact]
    public void Every_listed_phrase_is_found_and_has_a_suggestion() =>
        Assert.All(
            EnglishWordList.All.Select(phrase => (Language: "en", Phrase: phrase)).Concat(RussianWordList.All.Select(phrase => (Language: "ru", Phrase: phrase))),
            listed =>
            {
                var text = string.Join(' ', listed.Phrase.Words).Replace("*", "", StringComparison.Ordinal);
                Assert.NotEmpty(listed.Phrase.Suggestion);
                Assert.NotEmpty(WordList.Of(listed.Language).Find(ReadText.Sentences($"x {text}.")));
            });

    [Theory]
    [InlineData("en", "We keep it for one year.", true)]
    [InlineData("en", "Notwithstanding the above provisions, the organization reserves the unconditional authorization.", false)]
    [InlineData("ru", "Мы храним это один год.", true)]
    [InlineData("ru", "Организация реализует исключительное право использования предоставленной информации.", false)]
    public void The_gate_lets_only_plain_text_pass(string language, string text, bool isPlain) =>
        Assert.Equal(isPlain, ReadingGate.Read("section", text, language, isShortForm: false).IsPlain);

    [Fact]
    public void A_long_sentence_of_short_words_does_not_pass()
    {
        var reading = ReadingGate.Read("section", string.Join(' ', Enumerable.Repeat("we use it", 11)), "en", isShortForm: false);

        Assert.True(reading.Ease.Score > 60);
        Assert.Contains("has a sentence of 33 words, more than 30", reading.TooHard);
    }

    [Fact]
    public void A_short_form_that_is_long_does_not_pass() =>
        Assert.Contains("has 81 words, more than a short form's 80", ReadingGate.Read("short", string.Concat(Enumerable.Repeat("We use it.\n", 27)), "en", isShortForm: true).TooHard);

    [Fact]
    public void Headings_cut_a_text_and_words_keep_their_lines()
    {
        var sections = MarkdownSections.Of("Before *all*.\n\n# One\nWe wrap\nthis line.\n\n* an item\n\n```\ncode may\n```\n## Two\nWe may.\n");

        Assert.Equal(["", "One", "Two"], sections.Select(section => section.Name));
        Assert.Equal(2, ReadText.Sentences(sections[1].Text, isWrapped: true).Length);
        Assert.Equal("13:4", WordList.Of("en").Find(ReadText.Sentences(sections[2].Text, isWrapped: true)).Single().At.ToString());
    }
}
