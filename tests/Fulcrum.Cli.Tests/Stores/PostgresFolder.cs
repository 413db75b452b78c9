using Fulcrum.Clusters;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>The server the tests of this collection share.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public PostgresCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await PostgresCluster.StartAsync();

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    /// <summary>Makes a folder whose store is in a schema of its own.</summary>
    /// <returns>What <c>--store</c> takes, and the schema.</returns>
    internal (string Store, string Schema) MakeFolder(Folder folder, string name)
    {
        var schema = Cluster.NewSchema();
        Directory.CreateDirectory(folder[name]);
        var file = folder.Write(Path.Combine(name, "postgres.connection"), Cluster.ConnectionString(schema));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return ($"postgres:{folder[name]}", schema);
    }
}

[CollectionDefinition(Name)]
public sealed class SharedPostgres : ICollectionFixture<SharedCluster>
{
    public const string Name = "postgres";
}
