using Fulcrum.Collect;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("journal.db")]
    [InlineData("keys.db")]
    [InlineData("snapshots.db")]
    public async Task A_file_of_a_newer_schema_is_refused_with_its_name(string file)
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.DisposeAsync();
        using (var database = Database.OpenWriter(Path.Combine(underTest.Folder, file), 4096, "FULL"))
        {
            database.Execute("PRAGMA user_version=99");
        }

        var refusal = await Assert.ThrowsAsync<StoreStartException>(underTest.OpenAsync);

        Assert.Equal("store-schema-newer", refusal.Fault.Code);
        Assert.Contains(file, refusal.Fault.What, StringComparison.Ordinal);
        Assert.Contains("99", refusal.Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_the_first_schema_is_brought_up_and_keeps_its_counts()
    {
        var minute = Rows.Noon.UnixMs / 60_000;
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.Journal.Append(Rows.OfCounts(new CollectCount(1, minute, 2, 1, 0, 1, 0))).Durable;
        await underTest.Sqlite.DisposeAsync();
        using (var database = Database.OpenWriter(Path.Combine(underTest.Folder, "journal.db"), 4096, "FULL"))
        {
            database.Execute("ALTER TABLE counts DROP COLUMN replayed; DROP INDEX quarantine_by_id; PRAGMA user_version=1");
        }

        await using var opened = await underTest.OpenAsync();
        await opened.Journal.Append(Rows.OfCounts(new CollectCount(1, minute, 0, 1, 0, -1, 0, 1))).Durable;

        Assert.Equal(
            [new CollectCount(1, minute, 2, 2, 0, 0, 0, 1)],
            await opened.Intake.ReadCountsAsync(Rows.Noon, Rows.Noon + TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public void An_engine_with_the_log_race_is_refused_and_the_one_we_ship_is_not()
    {
        Assert.Equal("sqlite-too-old", Assert.Throws<StoreStartException>(() => Schema.RequireEngine(3_051_002)).Fault.Code);
        Schema.RequireEngine(3_051_003);
        Schema.RequireEngine(Database.EngineVersion);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    public async Task A_key_that_others_can_read_is_refused(UnixFileMode also)
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no file modes; the folder's own rights guard it there.
            return;
        }

        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.DisposeAsync();
        var kek = Path.Combine(underTest.Folder, "keys", "kek");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kek));

        File.SetUnixFileMode(kek, UnixFileMode.UserRead | UnixFileMode.UserWrite | also);

        Assert.Equal("store-key-exposed", (await Assert.ThrowsAsync<StoreStartException>(underTest.OpenAsync)).Fault.Code);
    }

    [Fact]
    public async Task A_missing_key_beside_data_is_refused_instead_of_made_anew()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.DisposeAsync();
        File.Delete(Path.Combine(underTest.Folder, "keys", "kek"));

        Assert.Equal("store-key-missing", (await Assert.ThrowsAsync<StoreStartException>(underTest.OpenAsync)).Fault.Code);
    }

    [Fact]
    public async Task A_folder_in_use_is_refused()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);

        Assert.Equal("store-in-use", (await Assert.ThrowsAsync<StoreStartException>(underTest.OpenAsync)).Fault.Code);
    }

    [Fact]
    public async Task A_journal_that_is_no_database_is_named()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Sqlite.DisposeAsync();
        await File.WriteAllBytesAsync(Path.Combine(underTest.Folder, "journal.db"), Rows.Payload(699), Cancellation);

        var refusal = await Assert.ThrowsAsync<StoreStartException>(underTest.OpenAsync);

        Assert.Contains("journal.db", refusal.Fault.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("snapshots.db")]
    [InlineData("index/subjects.manifest")]
    [InlineData("dedupe/dedupe.manifest")]
    public async Task What_can_be_rebuilt_is_rebuilt_when_it_is_damaged(string file)
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, dedupe: Rows.Hash(1), binds: [Rows.Key(1)]))).Durable;
        await underTest.Store.Snapshots.WriteAsync([new Snapshot(new SubjectId(1), 1, "v", Rows.Payload(1))], Cancellation);
        await underTest.Sqlite.DisposeAsync();
        await File.WriteAllBytesAsync(Path.Combine(underTest.Folder, file), Rows.Payload(600), Cancellation);

        await underTest.ReopenAsync();

        Assert.Single(await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation));
        Assert.Equal(1, (await underTest.Store.Identifiers.FindAsync(Rows.Key(1), Cancellation)).Value);
        Assert.False(underTest.Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
        await underTest.Store.Snapshots.WriteAsync([new Snapshot(new SubjectId(1), 1, "v", Rows.Payload(1))], Cancellation);
        Assert.NotNull(await underTest.Store.Snapshots.FindAsync(new SubjectId(1), Cancellation));
    }
}
