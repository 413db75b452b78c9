using System.Data;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Npgsql;
using Xunit;

namespace Fulcrum.Postgres.Tests;

public sealed class FaultTests
{
    private static readonly PostgresStoreOptions Patient = PostgresUnderTest.Small with { ReconnectFor = TimeSpan.FromSeconds(60) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_the_database_refuses_stops_acknowledging_for_good_and_loses_nothing_acknowledged()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        await underTest.ScalarAsync("ALTER TABLE {data}.journal ADD CONSTRAINT unlucky CHECK (subject <> 13) NOT VALID");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(13, 2))).Durable);

        Assert.Equal("store-write-failed", underTest.Store.Failed?.Code);
        Assert.Throws<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 3))));
        await underTest.ScalarAsync("ALTER TABLE {data}.journal DROP CONSTRAINT unlucky");
        await underTest.ReopenAsync();
        Assert.Null(underTest.Store.Failed);
        Assert.Equal([1], await NumbersAsync(underTest));
    }

    [Fact]
    public async Task A_full_queue_refuses_and_queues_nothing()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small with { QueueRowsMax = 10 });
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
    public async Task A_second_owner_fences_the_first_whatever_that_still_has_to_write()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;

        // The first one's session is gone, and before it comes back the second has taken over.
        await underTest.ScalarAsync("UPDATE {data}.owner SET epoch = epoch + 1");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 2))).Durable);

        Assert.Equal("store-fenced", underTest.Store.Failed?.Code);
        Assert.Equal(1L, await underTest.ScalarAsync("SELECT count(*) FROM {data}.journal"));
    }

    [Fact]
    public async Task A_sequence_can_be_taken_once_even_by_a_writer_that_passes_the_fence()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        await underTest.ScalarAsync("INSERT INTO {data}.journal (sequence, subject, at, source, checksum, kind, sealed) VALUES (2, 99, 0, 0, 0, 1, '')");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 2))).Durable);

        Assert.NotNull(underTest.Store.Failed);
        Assert.Equal(2L, await underTest.ScalarAsync("SELECT count(*) FROM {data}.journal"));
    }

    [Fact]
    public async Task Damage_in_one_row_stays_in_it_and_its_bytes_come_back_as_they_are()
    {
        await using var underTest = await FilledAsync();
        await underTest.ScalarAsync("UPDATE {data}.journal SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1) WHERE sequence = 7");

        var rows = await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation);

        Assert.Equal(20, rows.Count);
        Assert.Equal([7L], rows.Where(entry => !entry.Row.Sealed.Span.SequenceEqual(Rows.Payload((int)entry.Sequence))).Select(entry => entry.Sequence));
    }

    [Theory]
    [InlineData("at = at + 1")]
    [InlineData("kind = 2")]
    [InlineData("source = 8")]
    [InlineData("dedupe = '00000000-0000-0000-0000-000000000001'")]
    [InlineData("identifiers = '\\x01'")]
    public async Task A_damaged_plain_column_leaves_a_row_without_payload_so_that_opening_it_fails(string damage)
    {
        await using var underTest = await FilledAsync();
        await underTest.ScalarAsync($"UPDATE {{data}}.journal SET {damage} WHERE sequence = 7");

        var rows = await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation);

        Assert.Equal([7L], rows.Where(entry => entry.Row.Sealed.IsEmpty).Select(entry => entry.Sequence));
        Assert.Equal(19, rows.Count(entry => entry.Row.Sealed.Span.SequenceEqual(Rows.Payload((int)entry.Sequence))));
    }

    [Fact]
    public async Task An_erasure_that_a_crash_cut_short_is_finished_at_the_next_start()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1, binds: [Rows.Key(1)]), Rows.Event(2, 2))).Durable;
        await underTest.Postgres.DisposeAsync();
        await underTest.ScalarAsync("INSERT INTO {data}.erasures VALUES (99, 0, '{1}', false)");

        await underTest.ReopenAsync();

        Assert.Null(await underTest.Store.Keys.FindAsync(new SubjectId(1), Cancellation));
        Assert.NotNull(await underTest.Store.Keys.FindAsync(new SubjectId(2), Cancellation));
        Assert.Empty(await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation));
        Assert.Equal(SubjectId.None, await underTest.Store.Identifiers.FindAsync(Rows.Key(1), Cancellation));
        Assert.Equal(0L, await underTest.ScalarAsync("SELECT count(*) FROM {data}.erasures WHERE NOT done"));
    }

    [Fact]
    public async Task A_destroyed_key_leaves_no_bytes_in_any_table_of_the_server()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(900_001, 1), Rows.Event(900_002, 2))).Durable;
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.True(Server.Cluster.TablesHold(Rows.WrappedKey(900_001).Wrapped.Span), "The scan must find the key while it is there.");

        await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon), [new SubjectId(900_001)], Cancellation);

        await underTest.ScrubbedAsync(Cancellation);
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.False(Server.Cluster.TablesHold(Rows.WrappedKey(900_001).Wrapped.Span));
        Assert.True(Server.Cluster.TablesHold(Rows.WrappedKey(900_002).Wrapped.Span));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("SELECT count(*) FROM {keys}.subject_keys")]
    public async Task A_destroyed_key_whose_table_a_dump_holds_leaves_it_when_the_dump_is_over(string read)
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(900_003, 1), Rows.Event(900_004, 2))).Durable;
        await using (var dump = new NpgsqlConnection(Server.Cluster.ConnectionString(underTest.Schema)))
        {
            await dump.OpenAsync(Cancellation);
            await using var open = await dump.BeginTransactionAsync(IsolationLevel.RepeatableRead, Cancellation);
            await using var ask = new NpgsqlCommand(read.Replace("{keys}", underTest.Address.KeySchema, StringComparison.Ordinal), dump);
            _ = await ask.ExecuteScalarAsync(Cancellation);

            await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon), [new SubjectId(900_003)], Cancellation);

            Assert.Null(await underTest.Store.Keys.FindAsync(new SubjectId(900_003), Cancellation));
            Assert.NotNull(await underTest.Store.Keys.FindAsync(new SubjectId(900_004), Cancellation));
            Assert.Equal(1, underTest.Postgres.UnfinishedErasures);
            await underTest.ScalarAsync("CHECKPOINT");
            Assert.True(Server.Cluster.TablesHold(Rows.WrappedKey(900_003).Wrapped.Span));
            using var contents = PostgresContents.Open(underTest.Address, underTest.KeyFolder, new SystemRandom());
            Assert.False(contents.HasUnfinishedErasure);
        }

        await underTest.ScrubbedAsync(Cancellation);
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.False(Server.Cluster.TablesHold(Rows.WrappedKey(900_003).Wrapped.Span));
        Assert.Equal(0L, await underTest.ScalarAsync("SELECT count(*) FROM {data}.erasures WHERE NOT done"));
    }

    [Fact]
    public async Task A_store_closed_while_a_dump_holds_a_destroyed_key_removes_its_bytes_at_the_next_start()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(900_005, 1))).Durable;
        await using (var dump = new NpgsqlConnection(Server.Cluster.ConnectionString(underTest.Schema)))
        {
            await dump.OpenAsync(Cancellation);
            await using var open = await dump.BeginTransactionAsync(IsolationLevel.RepeatableRead, Cancellation);
            await using var ask = new NpgsqlCommand("SELECT 1", dump);
            _ = await ask.ExecuteScalarAsync(Cancellation);
            await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon), [new SubjectId(900_005)], Cancellation);
            await underTest.ReopenAsync();
            Assert.Equal(1, underTest.Postgres.UnfinishedErasures);
        }

        await underTest.ReopenAsync();

        await underTest.ScrubbedAsync(Cancellation);
        await underTest.ScalarAsync("CHECKPOINT");
        Assert.False(Server.Cluster.TablesHold(Rows.WrappedKey(900_005).Wrapped.Span));
    }

    private static async Task<PostgresUnderTest> FilledAsync()
    {
        var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Store.Journal.Append(JournalBatch.Of([.. Enumerable.Range(1, 20).Select(number => Rows.Event(1, number))])).Durable;
        return underTest;
    }

    private static async Task<List<int>> NumbersAsync(PostgresUnderTest underTest)
    {
        var numbers = new List<int>();
        await foreach (var entry in underTest.Store.Journal.ReadAllAsync(0, Cancellation))
        {
            numbers.Add(Rows.NumberOf(entry));
        }

        return numbers;
    }
}
