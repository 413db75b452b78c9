using System.Xml.Linq;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Scorecards;

namespace Fulcrum.Crash.Scorecards;

public sealed class ScorecardPageTests
{
    private static readonly ProofResult Result = new(
        "kill", new("Nothing is lost", "Ничего не теряется"), DateTimeOffset.UnixEpoch, 12.5, "sqlite", 1,
        [new Claim("lost", new("events lost", "событий потеряно"), 0, 2_000, new("kills", "убийств"))])
    {
        Controls = [new Control("early", new("<early>", "<рано>"), 1, 1)],
        Figures = [new Figure("ready", new("ready", "готовность"), 1.25, "s", 3)],
        Replay = "fulcrum prove kill --seed 1",
    };

    [Theory]
    [InlineData("en", "0 of 2,000", "Nothing is lost", "0.15 %", "1.25 s")]
    [InlineData("ru", "0 из 2\u00A0000", "Ничего не теряется", "0,15 %", "1,25 с")]
    public void A_page_says_each_zero_with_its_trials_and_its_bound_in_its_language(string language, params string[] texts)
    {
        var page = ScorecardPage.Write([Result], language, "other.html");

        Assert.All(texts, text => Assert.Contains(text, Text(page), StringComparison.Ordinal));
        Assert.Contains($"<html lang=\"{language}\">", page, StringComparison.Ordinal);
        Assert.Contains("href=\"other.html\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_result_says_is_text_and_never_markup()
    {
        var page = ScorecardPage.Write([Result with { Findings = ["<script>alert(1)</script>"] }], "en", "other.html");

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("<early>", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_does_not_hold_says_so_in_words() =>
        Assert.Contains("does not hold", Text(ScorecardPage.Write([Result with { Controls = [new Control("early", Result.Title, 0, 1)] }], "en", "other.html")), StringComparison.Ordinal);

    [Fact]
    public void Without_results_the_page_says_how_to_get_one() =>
        Assert.Contains("fulcrum prove kill", Text(ScorecardPage.Write([], "en", "other.html")), StringComparison.Ordinal);

    /// <summary>What a reader sees. The page is also well-formed XML but for its head, so a slip in the markup shows.</summary>
    private static string Text(string page) =>
        XElement.Parse(page[page.IndexOf("<main>", StringComparison.Ordinal)..(page.IndexOf("</main>", StringComparison.Ordinal) + 7)].Replace("<br>", "<br/>", StringComparison.Ordinal)).Value;
}
