using Fulcrum.Prove.Kill;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>The same kills with small sizes, where everything is always under way, and with mistakes planted that must be caught.</summary>
public sealed class KillControls
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kills_while_snapshots_checkpoints_and_index_merges_are_under_way_lose_nothing_either()
    {
        await using var store = ScratchStore.Sqlite();
        var plan = new KillPlan(Programs.Host("none"), store, Programs.IsLong ? 60 : 6, Seed: 2) { Moments = KillMoment.All };

        Programs.Show(await KillRun.RunAsync(plan, TimeProvider.System, Cancellation));
    }

    [Theory]
    [InlineData("early", "lost withdrawn granted erased repeated")]
    [InlineData("second-write", "doubled")]
    [InlineData("dropping", "balance")]
    public async Task A_server_that_acknowledges_early_keeps_message_ids_apart_or_drops_what_does_not_fit_is_caught(string mistake, string claims)
    {
        await using var store = ScratchStore.Sqlite();
        var plan = new KillPlan(Programs.Host(mistake), store, 20, Seed: 3) { Moments = [KillMoment.Load], StopsAtFirst = true };

        var result = await KillRun.RunAsync(plan, TimeProvider.System, Cancellation);

        // Which of what was acknowledged too early a kill takes is chance: an event, a consent, an erasure.
        Assert.True(result.Claims.Where(claim => claims.Split(' ').Contains(claim.Key)).Sum(claim => claim.Violations) > 0, string.Join('\n', result.Lines()));
        Console.WriteLine($":: kill: planted '{mistake}' caught after {result.Figures.Single(figure => figure.Key == "kills").Value} kills");
    }
}
