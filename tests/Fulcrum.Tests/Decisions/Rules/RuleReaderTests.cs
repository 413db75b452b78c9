using Fulcrum.Decisions.Rules;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions.Rules;

public sealed class RuleReaderTests
{
    [Theory]
    [InlineData("page-view >= 3", 0, 9, "rule-unknown-name", "Did you mean page-views?")]
    [InlineData("segment.loyl", 0, 12, "rule-unknown-name", "Did you mean segment.loyal?")]
    [InlineData("newsletter and page-views", 15, 10, "rule-type", "Compare it with something")]
    [InlineData("age(page-views) < 7", 18, 1, "rule-type", "Give it a unit")]
    [InlineData("city < \"oslo\"", 0, 13, "rule-type", "Use = or !=")]
    [InlineData("page-views >", 12, 0, "rule-syntax", "Write a fact")]
    [InlineData("1 < page-views < 3", 15, 1, "rule-syntax", "Compare two values at a time")]
    [InlineData("segment.snake", 0, 13, "rule-segment-faulty", "Mend")]
    [InlineData("city = 'oslo'", 7, 1, "rule-syntax", "double quotes")]
    [InlineData("newsletter && true", 11, 1, "rule-syntax", "Write and")]
    [InlineData("(newsletter", 11, 0, "rule-syntax", "Close it")]
    [InlineData("city = \"oslo", 7, 5, "rule-syntax", "double quote")]
    [InlineData("page-views -lead-score > 0", 11, 1, "rule-syntax", "Write a - b")]
    [InlineData("context.a = context.b", 0, 21, "rule-type", "Compare a context value")]
    [InlineData("", 0, 0, "rule-syntax", "Write a fact")]
    public void A_mistake_is_told_with_position_and_remedy(string text, int offset, int length, string code, string remedy)
    {
        var fault = RuleReader.Read(text, RuleUse.Eligibility, RuleSamples.Vocabulary).Faults[0];
        Assert.Equal((offset, length, code), (fault.Offset, fault.Length, fault.Fault.Code));
        Assert.Contains(remedy, fault.Fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_mistakes_are_told_at_once() =>
        Assert.Equal(2, RuleReader.Read("page-view > 1 and segment.hott", RuleUse.Eligibility, RuleSamples.Vocabulary).Faults.Length);

    [Fact]
    public void A_circle_of_segments_is_told_with_its_way()
    {
        var vocabulary = new RuleVocabulary(RuleSamples.Facts, [RuleSamples.Segment("a", "segment.b"), RuleSamples.Segment("b", "segment.a")]);
        vocabulary.ReadSegment("a", out _);
        Assert.Contains("a -> b -> a", Assert.Single(vocabulary.ReadSegment("b", out _)!.Faults).Fault.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("context.page = \"/\"", nameof(RuleUse.Segment))]
    [InlineData("offer.value > 1", nameof(RuleUse.Suppression))]
    [InlineData("segment.loyal", nameof(RuleUse.Suppression))]
    [InlineData("newsletter", nameof(RuleUse.Ranking))]
    [InlineData("page-views", nameof(RuleUse.Eligibility))]
    public void Each_use_has_its_own_names_and_yield(string text, string use) =>
        Assert.NotEmpty(RuleReader.Read(text, Enum.Parse<RuleUse>(use), RuleSamples.Vocabulary).Faults);

    [Fact]
    public void A_rule_lists_the_facts_of_its_segments_too()
    {
        var rule = RuleSamples.Read("segment.hot and city is known and context.page = \"/\"");
        Assert.Equal(["page-views", "newsletter", "lead-score", "city"], rule.Facts.Select(fact => fact.Name));
        Assert.Equal(["page"], rule.Context);
    }

    [Theory]
    [InlineData("page-views >= 3", nameof(Truth.Yes))]
    [InlineData("3 <= page-views and not page-views in [1, 2]", nameof(Truth.Yes))]
    [InlineData("not (lead-score > 1)", nameof(Truth.Unknown))]
    [InlineData("lead-score > 1 or page-views = 4", nameof(Truth.Yes))]
    [InlineData("lead-score > 1 and page-views = 5", nameof(Truth.No))]
    [InlineData("lead-score is unknown", nameof(Truth.Yes))]
    [InlineData("(lead-score else 7) = 7", nameof(Truth.Yes))]
    [InlineData("page-views / 0 > 1", nameof(Truth.Unknown))]
    [InlineData("age(page-views) < 7d", nameof(Truth.Yes))]
    [InlineData("page-views - 1 = 3 and page-views * -2 < -7", nameof(Truth.Yes))]
    [InlineData("1 + 2 * 3 = 7", nameof(Truth.Yes))]
    public void A_rule_means_what_it_says(string text, string truth)
    {
        var expected = Enum.Parse<Truth>(truth);
        var readings = RuleEvaluation.With("page-views", FactValue.Of(4));
        var rule = RuleSamples.Read(text);
        Assert.Equal(expected, RuleEvaluation.Fast(rule, readings, RuleEvaluation.NoContext));
        Assert.Equal(expected, RuleEvaluation.Trace(readings, RuleEvaluation.NoContext).Ask(rule.Root));
    }

    [Fact]
    public void A_score_is_a_number_over_other_facts()
    {
        var score = new ScoreFormula(RuleSamples.Read("3 * page-views + (lead-score else 1)", RuleUse.Score));
        Assert.Equal(["page-views", "lead-score"], score.Inputs.Select(fact => fact.Name));
        Assert.Equal(13, score.Evaluate([RuleSamples.Present(FactValue.Of(4)), RuleSamples.Missing], RuleSamples.At));
        Assert.Null(score.Evaluate([RuleSamples.Missing, RuleSamples.Missing], RuleSamples.At));
    }

    [Fact]
    public void Readings_name_value_test_and_whether_it_held()
    {
        var trace = RuleEvaluation.Trace(RuleEvaluation.With("last-configured-car", FactValue.Of("roadster")), RuleEvaluation.NoContext);
        trace.Ask(RuleSamples.Read("last-configured-car = \"roadster\" and 3 <= page-views").Root);
        Assert.Equal(
            [new("last-configured-car", "roadster", "= \"roadster\"", true), new("page-views", "unknown", ">= 3", false)],
            trace.Readings);
    }
}
