using Fulcrum.Clusters;
using Fulcrum.Crash.Consent;
using Fulcrum.Prove.Kill;
using Fulcrum.Prove.Servers;

[assembly: AssemblyFixture(typeof(Fulcrum.Crash.PostgresServer))]

namespace Fulcrum.Crash;

/// <summary>The kills again, over PostgreSQL.</summary>
public sealed class PostgresKillTests : KillTests
{
    protected override IReadOnlyList<KillMoment> Moments => [KillMoment.Load, KillMoment.Load, KillMoment.StartUp];

    protected override ScratchStore MakeStore() => PostgresServer.MakeStore();
}

/// <summary>The consent histories again, over PostgreSQL.</summary>
public sealed class PostgresConsentTests : ConsentTests
{
    protected override int Operations => Programs.IsLong ? 200_000 : 20_000;

    protected override ScratchStore MakeStore() => PostgresServer.MakeStore();
}

/// <summary>The server these tests share; each has a schema of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static PostgresCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync();

    public ValueTask DisposeAsync() => _cluster!.DisposeAsync();

    /// <summary>A store in a new schema.</summary>
    public static ScratchStore MakeStore()
    {
        var folder = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;
        var file = Path.Combine(folder, "postgres.connection");
        File.WriteAllText(file, _cluster!.ConnectionString(_cluster.NewSchema()));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new ScratchStore("postgres", folder, ["--store", $"postgres:{folder}"]);
    }
}
