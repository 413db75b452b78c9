using System.Text.Json;
using Fulcrum.Cli.Keys;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Cli.Tests.Backups;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Tests.Keys;

/// <summary>Under a new look-up key everybody is found who was, nobody who was not, and the old key finds nobody; nothing half turned is ever a store.</summary>
public abstract class LookUpRotationContract : IDisposable
{
    private readonly DrillFolder _drill;
    private readonly RotatedDrill _rotated;

    private protected LookUpRotationContract(DrillFolder drill) => (_drill, _rotated) = (drill, new RotatedDrill(drill));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _drill.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Everybody_is_found_again_the_erased_stay_erased_and_the_withdrawn_withdrawn()
    {
        await _rotated.MakeAsync();
        var before = _rotated.Checksum("store");

        await _rotated.RotatedAsync();

        await _rotated.AssertAsBeforeAsync();
        Assert.Equal(before, _rotated.Checksum("store"));
        var verify = await _rotated.RunAsync("ledger", "verify", "--store", _drill.Place("turned").ToString());
        Assert.True(verify.Exit == 0, verify.Notes + verify.Data);
    }

    [Fact]
    public async Task An_old_hash_finds_nobody_and_none_is_left()
    {
        await _rotated.MakeAsync();
        var old = _rotated.Hashes("store");

        await _rotated.RotatedAsync();

        var made = _rotated.Hashes("turned");
        Assert.Equal(old.Count, made.Count);
        Assert.Empty(old.Intersect(made));
        await using var store = await _drill.OpenAsync("turned");
        foreach (var key in old)
        {
            Assert.True((await store.Core.Store.Identifiers.FindAsync(key, Token)).IsNone);
            Assert.Null(store.Core.Store.Eraser.FindTombstone(key));
        }
    }

    [Fact]
    public async Task A_key_that_was_rotated_is_rotated_again()
    {
        await _rotated.MakeAsync();
        await _rotated.RotatedAsync();
        await _rotated.AssertAsBeforeAsync();

        await _rotated.RotatedAsync(to: "again", from: "turned");

        await _rotated.AssertAsBeforeAsync("again");
        Assert.Empty(_rotated.Hashes("again").Intersect(_rotated.Hashes("turned")));
        Assert.Contains("generation 3", (await _rotated.RunAsync("keys", "list", "--store", _drill.Place("again").ToString())).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_keys_are_rotated_as_before()
    {
        await _rotated.MakeAsync();
        await _rotated.RotatedAsync();
        var store = _drill.Place("turned").ToString();

        foreach (var key in new[] { "kek", "ledger", "tail" })
        {
            var (exit, _, notes) = await _rotated.RunAsync("keys", "rotate", key, "--store", store);
            Assert.True(exit == 0, notes);
        }

        await _rotated.AssertAsBeforeAsync();
        var copy = await _rotated.RunAsync("store", "copy", "--from", store, "--to", _drill.Place("copy").ToString());
        Assert.True(copy.Exit == 0, copy.Notes);
        await _rotated.AssertAsBeforeAsync("copy");
    }

    [Fact]
    public async Task A_store_does_not_open_under_keys_of_another_generation()
    {
        await _rotated.MakeAsync();
        await _rotated.RotatedAsync();
        var key = await File.ReadAllBytesAsync(_rotated.KeyFile("turned"), Token);

        File.Move(_rotated.KeyFile("turned"), _drill.Path("key"));
        Assert.Equal("store-key-wrong", await _rotated.RefusalAsync("turned"));
        Assert.Equal("store-key-wrong", Assert.Throws<StoreStartException>(() => _drill.Place("turned").OpenContents(_drill.Around)).Fault.Code);

        key[0] ^= 1;
        Put("turned", key);
        Assert.Equal("store-key-wrong", await _rotated.RefusalAsync("turned"));
        key[0] ^= 1;
        Put("store", key);
        Assert.Equal("store-key-wrong", await _rotated.RefusalAsync("store"));

        Put("turned", key);
        await _rotated.AssertAsBeforeAsync();
        File.Delete(_rotated.KeyFile("store"));
        Assert.Equal("", await _rotated.RefusalAsync("store"));

        void Put(string name, byte[] bytes)
        {
            File.Delete(_rotated.KeyFile(name) + ".check");
            Fulcrum.Cli.Stores.PrivateFile.Write(_rotated.KeyFile(name), bytes);
        }
    }

    [Fact]
    public async Task Stopped_half_way_it_is_no_store_and_the_same_command_goes_on_under_the_key_it_began_with()
    {
        await _rotated.MakeAsync();
        var before = _rotated.Checksum("store");
        var begun = new LaterLookUp(Enumerable.Range(1, LaterLookUp.KeyLength).Select(number => (byte)number).ToArray(), 1);
        await StopAtAsync(begun, row: 40);
        Assert.Equal("store-copy-unfinished", await _rotated.RefusalAsync("turned"));
        Assert.Equal(before, _rotated.Checksum("store"));

        await _rotated.RotatedAsync();

        Assert.Equal(begun.ToBytes(), await File.ReadAllBytesAsync(_rotated.KeyFile("turned"), Token));
        await using var store = await _drill.OpenAsync("turned");
        Assert.Equal("personal", (await _drill.DecideAsync(store, [RotatedDrill.Others[0]]))[RotatedDrill.Others[0]]);
        Assert.Empty(_rotated.Hashes("store").Intersect(_rotated.Hashes("turned")));
    }

    [Fact]
    public async Task Killed_with_SIGKILL_the_old_store_is_as_it_was_and_the_act_is_journaled_once()
    {
        await _rotated.MakeAsync();
        var before = _rotated.Checksum("store");
        using (var rotation = CliProcess.Start("keys", "rotate", "look-up", "--store", _drill.Place("store").ToString(), "--to", _drill.Place("turned").ToString()))
        {
            while (!File.Exists(_rotated.KeyFile("turned")) && !rotation.HasEnded)
            {
                await Task.Delay(1, Token);
            }

            rotation.Kill();
            await rotation.EndAsync();
        }

        Assert.Equal(before, _rotated.Checksum("store"));
        if (CopyMark.IsSet(_drill.Path("turned")))
        {
            // As a rule: only on a slow machine it has ended before the kill arrives.
            Assert.Equal("store-copy-unfinished", await _rotated.RefusalAsync("turned"));
            await _rotated.RotatedAsync();
        }

        await _rotated.AssertAsBeforeAsync();
        Assert.Equal(before, _rotated.Checksum("store"));
        Assert.Equal(1, await CountActsAsync("turned"));
    }

    [Fact]
    public async Task Half_a_rotation_is_not_taken_for_half_of_another()
    {
        await _rotated.MakeAsync();
        await _rotated.RotatedAsync("other");
        var key = LaterLookUp.Read(await File.ReadAllBytesAsync(_rotated.KeyFile("other"), Token));
        await StopAtAsync(key, row: 40);
        File.Delete(_rotated.KeyFile("turned"));

        Assert.Contains("store-copy-target", (await _rotated.RotateAsync()).Notes, StringComparison.Ordinal);
        Assert.Contains("store-copy-target", (await _rotated.RunAsync("store", "copy", "--from", _drill.Place("store").ToString(), "--to", _drill.Place("turned").ToString())).Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_target_over_another_store_or_while_it_is_open_nothing_is_done_and_the_answer_says_why()
    {
        await _rotated.MakeAsync();
        var before = _rotated.Checksum("store");
        var store = _drill.Place("store").ToString();

        var none = await _rotated.RunAsync("keys", "rotate", "look-up", "--store", store);
        Assert.Equal(2, none.Exit);
        Assert.Contains("look-up-needs-target", none.Notes, StringComparison.Ordinal);
        Assert.Contains("--to STORE", none.Notes, StringComparison.Ordinal);
        Assert.Equal(2, (await _rotated.RunAsync("keys", "rotate", "kek", "--store", store, "--to", _drill.Place("turned").ToString())).Exit);
        Assert.Contains("store-copy-same", (await _rotated.RotateAsync(to: "store")).Notes, StringComparison.Ordinal);
        Assert.Contains("store-key-missing", (await _rotated.RotateAsync(from: "nowhere")).Notes, StringComparison.Ordinal);
        await using (await _drill.OpenAsync())
        {
            Assert.Contains("store-in-use", (await _rotated.RotateAsync()).Notes, StringComparison.Ordinal);
        }

        await _rotated.RotatedAsync();
        Assert.Contains("store-copy-target", (await _rotated.RotateAsync()).Notes, StringComparison.Ordinal);
        Assert.Equal(before, _rotated.Checksum("store"));
        Assert.Equal(0, await CountActsAsync("store"));
    }

    [Fact]
    public async Task The_act_is_journaled_in_the_new_store_and_what_the_old_one_had_not_journaled_yet_too()
    {
        await _rotated.MakeAsync();
        Assert.Equal(0, (await _rotated.RunAsync("keys", "rotate", "ledger", "--store", _drill.Place("store").ToString())).Exit);

        await _rotated.RotatedAsync();

        Assert.Equal(1, await CountActsAsync("turned"));
        Assert.Equal(1, await CountActsAsync("turned", "ledger"));
    }

    [Fact]
    public async Task A_backup_of_the_new_store_and_its_tail_log_bring_back_nobody()
    {
        await _rotated.MakeAsync();
        await _rotated.RotatedAsync();
        await using (var store = await _drill.OpenAsync("turned"))
        {
            await BackUpAsync("turned");
            await _drill.AgreeAsync(store, [100]);
            await _drill.WithdrawAsync(store, [RotatedDrill.Others[1], 100]);
            await _drill.EraseAsync(store, [RotatedDrill.Others[2]]);
        }

        var replayed = await RestoreAsync(keysOf: "turned", tailOf: "turned");

        Assert.True(replayed.IsWhole, replayed.Fault?.ToString());
        await using var again = await _drill.OpenAsync("again");
        var answers = await _drill.DecideAsync(again, [.. RotatedDrill.All, 100]);
        Assert.Equal(("consent-withdrawn", "consent-withdrawn", "unknown-subject"), (answers[RotatedDrill.Others[1]], answers[100], answers[RotatedDrill.Others[2]]));
        Assert.All(RotatedDrill.Others[3..], customer => Assert.Equal("personal", answers[customer]));
        Assert.All(RotatedDrill.Erased, customer => Assert.Equal("unknown-subject", answers[customer]));
    }

    [Fact]
    public async Task A_backup_of_before_opens_under_its_own_keys_alone_and_relies_on_no_yes_of_before()
    {
        await _rotated.MakeAsync();
        await BackUpAsync("store");
        await _rotated.RotatedAsync();
        await using (var store = await _drill.OpenAsync("turned"))
        {
            await _drill.WithdrawAsync(store, [RotatedDrill.Others[1]]);
        }

        // Under the new keys its manifest is none of ours; put in place by hand it is refused all the same.
        var refused = Assert.Throws<Fulcrum.Backups.BackupRefusedException>(() => _drill.Shelf("turned").Find(null));
        Assert.Equal("backup-manifest-broken", refused.Fault.Code);
        Directory.CreateDirectory(_drill.Path("naive"));
        CopyKeys("turned", "naive");
        Assert.Equal("store-key-wrong", (await Assert.ThrowsAsync<StoreStartException>(() => PutBackAsync("naive"))).Fault.Code);

        // Under its own it opens, and the new store's log is not the one it misses.
        var replayed = await RestoreAsync(keysOf: "store", tailOf: "turned");
        Assert.False(replayed.IsWhole);
        await using var again = await _drill.OpenAsync("again");
        Assert.DoesNotContain("personal", (await _drill.DecideAsync(again, RotatedDrill.All)).Values);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_rotation_that_forgets_a_place_is_caught_twice(bool forgetsRows, bool forgetsTombstones)
    {
        await _rotated.MakeAsync();
        await _rotated.RotatedAsync("other");
        var key = LaterLookUp.Read(await File.ReadAllBytesAsync(_rotated.KeyFile("other"), Token));
        using var old = _drill.Place("store").OpenContents(_drill.Around);
        using var turned = new TurnedContents(old, key);
        using var beside = _drill.Place("store").OpenContents(_drill.Around);
        using var forgetful = new ForgetfulContents(turned, beside, forgetsRows, forgetsTombstones);
        CopyKeys("other", "turned", "kek", "look-up", "look-up-2");
        await using (var target = await _drill.Place("turned").OpenAsync(_drill.Around, Token))
        {
            await new StoreCopy(forgetful, target, _ => { }).RunAsync(Token);
            if (forgetsTombstones)
            {
                // And so the erased would return.
                foreach (var (hash, _) in turned.ReadTombstones())
                {
                    Assert.Null(target.Eraser.FindTombstone(hash));
                }
            }
        }

        using var made = _drill.Place("turned").OpenContents(_drill.Around);
        var expected = ContentsChecksum.Of(turned, _ => { }, Token);
        var differences = expected.Differences(ContentsChecksum.Of(made, _ => { }, Token)).ToList();
        Assert.Contains(forgetsTombstones ? "tombstones: different contents" : $"journal rows 1 to {old.Head}: different contents", differences);
        Assert.Contains(OldHashes.Find(old, made, Token), place => place.StartsWith(forgetsTombstones ? "the tombstones" : "journal row ", StringComparison.Ordinal));
        using var whole = _drill.Place("other").OpenContents(_drill.Around);
        Assert.Empty(OldHashes.Find(old, whole, Token));
    }

    private async Task StopAtAsync(LaterLookUp key, long row)
    {
        using var turned = new TurnedContents(_drill.Place("store").OpenContents(_drill.Around), key);
        CopyMark.Set(_drill.Path("turned"), turned.Secrets);
        CopyKeys("store", "turned", "kek", "look-up");
        Fulcrum.Cli.Stores.PrivateFile.Write(_rotated.KeyFile("turned"), key.ToBytes());

        await using var target = await _drill.Place("turned").OpenAsync(_drill.Around, Token);
        using var cut = new CutContents(turned, row);
        await Assert.ThrowsAsync<OperationCanceledException>(() => new StoreCopy(cut, target, _ => { }).RunAsync(Token));
    }

    private async Task<int> CountActsAsync(string name, string detail = "look-up")
    {
        var (exit, data, notes) = await _rotated.RunAsync("acts", "--store", _drill.Place(name).ToString(), "--json");
        Assert.True(exit == 0, notes);
        return JsonDocument.Parse(data).RootElement.GetProperty("acts").EnumerateArray()
            .Count(act => act.GetProperty("what").GetString() == "keys-rotate" && act.GetProperty("detail").GetString() == detail);
    }

    private Task<Fulcrum.Backups.BackupManifest> BackUpAsync(string name) => _drill.Shelf(name).CreateAsync(_drill.Engine(name), _drill.Path(name), _ => { }, Token);

    private async Task<Fulcrum.Cli.Backups.ReplayedTail> RestoreAsync(string keysOf, string tailOf)
    {
        CopyKeys(keysOf, "again");
        var found = _drill.Shelf(keysOf).Find(null);
        await Fulcrum.Cli.Backups.StoreRestore.PutBackAsync(found, _drill.Engine("again"), _drill.Path("again"), _drill.Around.Now, Token);
        return await Fulcrum.Cli.Backups.StoreRestore.ReplayAsync(_drill.Place("again").ToString(), _drill.Path(tailOf + "-tail"), _drill.Around, Token);
    }

    // What the manifest would have stopped.
    private async Task PutBackAsync(string name)
    {
        var found = _drill.Shelf("store").Find(null);
        await _drill.Engine(name).PutBackAsync(found.DataFile, found.KeysFile, _drill.Around.Now, Token);
        await (await _drill.Place(name).OpenAsync(_drill.Around, Token)).DisposeAsync();
    }

    private void CopyKeys(string from, string to, params string[] alone)
    {
        Directory.CreateDirectory(StoreKeys.FolderOf(_drill.Path(to)));
        foreach (var file in Directory.EnumerateFiles(StoreKeys.FolderOf(_drill.Path(from))).Where(file => alone.Length == 0 || alone.Contains(Path.GetFileName(file))))
        {
            File.Copy(file, Path.Combine(StoreKeys.FolderOf(_drill.Path(to)), Path.GetFileName(file)), overwrite: true);
        }
    }
}
