using Fulcrum.Bench.Hosts;
using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Bench.Figures;

/// <summary>failover.seconds, withdraw.cluster: what is felt of a cluster that loses a node, or a way, by the clients of the consent histories.</summary>
internal static class LossFigures
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var (usual, tuned, calm, cut) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Math.Max(1, settings.Rounds / 2); round++)
        {
            usual.Add(Of(await RunAsync(BenchCluster.Program, Nemesis.Kill, round), "failover"));
            tuned.Add(Of(await RunAsync(BenchCluster.TunedProgram, Nemesis.Kill, round), "failover"));
            var partition = await RunAsync(BenchCluster.Program, Nemesis.Partition, round);
            calm.Add(Of(partition, "withdraw-calm-p99"));
            cut.Add(Of(partition, "withdraw-held-p99"));
        }

        return
        [
            Figure.AtMost("failover.seconds", "s", 15, usual, "the longest of three kills each, from the kill until every other node answered what only an owner can"),
            Figure.AtMost("failover.tuned", "s", 5, tuned, "the same where lease, beat and look are half as long as the program has them"),
            Figure.AtMost("withdraw.cluster", "ms p99", 100, calm, "twelve clients that grant, withdraw, decide and read at three nodes, after all was well again"),
            Figure.AtMost("withdraw.partition", "ms p99", 2_500, cut, "the same clients in the four seconds in which a node, mostly the owner, reached nobody"),
        ];
    }

    private static async Task<ProofResult> RunAsync(ServerProgram program, Nemesis nemesis, int round)
    {
        await using var postgres = await PostgresCluster.StartAsync();
        var result = await ClusterRun.RunAsync(new ClusterPlan(program, BenchCluster.Under(postgres), 3, Seed: 20 + round) { Nemeses = [nemesis] }, TimeProvider.System, CancellationToken.None);
        return result.Claims.Sum(claim => claim.Violations) == 0 ? result : throw new InvalidOperationException(string.Join('\n', result.Lines()));
    }

    private static double Of(ProofResult result, string key) => result.Figures.Single(figure => figure.Key == key).Value;
}
