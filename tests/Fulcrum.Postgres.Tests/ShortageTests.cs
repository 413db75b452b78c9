using Fulcrum.Clusters;
using Fulcrum.Collect;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Postgres.Tests;

/// <summary>
/// The server answers and has no room, no memory, or takes no writes: whoever waits goes on waiting, whoever comes is told to come
/// back, nothing is acknowledged that is not there, and writing goes on by itself once it can.
/// </summary>
public sealed class ShortageTests
{
    private const string Where = """
        CREATE TABLE {data}.trouble (place text, code text);
        CREATE FUNCTION {data}.fail() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE told text;
            BEGIN
                SELECT code INTO told FROM {data}.trouble WHERE place = TG_ARGV[0];
                IF told IS NOT NULL THEN RAISE EXCEPTION 'no room, says the test' USING ERRCODE = told; END IF;
                RETURN NEW;
            END $$;
        CREATE TRIGGER fail BEFORE UPDATE ON {data}.owner FOR EACH ROW EXECUTE FUNCTION {data}.fail('fence');
        CREATE TRIGGER fail BEFORE INSERT ON {keys}.subject_keys FOR EACH ROW EXECUTE FUNCTION {data}.fail('keys');
        CREATE TRIGGER fail BEFORE INSERT ON {data}.journal FOR EACH ROW EXECUTE FUNCTION {data}.fail('rows');
        CREATE TRIGGER fail BEFORE INSERT ON {data}.counts FOR EACH ROW EXECUTE FUNCTION {data}.fail('counts');
        CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON {data}.owner DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {data}.fail('commit');
        """;

    private static readonly string[] Codes = ["53100", "53200", "53400", "25006"];
    private static readonly string[] Places = ["fence", "keys", "rows", "counts", "commit"];

    private static readonly int Rounds = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" ? 500 : 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_seeded_places_nothing_is_acknowledged_that_is_not_there_and_everything_queued_is_written_once_it_can_be()
    {
        await using var underTest = await CreateAsync(PostgresUnderTest.Small);
        var chance = new Random(20261124);
        var (number, expected) = (0, new List<int>());
        for (var round = 0; round < Rounds; round++)
        {
            expected.Add(++number);
            await underTest.Store.Journal.Append(Batch(number)).Durable;
            await underTest.ScalarAsync($"INSERT INTO {{data}}.trouble VALUES ('{Places[chance.Next(Places.Length)]}', '{Codes[chance.Next(Codes.Length)]}')");

            expected.Add(++number);
            var waiting = underTest.Store.Journal.Append(Batch(number)).Durable;
            while (underTest.Store.Failed is null)
            {
                await Task.Delay(1, Cancellation);
            }

            Assert.Equal("store-no-room", underTest.Store.Failed.Code);
            Assert.False(waiting.IsCompleted);
            Assert.Throws<StoreUnavailableException>(() => underTest.Store.Journal.Append(Batch(0)));
            Assert.Equal((long)number - 1, await underTest.ScalarAsync("SELECT count(*) FROM {data}.journal"));

            await underTest.ScalarAsync("DELETE FROM {data}.trouble");
            await waiting;
            while (underTest.Store.Failed is not null)
            {
                await Task.Delay(1, Cancellation);
            }
        }

        Assert.Equal(expected, await NumbersAsync(underTest));
        await underTest.ReopenAsync();
        Assert.Equal(expected, await NumbersAsync(underTest));
        TestContext.Current.TestOutputHelper?.WriteLine($":: shortage: 0 of {Rounds} refused writes acknowledged, lost or doubled (95 % bound {300.0 / Rounds:0.##} %)");
    }

    [Fact]
    public async Task A_store_that_takes_a_refused_write_for_done_is_caught()
    {
        await using var underTest = await CreateAsync(PostgresUnderTest.Small with { SwallowsShortage = true });
        await underTest.ScalarAsync("INSERT INTO {data}.trouble VALUES ('rows', '53100')");

        await underTest.Store.Journal.Append(Batch(1)).Durable;

        Assert.Equal(0L, await underTest.ScalarAsync("SELECT count(*) FROM {data}.journal"));
    }

    [Fact]
    public async Task Closing_while_there_is_no_room_ends_and_what_was_not_written_was_not_acknowledged()
    {
        await using var underTest = await CreateAsync(PostgresUnderTest.Small);
        await underTest.Store.Journal.Append(Batch(1)).Durable;
        await underTest.ScalarAsync("INSERT INTO {data}.trouble VALUES ('commit', '53100')");
        var waiting = underTest.Store.Journal.Append(Batch(2)).Durable;

        await underTest.Postgres.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => waiting);
        await underTest.ScalarAsync("DELETE FROM {data}.trouble");
        await underTest.ReopenAsync();
        Assert.Equal([1], await NumbersAsync(underTest));
    }

    [Fact]
    public async Task A_server_that_turns_read_only_is_waited_for_and_gone_on_with_when_it_takes_writes_again()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small with { ReconnectFor = TimeSpan.FromSeconds(60) }, cluster);
        await underTest.Store.Journal.Append(Batch(1)).Durable;
        await underTest.ScalarAsync("ALTER ROLE fulcrum SET default_transaction_read_only = on");
        await underTest.ScalarAsync($"SELECT pg_terminate_backend({underTest.Postgres.ServerProcess})");
        while (underTest.Store.Failed is null)
        {
            await Task.Delay(1, Cancellation);
        }

        Assert.Throws<StoreUnavailableException>(() => underTest.Store.Journal.Append(Batch(2)));
        await underTest.ScalarAsync("SET TRANSACTION READ WRITE; ALTER ROLE fulcrum RESET default_transaction_read_only");
        while (underTest.Store.Failed is not null)
        {
            await Task.Delay(1, Cancellation);
        }

        await underTest.Store.Journal.Append(Batch(2)).Durable;
        Assert.Equal([1, 2], await NumbersAsync(underTest));
    }

    private static async Task<PostgresUnderTest> CreateAsync(PostgresStoreOptions options)
    {
        var underTest = await PostgresUnderTest.CreateAsync(options);
        await underTest.ScalarAsync(Where);
        return underTest;
    }

    private static JournalBatch Batch(int number) => Rows.WithKeys(Rows.Event(1_000 + number, number)) with
    {
        Counts = [new CollectCount(1, Rows.Noon.UnixMs / 60_000 * 60_000, 1, 1, 0, 0, 0, 0)],
    };

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
