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
    public void A_test_that_flags_nothing_or_everything_would_not_pass()
    {
        Assert.True(new SneakyScore(140, 0, 70, 0).Recall < Least);
        Assert.True(new SneakyScore(140, 70, 0, 70).Precision < Least);
    }

    private static void Check(bool held)
    {
        var cases = Cases.Where(one => one.IsHeld == held).ToArray();
        var score = SneakyScore.Of(cases);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $":: sneaky: {(held ? "untuned" : "tuned")} half: {score.Cases} cases, sneaky.precision {score.Precision:0.000}, sneaky.recall {score.Recall:0.000}"));

        // Which cases of the untuned half it gets wrong is not shown: whoever sees them tunes to them.
        var wrong = held ? [] : cases.Where(one => SneakyTest.Judge(one.Tested).IsFlagged != one.IsBad)
            .Select(one => $"{one.Tested.Name} {(one.IsBad == true ? "missed" : string.Join("; ", SneakyTest.Judge(one.Tested).Findings))}").ToArray();
        Assert.True(score.Precision >= Least && score.Recall >= (held ? UntunedRecallLeast : Least), string.Join('\n', wrong));
    }
}
