using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Cli.Tests.Stores;
using Fulcrum.Postgres;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Tests.Backups;

/// <summary>The stores of a drill in PostgreSQL, each in a schema of its own; some may be embedded ones.</summary>
internal sealed class PostgresDrillFolder(SharedCluster shared) : DrillFolder
{
    /// <summary>Names of stores that are embedded all the same.</summary>
    public string[] Embedded { get; init; } = [];

    public override StorePlace Place(string name)
    {
        if (Embedded.Contains(name))
        {
            return base.Place(name);
        }

        var file = System.IO.Path.Combine(Path(name), StorePlace.FileName);
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path(name));
            PrivateFile.Write(file, System.Text.Encoding.UTF8.GetBytes(shared.Cluster.ConnectionString(shared.Cluster.NewSchema())));
        }

        return new StorePlace(Path(name), IsPostgres: true);
    }

    /// <summary>Puts the newest backup in place.</summary>
    public Task PutBackAsync(string name)
    {
        var found = Shelf().Find(null);
        return new Fulcrum.Cli.Backups.PostgresBackups(Place(name), Around).PutBackAsync(found.DataFile, found.KeysFile, Around.Now, Token);
    }

    /// <summary>The mistake: everything copied into the database, and nothing said of what may have been taken back since.</summary>
    public override void RestoreNaively(string name)
    {
        CopyKeys(name);
        var found = Shelf().Find(null);
        var (data, keys) = (Path("naive-data"), Path("naive-keys"));
        File.Copy(found.DataFile, data);
        File.Copy(found.KeysFile, keys);
        using var source = SqliteContents.Open(data, keys, StoreKeys.Read(Path(name)).Secrets);
        var place = Place(name);
        var target = PostgresStore.OpenAsync(place.ReadAddress(), place.KeyFolder, Clock, new OperatingSystemRandom(), PostgresStoreOptions.Default, Token).GetAwaiter().GetResult();
        new StoreCopy(source, target, _ => { }).RunAsync(Token).GetAwaiter().GetResult();
        target.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
