using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Tests.Stores;

namespace Fulcrum.Cli.Tests.Backups;

/// <summary>The store in PostgreSQL lost and put back.</summary>
[Collection(SharedPostgres.Name)]
public sealed class PostgresRestoreDrillTests(SharedCluster shared) : RestoreDrillContract(new PostgresDrillFolder(shared));

/// <summary>A backup belongs to no engine: made of either kind of store, it is restored into either, and holds in a trial there.</summary>
[Collection(SharedPostgres.Name)]
public sealed class EitherWayTests(SharedCluster shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_of_one_kind_of_store_goes_into_the_other_and_nobody_withdrawn_comes_back(bool isPostgres)
    {
        using var drill = new PostgresDrillFolder(shared) { Embedded = [isPostgres ? "again" : "store"] };
        await drill.MakeAsync();
        await using (var store = await drill.OpenAsync())
        {
            await drill.AgreeAsync(store, Enumerable.Range(0, 60));
            await drill.EraseAsync(store, Enumerable.Range(50, 10));
            var made = await drill.BackUpAsync();
            Assert.Equal(isPostgres ? "postgres" : "sqlite", made.Engine);
            await drill.WithdrawAsync(store, Enumerable.Range(0, 20));
        }

        var trial = await BackupTrial.RunAsync(drill.Shelf(), null, drill.Path("store"), drill.Around, Token);
        Assert.True(trial.Good, trial.Found);
        await drill.RestoreAsync("again", withTail: true);
        var replayed = await StoreRestore.ReplayAsync(drill.Place("again").ToString(), drill.Path("again-tail"), drill.Around, Token);

        Assert.True(replayed.IsWhole, replayed.Fault?.ToString());
        await using var again = await drill.OpenAsync("again");
        var answers = await drill.DecideAsync(again, Enumerable.Range(0, 60));
        Assert.All(Enumerable.Range(0, 20), customer => Assert.Equal("consent-withdrawn", answers[customer]));
        Assert.All(Enumerable.Range(20, 30), customer => Assert.Equal("personal", answers[customer]));
        Assert.All(Enumerable.Range(50, 10), customer => Assert.Equal("unknown-subject", answers[customer]));
    }

    [Fact]
    public async Task A_backup_of_a_database_leaves_no_subject_key_and_no_secret_where_the_data_is()
    {
        using var drill = new PostgresDrillFolder(shared);
        await drill.MakeAsync();
        await using var store = await drill.OpenAsync();
        await drill.AgreeAsync(store, Enumerable.Range(0, 5));
        var wrapped = (await store.Core.Store.Keys.FindAsync(new SubjectId(3), Token))!.Value;

        var made = await drill.BackUpAsync();

        Assert.True(Holds(drill.Path("key-backups"), wrapped), "The scan must find the key where it is.");
        Assert.False(Holds(drill.Path("backups"), wrapped));
        foreach (var place in new[] { "backups", "key-backups" })
        {
            Assert.False(Holds(drill.Path(place), store.Core.Store.Secrets.Kek));
            string[] kept = place == "backups" ? ["content", "ledger.tar", "manifest.json", "manifest.mac"] : ["content", "manifest.json", "manifest.mac"];
            Assert.Equal(kept, Directory.EnumerateFileSystemEntries(Path.Combine(drill.Path(place), made.Id)).Select(Path.GetFileName).Order());
        }
    }

    [Fact]
    public async Task A_backup_is_not_put_over_a_store_and_half_a_restore_is_not_served()
    {
        using var drill = new PostgresDrillFolder(shared);
        await drill.MakeAsync();
        await drill.BackUpAsync();

        var refused = await Assert.ThrowsAsync<StoreStartException>(() => drill.PutBackAsync("store"));
        Assert.Equal("restore-over-store", refused.Fault.Code);

        drill.CopyKeys("again");
        var found = drill.Shelf().Find(null);
        await using (var damaged = new FileStream(found.DataFile, FileMode.Open, FileAccess.ReadWrite))
        {
            damaged.SetLength(damaged.Length / 2);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => new PostgresBackups(drill.Place("again"), drill.Around).PutBackAsync(found.DataFile, found.KeysFile, drill.Around.Now, Token));
        var half = await Assert.ThrowsAsync<Fulcrum.Cli.Shell.CommandFault>(() => drill.OpenAsync("again"));
        Assert.Equal("store-copy-unfinished", half.Faults[0].Fault.Code);
    }

    [Fact]
    public async Task The_commands_work_on_a_database_that_is_served_and_doctor_and_readiness_tell_of_it()
    {
        using var folder = new Folder();
        var (store, _) = shared.MakeFolder(folder, "pg");
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", store);
        using var server = await ServedStore.StartAsync(store);
        await server.PostAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","messageId":"m-1","properties":{"model":"roadster"}}""", ServedStore.WebKey);
        string[] places = ["--store", store, "--to", folder["b"], "--keys-to", folder["k"]];

        var create = await CliProcess.RunAsync(["backup", "create", .. places]);
        var verify = await CliProcess.RunAsync(["backup", "verify", .. places]);
        var list = await CliProcess.RunAsync(["backup", "list", .. places]);
        var ready = await server.GetAsync("/readyz", server.AdminKey);
        await server.StopAsync();
        var doctor = await CliProcess.RunAsync("doctor", "--store", store, "--port", "0");

        Assert.True(create.Exit == 0, create.Notes);
        Assert.True(verify.Exit == 0, verify.Notes + verify.Data);
        Assert.Contains("there", list.Data, StringComparison.Ordinal);
        Assert.True(ready.GetProperty("backup").GetProperty("good").GetBoolean());
        Assert.Contains("verified 0 h ago", doctor.Data, StringComparison.Ordinal);
        Assert.Contains("pg-tail", doctor.Data, StringComparison.Ordinal);
    }

    private static bool Holds(string folder, ReadOnlyMemory<byte> bytes) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes.Span) >= 0);
}
