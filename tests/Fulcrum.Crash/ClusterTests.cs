using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;
using Fulcrum.Prove.Servers;
using Npgsql;

namespace Fulcrum.Crash;

/// <summary>
/// Goal: after a withdrawal is acknowledged, no decision of any node that starts later uses the purpose: three real nodes over one
/// PostgreSQL, through kills, standstill, lost ways and a database that ends. Every way between them is a relay that can be cut.
/// </summary>
public sealed class ClusterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_withdrawal_binds_the_next_decision_of_every_node_whatever_happens_to_one()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        var plan = new ClusterPlan(Programs.Fulcrum, Under(postgres), Programs.IsLong ? 60 : 6, Seed: 5);

        Programs.Show(await ClusterRun.RunAsync(plan, TimeProvider.System, Cancellation));
    }

    [Fact]
    public async Task It_does_where_decisions_do_not_wait_for_the_disk_and_the_lease_alone_keeps_a_former_owner_silent()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        using var workspace = new HastyWorkspace();
        var plan = new ClusterPlan(Programs.Fulcrum, Under(postgres), Programs.IsLong ? 40 : 4, Seed: 7)
        {
            Workspace = workspace.Folder, Nemeses = [Nemesis.Pause, Nemesis.DatabaseCut, Nemesis.Partition, Nemesis.Kill],
        };

        Programs.Show(await ClusterRun.RunAsync(plan, TimeProvider.System, Cancellation));
    }

    [Fact]
    public async Task An_owner_that_does_not_ask_its_lease_is_caught()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        using var workspace = new HastyWorkspace();
        var plan = new ClusterPlan(Programs.Host("no-lease"), Under(postgres), 2, Seed: 6) { Workspace = workspace.Folder, Nemeses = [Nemesis.DatabaseCut], Hold = TimeSpan.FromSeconds(6) };

        var result = await ClusterRun.RunAsync(plan, TimeProvider.System, Cancellation);

        Assert.True(result.Claims.Sum(claim => claim.Violations) > 0, string.Join('\n', result.Lines()));
        Console.WriteLine($":: cluster: planted 'no-lease' caught {result.Claims.Sum(claim => claim.Violations)} times in {plan.Cycles} cycles");
    }

    internal static DatabaseUnderTest Under(PostgresCluster postgres)
    {
        var schema = postgres.NewSchema();
        return new DatabaseUnderTest(
            postgres.Port, port => new NpgsqlConnectionStringBuilder(postgres.ConnectionString(schema)) { Port = port }.ConnectionString,
            () => postgres.StopAsync("QUIT"), () => postgres.StartAgainAsync());
    }

    /// <summary>The workspace of the instruments, with decisions that do not wait for the disk.</summary>
    private sealed class HastyWorkspace : IDisposable
    {
        public HastyWorkspace()
        {
            foreach (var file in Directory.EnumerateFiles(ScratchStore.WorkspaceFolder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(Folder, Path.GetRelativePath(ScratchStore.WorkspaceFolder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            File.AppendAllText(Path.Combine(Folder, "workspace.yaml"), "decisions:\n  durability: memory\n");
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
