using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_stops_acknowledging_for_good_and_loses_nothing_acknowledged()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default with { JournalPagesMax = 60 });
        var acknowledged = 0;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (var number = 1; number < 10_000; number++)
            {
                await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number))).Durable;
                acknowledged = number;
            }
        });

        Assert.Equal("store-write-failed", underTest.Store.Failed?.Code);
        Assert.Throws<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 0))));
        await underTest.CrashAsync();
        Assert.Null(underTest.Store.Failed);
        Assert.Equal(Enumerable.Range(1, acknowledged), await NumbersAsync(underTest));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_queues_nothing()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default with { QueueRowsMax = 10 });
        var (queued, refused) = (new List<int>(), 0);
        for (var number = 1; number <= 3_000; number++)
        {
            try
            {
                _ = underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number), Rows.Event(1, number)));
                queued.Add(number);
            }
            catch (StoreUnavailableException)
            {
                refused++;
            }
        }

        await underTest.ReopenAsync();
        Assert.True(refused > 0);
        Assert.Equal(queued.SelectMany(number => new[] { number, number }), await NumbersAsync(underTest));
    }

    [Fact]
    public async Task A_full_queue_takes_in_what_takes_something_back()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default with { QueueRowsMax = 16 });
        JournalTicket? taken = null;
        for (var number = 1; number <= 100_000 && taken is null; number++)
        {
            try
            {
                _ = underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number), Rows.Event(1, number)));
            }
            catch (StoreUnavailableException)
            {
                taken = underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(2, number)) with { TakesBack = true });
            }
        }

        Assert.NotNull(taken);
        await taken.Value.Durable;
    }

    [Fact]
    public async Task Damage_in_one_row_stays_in_it_and_its_bytes_come_back_as_they_are()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Store.Journal.Append(JournalBatch.Of([.. Enumerable.Range(1, 20).Select(number => Rows.Event(1, number))])).Durable;
        await DamageAsync(underTest, "body", (body, starts) => body[starts + 30] ^= 1);

        var rows = await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation);

        Assert.Equal(20, rows.Count);
        Assert.Equal([7L], rows.Where(entry => !entry.Row.Sealed.Span.SequenceEqual(Rows.Payload((int)entry.Sequence))).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task A_damaged_plain_column_leaves_a_row_without_payload_so_that_opening_it_fails()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Store.Journal.Append(JournalBatch.Of([.. Enumerable.Range(1, 20).Select(number => Rows.Event(1, number))])).Durable;
        await DamageAsync(underTest, "head", (head, _) => head[(6 * 56) + 33] ^= 1);

        var rows = await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation);

        Assert.Equal([7L], rows.Where(entry => entry.Row.Sealed.IsEmpty).Select(entry => entry.Sequence));
        Assert.Equal(19, rows.Count(entry => entry.Row.Sealed.Span.SequenceEqual(Rows.Payload((int)entry.Sequence))));
    }

    [Fact]
    public async Task An_erasure_that_a_crash_cut_short_is_finished_at_the_next_start()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1, binds: [Rows.Key(1)]), Rows.Event(2, 2))).Durable;
        await underTest.Sqlite.DisposeAsync();
        using (var journal = Database.OpenWriter(Path.Combine(underTest.Folder, "journal.db"), 8192, "FULL"))
        {
            journal.Write(database =>
            {
                using var order = database.Prepare("INSERT INTO erasures VALUES (99, 0, ?1, 0)");
                order.Bind(1, BitConverter.GetBytes(1L)).Run();
            });
        }

        await underTest.ReopenAsync();

        Assert.Null(await underTest.Store.Keys.FindAsync(new SubjectId(1), Cancellation));
        Assert.NotNull(await underTest.Store.Keys.FindAsync(new SubjectId(2), Cancellation));
        Assert.Empty(await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation));
        Assert.Equal(SubjectId.None, await underTest.Store.Identifiers.FindAsync(Rows.Key(1), Cancellation));
    }

    [Fact]
    public async Task A_destroyed_key_leaves_no_bytes_in_the_key_file_or_its_log()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1), Rows.Event(2, 2))).Durable;
        Assert.True(KeyFilesHold(underTest.Folder, 1), "The scan must find the key while it is there.");

        await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon), [new SubjectId(1)], Cancellation);

        Assert.False(KeyFilesHold(underTest.Folder, 1));
        Assert.True(KeyFilesHold(underTest.Folder, 2));
    }

    [Fact]
    public async Task Preloaded_message_ids_are_known_and_others_are_not()
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        underTest.Sqlite.PreloadDedupe([.. Enumerable.Range(0, 50_000).Select(number => (Rows.Hash(number), Rows.Noon.UnixMs))]);
        await underTest.ReopenAsync();

        Assert.All(Enumerable.Range(0, 50_000), number => Assert.False(underTest.Store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out _)));
        Assert.All(Enumerable.Range(50_000, 50_000), number => Assert.True(underTest.Store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out _)));
    }

    private static bool KeyFilesHold(string folder, long subject) => Directory.EnumerateFiles(folder, "keys.db*")
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
        .Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes.AsSpan().IndexOf(Rows.WrappedKey(subject).Wrapped.Span) >= 0;
        });

    private static async Task DamageAsync(SqliteUnderTest underTest, string column, Action<byte[], int> damage)
    {
        await underTest.Sqlite.DisposeAsync();
        using (var journal = Database.OpenWriter(Path.Combine(underTest.Folder, "journal.db"), 8192, "FULL"))
        {
            byte[] bytes;
            using (var select = journal.Prepare($"SELECT {column} FROM journal_20260301"))
            {
                Assert.True(select.Step());
                bytes = select.Blob(0).ToArray();
            }

            damage(bytes, Enumerable.Range(1, 6).Sum(number => Rows.Payload(number).Length));
            journal.Write(database =>
            {
                using var update = database.Prepare($"UPDATE journal_20260301 SET {column} = ?1");
                update.Bind(1, bytes).Run();
            });
        }

        await underTest.ReopenAsync();
    }

    private static async Task<List<int>> NumbersAsync(SqliteUnderTest underTest)
    {
        var numbers = new List<int>();
        await foreach (var entry in underTest.Store.Journal.ReadAllAsync(0, Cancellation))
        {
            numbers.Add(Rows.NumberOf(entry));
        }

        return numbers;
    }
}
