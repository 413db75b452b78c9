using System.Collections.Immutable;
using Fulcrum.Prove.Results;
using Fulcrum.Workspaces;

namespace Fulcrum.Crash.Results;

public sealed class ProofResultTests : IDisposable
{
    private static readonly LocalText Text = new("words", "слова");

    private readonly string _folder = Directory.CreateTempSubdirectory("fulcrum-results-").FullName;

    [Fact]
    public void A_zero_is_said_with_its_trials_and_its_bound() =>
        Assert.Equal("kill: 0 of 200 words: words (95 % bound 1.4867 %)", Assert.Single(Result(new Claim("lost", Text, 0, 200, Text)).Lines()));

    [Fact]
    public void What_was_never_tried_does_not_hold() => Assert.False(Result(new Claim("lost", Text, 0, 0, Text)).Holds);

    [Fact]
    public void A_planted_fault_that_nobody_noticed_makes_the_zeros_worthless() =>
        Assert.False((Result(new Claim("lost", Text, 0, 9, Text)) with { Controls = [new Control("early", Text, 0, 1)] }).Holds);

    [Fact]
    public void A_figure_over_its_target_does_not_hold() =>
        Assert.False((Result(new Claim("lost", Text, 0, 9, Text)) with { Figures = [new Figure("ready", Text, 3.1, "s", 3)] }).Holds);

    [Fact]
    public void A_result_is_kept_and_read_again_and_the_next_takes_its_place()
    {
        var folder = new ResultFolder(_folder);
        var result = Result(new Claim("lost", Text, 0, 200, Text)) with { Controls = [new Control("early", Text, 1, 1)], Figures = [new Figure("ready", Text, 1, "s", 3)] };
        folder.Keep(result with { Seed = 9 });
        folder.Keep(result);

        var read = Assert.Single(folder.ReadAll());

        Assert.Equal(result.Claims, read.Claims.AsEnumerable());
        Assert.Equal(result.Controls, read.Controls.AsEnumerable());
        Assert.Equal(result.Figures, read.Figures.AsEnumerable());
        Assert.Equal((result.At, result.Seed, true), (read.At, read.Seed, read.Holds));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ProofResult Result(params ImmutableArray<Claim> claims) =>
        new("kill", Text, DateTimeOffset.UnixEpoch, 1, "sqlite", 1, claims);
}
