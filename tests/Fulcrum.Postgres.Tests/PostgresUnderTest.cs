using System.Security.Cryptography;
using Fulcrum.Clusters;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(Fulcrum.Postgres.Tests.Server))]

namespace Fulcrum.Postgres.Tests;

/// <summary>The server all tests of this program share; each has a schema of its own.</summary>
public sealed class Server : IAsyncLifetime
{
    private static PostgresCluster? _cluster;

    /// <summary>The running server.</summary>
    public static PostgresCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync() => _cluster = await PostgresCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>The store in PostgreSQL, in a schema of its own.</summary>
internal sealed class PostgresUnderTest : StoreUnderTest
{
    // Small, so that ordinary tests pass through runs of message ids and pieces of the journal too. It gives up at once, as a dead process does.
    public static readonly PostgresStoreOptions Small = PostgresStoreOptions.Default with { IndexEvery = 64, PieceRows = 300, ReconnectFor = TimeSpan.Zero, ReserveBytes = 0 };

    private readonly List<PostgresStore> _abandoned = [];
    private readonly FakeTimeProvider _clock = new(Rows.Noon.ToDateTimeOffset());
    private readonly PostgresCluster _cluster;
    private readonly PostgresStoreOptions _options;

    private PostgresUnderTest(PostgresCluster cluster, PostgresStoreOptions options, int port)
    {
        (_cluster, _options, Schema) = (cluster, options, cluster.NewSchema());
        Address = PostgresAddress.Parse(new NpgsqlConnectionStringBuilder(cluster.ConnectionString(Schema)) { Port = port == 0 ? cluster.Port : port }.ConnectionString);
    }

    public string Schema { get; }

    public PostgresAddress Address { get; }

    public string KeyFolder { get; } = Directory.CreateTempSubdirectory("fulcrum-keys-").FullName;

    public PostgresStore Postgres { get; private set; } = null!;

    public override IStore Store => Postgres;

    public static async ValueTask<StoreUnderTest> CreateAsync() => await CreateAsync(Small);

    public static async ValueTask<PostgresUnderTest> CreateAsync(PostgresStoreOptions options, PostgresCluster? cluster = null, int port = 0)
    {
        var made = new PostgresUnderTest(cluster ?? Server.Cluster, options, port);
        made.Postgres = await made.OpenAsync();
        return made;
    }

    public override async ValueTask ReopenAsync()
    {
        await Postgres.DisposeAsync();
        Postgres = await OpenAsync();
    }

    /// <summary>Waits until no byte of a destroyed key is left: other tests of the same server hold them back for as long as they read.</summary>
    public async Task ScrubbedAsync(CancellationToken cancellation)
    {
        while (Postgres.UnfinishedErasures > 0)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(20, cancellation);
        }
    }

    /// <summary>Ends the session that writes, as the death of its process does, and opens the store anew; what was only in memory is gone.</summary>
    public override async ValueTask CrashAsync()
    {
        _abandoned.Add(Postgres);
        await _cluster.ScalarAsync($"SELECT pg_terminate_backend({Postgres.ServerProcess})");
        Postgres = await OpenAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        foreach (var store in _abandoned)
        {
            await store.DisposeAsync();
        }

        // The schema goes with its server.
        Directory.Delete(KeyFolder, recursive: true);
    }

    public Task<PostgresStore> OpenAsync(PostgresStoreOptions? options = null) =>
        PostgresStore.OpenAsync(Address, KeyFolder, _clock, new SystemRandom(), options ?? _options, CancellationToken.None);

    public Task<object?> ScalarAsync(string sql) => _cluster.ScalarAsync(sql.Replace("{data}", Schema, StringComparison.Ordinal).Replace("{keys}", Address.KeySchema, StringComparison.Ordinal));
}

/// <summary>Chance from the operating system.</summary>
internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
