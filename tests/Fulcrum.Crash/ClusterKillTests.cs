using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;

namespace Fulcrum.Crash;

/// <summary>
/// Goal: what any node acknowledged survives kill -9 of any node under load, once; and caps hold where all nodes are asked at once
/// meanwhile. Method: the ledger of the kill proof, kept across three real nodes over one PostgreSQL.
/// </summary>
public sealed class ClusterKillTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_node_acknowledged_survives_the_kill_of_any_and_no_cap_is_exceeded()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        var plan = new ClusterPlan(Programs.Fulcrum, ClusterTests.Under(postgres), Programs.IsLong ? 50 : 5, Seed: 8);

        Programs.Show(await ClusterKillRun.RunAsync(plan, Programs.IsLong ? 100_000 : 1_000, isControl: false, TimeProvider.System, Cancellation));
    }

    [Fact]
    public async Task Nodes_that_forget_what_they_acknowledged_are_caught_by_the_ledger_and_by_the_caps()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        var plan = new ClusterPlan(Programs.Host("forgetful-node"), ClusterTests.Under(postgres), 6, Seed: 9) { DatabaseDelay = TimeSpan.FromMilliseconds(20) };

        var result = await ClusterKillRun.RunAsync(plan, 1_000, isControl: true, TimeProvider.System, Cancellation);

        Assert.True(result.Claims.Single(claim => claim.Key == "caps-nodes").Violations > 0, string.Join('\n', result.Lines()));
        Assert.True(result.Claims.Where(claim => claim.Key is "lost" or "repeated").Sum(claim => claim.Violations) > 0, string.Join('\n', result.Lines()));
        foreach (var claim in result.Claims.Where(claim => claim.Violations > 0))
        {
            Console.WriteLine($":: cluster-kill: planted 'forgetful-node' caught by '{claim.Key}' {claim.Violations} times after {result.Figures.Single(figure => figure.Key == "kills").Value} kills");
        }
    }
}
