using Fulcrum.Prove.Results;

namespace Fulcrum.Crash.Results;

/// <summary>Against published values: 1 - 0.05^(1/n), and the exact limits of Clopper and Pearson.</summary>
public sealed class BoundTests
{
    [Theory]
    [InlineData(0, 100, 0.029513)]
    [InlineData(0, 200, 0.014867)]
    [InlineData(0, 1_000, 0.0029913)]
    [InlineData(0, 100_000, 0.000029957)]
    [InlineData(0, 2_000_000, 0.0000014979)]
    [InlineData(1, 10, 0.394163)]
    [InlineData(5, 10, 0.777559)]
    [InlineData(461, 1_000, 0.487470)]
    public void A_count_bounds_the_rate(long failures, long trials, double bound) => Assert.Equal(bound, Bound.Upper(failures, trials), bound / 1_000);

    [Fact]
    public void Nothing_tried_and_everything_failed_bound_nothing()
    {
        Assert.Equal(1, Bound.Upper(0, 0));
        Assert.Equal(1, Bound.Upper(7, 7));
    }
}
