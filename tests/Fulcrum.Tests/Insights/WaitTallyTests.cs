using CsCheck;
using Fulcrum.Insight;
using Xunit;

namespace Fulcrum.Tests.Insights;

/// <summary>Waits are told within the width of one place, and never as shorter than they were.</summary>
public sealed class WaitTallyTests
{
    [Fact]
    public void Any_quantile_is_within_the_width_of_a_place_and_never_too_small() =>
        Gen.Select(Gen.OneOf(Gen.Long[0, 200], Gen.Long[0, 100_000], Gen.Long[0, 40_000_000_000]).Array[1, 200], Gen.Double[0.01, 1]).Sample((waits, share) =>
        {
            var tally = Of(waits);
            var exact = waits.Order().ElementAt((int)Math.Ceiling(share * waits.Length) - 1);
            var told = tally.Quantile(share).TotalMilliseconds;
            return told >= exact && told <= Math.Ceiling(exact * 1.016);
        });

    [Fact]
    public void Two_tallies_put_together_tell_what_one_would() =>
        Gen.Select(Gen.Long[0, 1_000_000].Array[0, 50], Gen.Long[0, 1_000_000].Array[1, 50]).Sample((some, others) =>
        {
            var (whole, sum) = (Of([.. some, .. others]), Of(some));
            sum.Add(Of(others));
            return whole.ToFigures() == sum.ToFigures();
        });

    private static WaitTally Of(IEnumerable<long> waits)
    {
        var tally = new WaitTally();
        foreach (var wait in waits)
        {
            tally.Add(TimeSpan.FromMilliseconds(wait));
        }

        return tally;
    }
}
