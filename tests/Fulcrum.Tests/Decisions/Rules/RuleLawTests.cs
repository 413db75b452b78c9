using CsCheck;
using Fulcrum.Decisions.Rules;
using Xunit;

namespace Fulcrum.Tests.Decisions.Rules;

public sealed class RuleLawTests
{
    [Fact]
    public void The_compiled_rule_and_the_trace_always_agree() =>
        Gen.Select(RuleSamples.Text, RuleSamples.Readings, RuleSamples.Context).Sample((text, readings, context) =>
        {
            var reading = RuleReader.Read(text, RuleUse.Eligibility, RuleSamples.Vocabulary);
            Assert.True(reading.Rule is not null, $"{text}: {string.Join("; ", reading.Faults)}");
            Assert.Equal(RuleEvaluation.Trace(readings, context).Ask(reading.Rule.Root), RuleEvaluation.Fast(reading.Rule, readings, context));
        }, iter: 20_000);

    [Fact]
    public void Learning_more_never_turns_a_yes_round_unless_a_rule_asks_what_is_unknown() =>
        Gen.Select(RuleSamples.Text, RuleSamples.Readings, RuleSamples.Readings).Sample((text, known, more) =>
        {
            if (text.Contains("is unknown", StringComparison.Ordinal) || text.Contains("is known", StringComparison.Ordinal) || text.Contains("else", StringComparison.Ordinal))
            {
                return;
            }

            var rule = RuleSamples.Read(text);
            var less = RuleEvaluation.Fast(rule, known, RuleEvaluation.NoContext);
            var merged = known.Zip(more, (left, right) => left.Value.IsPresent ? left : right).ToArray();
            Assert.True(less == Truth.Unknown || less == RuleEvaluation.Fast(rule, merged, RuleEvaluation.NoContext), text);
        }, iter: 20_000);

    [Fact]
    public void Only_facts_the_rule_lists_can_change_it() =>
        Gen.Select(RuleSamples.Text, RuleSamples.Readings, RuleSamples.Readings).Sample((text, readings, others) =>
        {
            var rule = RuleSamples.Read(text);
            var changed = readings.Select((reading, index) => rule.Facts.Any(fact => fact.Index == index) ? reading : others[index]).ToArray();
            Assert.Equal(RuleEvaluation.Fast(rule, readings, RuleEvaluation.NoContext), RuleEvaluation.Fast(rule, changed, RuleEvaluation.NoContext));
        }, iter: 5_000);

    [Fact]
    public void Kleene_algebra_holds()
    {
        Truth[] all = [Truth.No, Truth.Unknown, Truth.Yes];
        foreach (var a in all)
        {
            Assert.Equal(a, a.Not().Not());
            foreach (var b in all)
            {
                Assert.Equal(a.And(b), b.And(a));
                Assert.Equal(a.Or(b), b.Or(a));
                Assert.Equal(a.And(b).Not(), a.Not().Or(b.Not()));
            }
        }

        Assert.Equal(Truth.Unknown, Truth.Unknown.Not());
    }

    [Fact]
    public void No_text_makes_the_reader_throw()
    {
        var words = Gen.OneOf(
            "and", "or", "not", "in", "is", "known", "unknown", "else", "(", ")", "[", "]", ",", "=", "!=", "<", ">=", "+", "-", "*", "/", "\"", "\"a\"", "7d", "3", "-2",
            "age", "min", "max", "contains", "now", "hour", "page-views", "city", "newsletter", "top-pages", "segment.loyal", "segment.snake", "segment.none", "context.x", "offer.value", "offer.x", "é", "\0", "1e9", "3x");
        Gen.Select(words.Array[0, 14], Gen.OneOf(" ", "")).Sample((parts, glue) => ReadsOrSays(string.Join(glue, parts)), iter: 30_000);
        Gen.String.Sample(ReadsOrSays, iter: 10_000);
    }

    [Fact]
    public void Deep_nesting_is_a_fault_and_no_crash()
    {
        ReadsOrSays(new string('(', 3_000));
        ReadsOrSays(string.Concat(Enumerable.Repeat("not ", 900)) + "newsletter");
        ReadsOrSays(string.Concat(Enumerable.Repeat("1 else ", 500)) + "1 > 0");
        ReadsOrSays(string.Concat(Enumerable.Repeat("min(", 900)));
    }

    private static void ReadsOrSays(string text)
    {
        foreach (var use in Enum.GetValues<RuleUse>())
        {
            var reading = RuleReader.Read(text, use, RuleSamples.Vocabulary);
            Assert.Equal(reading.Rule is null, reading.Faults.Length > 0);
            Assert.All(reading.Faults, fault => Assert.InRange(fault.Offset, 0, text.Length));
            Assert.All(reading.Faults, fault => Assert.InRange(fault.Offset + fault.Length, 0, text.Length));
            if (reading.Rule is { } rule && !RuleTypes.YieldsNumber(use))
            {
                var fast = RuleEvaluation.Fast(rule, RuleEvaluation.NoFacts, RuleEvaluation.NoContext);
                Assert.Equal(RuleEvaluation.Trace(RuleEvaluation.NoFacts, RuleEvaluation.NoContext).Ask(rule.Root), fast);
            }
        }
    }
}
