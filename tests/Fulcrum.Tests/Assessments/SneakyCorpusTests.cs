using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Assessments.Sneakiness;
using Xunit;

namespace Fulcrum.Tests.Assessments;

/// <summary>What people labelled, and what the test says of it.</summary>
public sealed class SneakyCorpusTests
{
    private const double Least = 0.95;

    /// <summary>34 of 36: one short of the goal of 0.95 (decision 0037).</summary>
    private const double UntunedRecallLeast = 0.94;

    private static readonly ImmutableArray<SneakyCase> Cases =
        [.. File.ReadAllLines(Path.Combine(Samples.Root, "tests", "data", "sneaky", "cases.jsonl")).Select(CaseReader.Read)];

    [Fact]
    public void There_are_enough_cases_good_and_bad_in_both_languages()
    {
        Assert.True(Cases.Length >= 120);
        Assert.All([true, false], bad => Assert.All(["en", "ru"], language =>
            Assert.True(Cases.Count(one => one.IsBad == bad && one.Tested.Texts.Any(text => text.Language == language)) >= 30)));
    }

    [Fact]
    public void It_agrees_with_people_on_the_half_no_rule_was_tuned_on() => Check(held: true);

    [Fact]
    public void It_agrees_with_people_on_the_half_rules_were_tuned_on() => Check(held: false);

    [Fact]
    public void A_test_that_flags_nothing_and_one_that_flags_everything_are_caught_on_these_cases()
    {
        Assert.Equal(0, SneakyScore.Of(Cases.Select(one => (one, false))).Recall);
        Assert.InRange(SneakyScore.Of(Cases.Select(one => (one, true))).Precision, 0, 0.6);
    }

    private static void Check(bool held)
    {
        var cases = Cases.Where(one => one.IsHeld == held).ToArray();
        var judged = cases.Select(one => (Case: one, Verdict: SneakyTest.Judge(one.Tested))).ToArray();
        var score = SneakyScore.Of(judged.Select(one => (one.Case, one.Verdict.IsFlagged)));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $":: sneaky: {(held ? "untuned" : "tuned")} half: {score.Cases} cases, sneaky.precision {score.Precision:0.000}, sneaky.recall {score.Recall:0.000}"));

        // Which cases of the untuned half it gets wrong is not shown: whoever sees them tunes to them.
        var wrong = held ? [] : judged.Where(one => one.Verdict.IsFlagged != one.Case.IsBad)
            .Select(one => $"{one.Case.Tested.Name} {(one.Case.IsBad == true ? "missed" : string.Join("; ", one.Verdict.Findings))}").ToArray();
        Assert.True(score.Precision >= Least && score.Recall >= (held ? UntunedRecallLeast : Least), string.Join('\n', wrong));
    }
}
