using System.Text.Json;
using Fulcrum.Backups;
using Fulcrum.Cli.Backups;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Tests.Backups;

/// <summary>What a backup is worth is found by restoring it: a good one holds, and whatever was done to a bad one is named.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly DrillFolder _drill = new();

    public void Dispose() => _drill.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_of_a_store_in_use_holds_in_a_trial_restore()
    {
        await FillAsync();

        var trial = await TryAsync();

        Assert.True(trial.Good, trial.Found);
        Assert.True(trial.Sequence > 0);
    }

    [Theory]
    [InlineData("data", "content")]
    [InlineData("data", "manifest.json")]
    [InlineData("keys", "content")]
    [InlineData("keys", "manifest.mac")]
    public async Task A_flipped_bit_anywhere_in_it_is_named(string half, string file)
    {
        var made = await FillAsync();
        var path = Path.Combine(_drill.Path(half == "data" ? "backups" : "key-backups"), made.Id, file);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);

        var trial = await TryAsync();

        Assert.False(trial.Good);
        Assert.Contains(half == "data" ? "backups" : "key-backups", trial.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_whose_files_are_whole_and_whose_content_is_not_the_stores_is_caught()
    {
        var made = await FillAsync();
        var folder = Path.Combine(_drill.Path("backups"), made.Id);
        var lookUp = StoreKeys.Read(_drill.Path("store")).Secrets.LookUp;

        // The mistake: a copy that went wrong, and was hashed and signed after it had.
        (made with { Checksum = new string('0', 32) }).Write(folder, lookUp.Span);

        var trial = await TryAsync();
        Assert.False(trial.Good);
        Assert.Contains("not what was read out of the store", trial.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_older_than_seven_days_are_deleted_and_a_restore_takes_none()
    {
        var made = await FillAsync();
        var kept = _drill.Path("kept-against-the-rules");
        Directory.CreateDirectory(kept);
        foreach (var file in Directory.GetFiles(Path.Combine(_drill.Path("key-backups"), made.Id)))
        {
            File.Copy(file, Path.Combine(kept, Path.GetFileName(file)));
        }

        _drill.Clock.Advance(TimeSpan.FromDays(7));
        Assert.NotNull(_drill.Shelf().List()[0].Keys);
        _drill.Clock.Advance(TimeSpan.FromSeconds(1));
        var listed = _drill.Shelf().List();

        Assert.NotNull(listed[0].Data);
        Assert.Null(listed[0].Keys);
        Assert.False(Directory.Exists(Path.Combine(_drill.Path("key-backups"), made.Id)));
        Directory.Move(kept, Path.Combine(_drill.Path("key-backups"), made.Id));
        var refused = Assert.Throws<BackupRefusedException>(() => _drill.Shelf().Find(null));
        Assert.Equal("key-backup-too-old", refused.Fault.Code);
    }

    [Fact]
    public async Task A_server_deletes_old_key_backups_by_itself()
    {
        var made = await FillAsync();
        new BackupRecord(new MadeBackup(made.Id, made.At, made.Sequence, _drill.Path("backups"), _drill.Path("key-backups")), null).Write(_drill.Path("store"));
        var complaints = new List<string>();
        await using var sweep = new KeyBackupSweep(_drill.Path("store"), _drill.Clock, complaints.Add);

        for (var hour = 0; hour < (7 * 24) + 2; hour++)
        {
            _drill.Clock.Advance(TimeSpan.FromHours(1));
        }

        while (Directory.Exists(Path.Combine(_drill.Path("key-backups"), made.Id)))
        {
            _drill.Clock.Advance(TimeSpan.FromHours(1));
            await Task.Delay(1, Token);
        }

        Assert.Empty(complaints);
    }

    [Fact]
    public void Data_and_keys_in_one_place_are_refused()
    {
        foreach (var (data, keys) in new[] { ("b", "b"), ("b", "b/keys"), ("b/data", "b") })
        {
            Assert.Equal("backup-places", Assert.Throws<BackupRefusedException>(() => new BackupShelf(_drill.Path(data), _drill.Path(keys), new byte[32], _drill.Clock)).Fault.Code);
        }
    }

    [Fact]
    public async Task After_an_erasure_no_subject_key_opens_out_of_a_backup_made_since()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();
        await _drill.AgreeAsync(store, Enumerable.Range(0, 50));
        await _drill.EraseAsync(store, Enumerable.Range(0, 20));

        var made = await _drill.BackUpAsync();

        var keys = Directory.GetFiles(Path.Combine(_drill.Path("key-backups"), made.Id), "content").Single();
        var engine = new Fulcrum.Sqlite.Backups.SqliteBackups(_drill.Path("store"));
        Assert.Equal(30, engine.Examine(Path.Combine(_drill.Path("backups"), made.Id, "content"), keys).Keys);
        Assert.True((await TryAsync()).Good);
    }

    [Fact]
    public async Task The_commands_work_on_a_store_that_is_served_and_doctor_and_readiness_tell_of_it()
    {
        using var folder = new Folder();
        await CliProcess.RunAsync("workspace", "apply", Path.Combine(Folder.Repository, "samples", "motors"), "--store", folder["store"]);
        using var server = await ServedStore.StartAsync(folder["store"]);
        await server.PostAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","messageId":"m-1","properties":{"model":"roadster"}}""", ServedStore.WebKey);
        string[] places = ["--store", folder["store"], "--to", folder["b"], "--keys-to", folder["k"]];

        var create = await CliProcess.RunAsync(["backup", "create", .. places]);
        var verify = await CliProcess.RunAsync(["backup", "verify", .. places]);
        var ready = await server.GetAsync("/readyz", server.AdminKey);
        var open = await server.GetAsync("/readyz", key: null);
        await server.StopAsync();
        var doctor = await CliProcess.RunAsync("doctor", "--store", folder["store"], "--port", "0");

        Assert.True(create.Exit == 0, create.Notes);
        Assert.True(verify.Exit == 0, verify.Notes + verify.Data);
        Assert.True(ready.GetProperty("backup").GetProperty("good").GetBoolean());
        Assert.Equal(JsonValueKind.Null, ready.GetProperty("staleSince").ValueKind);
        Assert.False(open.TryGetProperty("backup", out _));
        Assert.Contains("verified 0 h ago", doctor.Data, StringComparison.Ordinal);
    }

    private async Task<BackupManifest> FillAsync()
    {
        await _drill.MakeAsync();
        await using var store = await _drill.OpenAsync();
        await _drill.AgreeAsync(store, Enumerable.Range(0, 60));
        return await _drill.BackUpAsync();
    }

    private Task<BackupTrial> TryAsync() => BackupTrial.RunAsync(_drill.Shelf(), null, _drill.Path("store"), _drill.Around, Token);
}
