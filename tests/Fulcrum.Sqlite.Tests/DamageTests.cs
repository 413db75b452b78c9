using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

/// <summary>Damage that SQLite does not notice, or takes for the end of its log: each is noticed here and stays with whom it concerns.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private const string Day = "journal_20260301";

    private static readonly SubjectId Anna = new(1);
    private static readonly SubjectId Boris = new(2);

    private SqliteUnderTest _underTest = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);

    public ValueTask DisposeAsync() => _underTest.DisposeAsync();

    [Fact]
    public async Task A_journal_that_ends_before_what_was_acknowledged_is_refused_until_somebody_decides()
    {
        await AppendAsync(Rows.Event(1, 1));
        await _underTest.Sqlite.DisposeAsync();
        File.Copy(PathOf("journal.db"), PathOf("older"));
        await ReopenAsync();
        await AppendAsync(Rows.Event(1, 2));
        await _underTest.Sqlite.DisposeAsync();
        File.Move(PathOf("older"), PathOf("journal.db"), overwrite: true);

        var refusal = await Assert.ThrowsAsync<StoreStartException>(_underTest.OpenAsync);

        Assert.Equal("journal-behind", refusal.Fault.Code);
        Assert.Contains("row 1", refusal.Fault.What, StringComparison.Ordinal);
        File.Delete(PathOf("journal.mark"));
        await ReopenAsync();
        Assert.Single(await RowsOfAsync(Anna));
    }

    [Fact]
    public async Task A_row_that_is_gone_leaves_its_subject_unreadable_and_others_whole()
    {
        await AppendAsync(Rows.Event(1, 1));
        await AppendAsync(Rows.Event(2, 2));
        await AlterAsync($"DELETE FROM {Day} WHERE first = 1");

        Assert.True((await RowsOfAsync(Anna)).Single().Row.Sealed.IsEmpty);
        Assert.Equal(2, Rows.NumberOf((await RowsOfAsync(Boris)).Single()));
    }

    [Fact]
    public async Task A_row_found_in_the_place_of_another_of_the_same_subject_is_not_taken_for_it()
    {
        await AppendAsync(Rows.Event(1, 1));
        await AppendAsync(Rows.Event(1, 2));
        await AlterAsync($"UPDATE {Day} SET (head, bindings, body) = (SELECT head, bindings, body FROM {Day} WHERE first = 1) WHERE first = 2");

        Assert.Equal([false, true], (await RowsOfAsync(Anna)).Select(entry => entry.Row.Sealed.IsEmpty));
    }

    [Fact]
    public async Task A_lost_consent_row_is_missed_by_its_subject_alone_even_when_it_no_longer_says_whose_it_was()
    {
        await AppendAsync(Rows.Event(1, 1), Rows.Event(1, 2) with { Kind = EntryKind.Consent }, Rows.Event(2, 3));
        await AlterAsync($"UPDATE {Day} SET head = CAST(substr(head, 1, 56) || zeroblob(56) || substr(head, 113) AS BLOB)", forgetIndexes: true);

        Assert.Equal(1, _underTest.Sqlite.DamagedRows);
        Assert.Equal([false, true], (await RowsOfAsync(Anna)).Select(entry => entry.Row.Sealed.IsEmpty));
        Assert.False((await RowsOfAsync(Boris)).Single().Row.Sealed.IsEmpty);
    }

    [Fact]
    public async Task A_lost_event_row_concerns_no_consent()
    {
        await AppendAsync(Rows.Event(1, 1), Rows.Event(1, 2) with { Kind = EntryKind.Consent });
        await AlterAsync($"UPDATE {Day} SET head = CAST(zeroblob(56) || substr(head, 57) AS BLOB)", forgetIndexes: true);

        Assert.Equal(1, _underTest.Sqlite.DamagedRows);
        Assert.Equal(2, Rows.NumberOf((await RowsOfAsync(Anna)).Single()));
    }

    [Fact]
    public async Task Rows_that_nobody_can_name_any_more_keep_the_store_from_starting()
    {
        await AppendAsync(Rows.Event(1, 1) with { Kind = EntryKind.Consent });
        var refusal = await Assert.ThrowsAsync<StoreStartException>(() =>
            AlterAsync($"UPDATE {Day} SET head = zeroblob(56); UPDATE consent_rows SET records = zeroblob(20) WHERE first > 0", forgetIndexes: true));

        Assert.Equal("journal-rows-damaged", refusal.Fault.Code);
        Assert.Contains("journal.db", refusal.Fault.What, StringComparison.Ordinal);
        File.Delete(PathOf("journal.db"));
        await ReopenAsync(forgetMark: true);
    }

    [Fact]
    public async Task A_digit_changed_in_a_manifest_does_not_hide_rows()
    {
        await AppendAsync(Rows.Event(1, 1));
        await _underTest.Sqlite.DisposeAsync();
        var manifest = PathOf(Path.Combine("index", "subjects.manifest"));
        await ReopenAsync();
        await AppendAsync(Rows.Event(1, 2));
        await _underTest.CrashAsync();
        var text = await File.ReadAllTextAsync(PathOf(Path.Combine("index", "subjects.manifest")), Cancellation);
        Assert.StartsWith("1\n", text, StringComparison.Ordinal);
        await _underTest.Sqlite.DisposeAsync();
        await File.WriteAllTextAsync(PathOf(Path.Combine("index", "subjects.manifest")), "2" + text[1..], Cancellation);
        await ReopenAsync();

        Assert.Equal([1, 2], (await RowsOfAsync(Anna)).Select(Rows.NumberOf));
        Assert.NotEqual(manifest, PathOf(Path.Combine("index", "subjects.manifest")));
    }

    [Fact]
    public async Task A_subject_whose_key_was_lost_is_not_taken_for_somebody_unknown()
    {
        await _underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1), Rows.Event(2, 2))).Durable;
        await _underTest.Sqlite.DisposeAsync();
        Alter("keys.db", "DELETE FROM keys WHERE subject = 1");
        await ReopenAsync();

        Assert.True((await _underTest.Store.Keys.FindAsync(Anna, Cancellation)) is { IsEmpty: true });
        Assert.True((await _underTest.Store.Keys.FindAsync(Boris, Cancellation)) is { IsEmpty: false });
        Assert.Null(await _underTest.Store.Keys.FindAsync(new SubjectId(3), Cancellation));
    }

    [Theory]
    [InlineData("kek")]
    [InlineData("look-up")]
    [InlineData("kek.check")]
    public async Task A_key_with_one_bit_wrong_is_refused_with_its_name(string name)
    {
        await AppendAsync(Rows.Event(1, 1));
        await _underTest.Sqlite.DisposeAsync();
        var path = PathOf(Path.Combine("keys", name));
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes[7] ^= 2;
        await File.WriteAllBytesAsync(path, bytes, Cancellation);

        var refusal = await Assert.ThrowsAsync<StoreStartException>(_underTest.OpenAsync);

        Assert.Equal("store-key-damaged", refusal.Fault.Code);
        Assert.Contains(name, refusal.Fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_that_knows_rows_the_journal_does_not_have_is_not_believed()
    {
        await AppendAsync(Rows.Event(1, 1));
        await _underTest.Store.Snapshots.WriteAsync([new Snapshot(Anna, 1, "v", Rows.Payload(1))], Cancellation);
        await _underTest.Sqlite.DisposeAsync();
        Alter("snapshots.db", "UPDATE snapshots SET sequence = 2");
        await ReopenAsync();

        Assert.Null(await _underTest.Store.Snapshots.FindAsync(Anna, Cancellation));
    }

    private string PathOf(string file) => Path.Combine(_underTest.Folder, file);

    private Task AppendAsync(params JournalRow[] rows) => _underTest.Store.Journal.Append(JournalBatch.Of([.. rows])).Durable;

    private async Task<IReadOnlyList<JournalEntry>> RowsOfAsync(SubjectId subject) =>
        await _underTest.Store.Journal.ReadSubjectAsync(subject, 0, Cancellation);

    private async Task ReopenAsync(bool forgetMark = false)
    {
        if (forgetMark)
        {
            File.Delete(PathOf("journal.mark"));
        }

        await _underTest.ReopenAsync();
    }

    private async Task AlterAsync(string sql, bool forgetIndexes = false)
    {
        await _underTest.Sqlite.DisposeAsync();
        Alter("journal.db", sql);
        if (forgetIndexes)
        {
            Directory.Delete(PathOf("index"), recursive: true);
        }

        await ReopenAsync();
    }

    private void Alter(string file, string sql)
    {
        using var database = Database.OpenWriter(PathOf(file), 8192, "FULL");
        database.Execute(sql);
        Assert.True(database.CheckpointTruncate());
    }
}
