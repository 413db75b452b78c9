using Xunit;

namespace Fulcrum.Tests.Staff.Misuse;

public class MisuseTests
{
    [Fact]
    public void The_part_that_limits_were_chosen_on_is_told_beside()
    {
        var score = MisuseScore.Of(Enumerable.Range(1, MisuseCorpus.TuningSeeds));

        Console.WriteLine($":: misuse, tuning part (seeds 1 to {MisuseCorpus.TuningSeeds}): {score}");
        Assert.InRange(score.Recall, 0.9, 1);
    }

    [Fact]
    public void Misuse_is_found_on_the_part_that_the_rules_were_not_tuned_on()
    {
        var score = MisuseScore.Of(Enumerable.Range(9_001, 20));

        Console.WriteLine($":: misuse, untouched part (seeds 9001 to 9020): {score}");

        // The goal is 0.95; this draw has 0.948, and is not drawn again until it fits (decision 0033).
        Assert.InRange(score.Recall, 0.94, 1);
        Assert.InRange(score.FalsePer100Days, 0, 1);
    }

    [Fact]
    public void Rules_that_never_speak_and_rules_that_always_speak_are_caught()
    {
        var silent = MisuseScore.Of([1], static _ => false);
        var loud = MisuseScore.Of([1], static _ => true);

        Assert.Equal(0, silent.Recall);
        Assert.InRange(loud.FalsePer100Days, 50, 100);
    }
}
