using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Postgres.Tests;

public sealed class CompactionTests : CompactionContract
{
    private PostgresUnderTest Postgres => (PostgresUnderTest)UnderTest;

    protected override ValueTask<StoreUnderTest> CreateAsync() => PostgresUnderTest.CreateAsync();

    protected override IEnumerable<byte[]> ReadFiles()
    {
        // What the server holds in memory alone is written out first.
        Postgres.ScalarAsync("CHECKPOINT").GetAwaiter().GetResult();
        var files = (string)Postgres.ScalarAsync(OwnFiles).GetAwaiter().GetResult()!;
        return files.Split(' ').SelectMany(file => Directory.EnumerateFiles(Path.Combine(Server.Cluster.Folder, Path.GetDirectoryName(file)!), Path.GetFileName(file) + "*")
            .Where(path => Path.GetFileName(path) == Path.GetFileName(file) || Path.GetFileName(path)[Path.GetFileName(file).Length] is '.' or '_')).Select(File.ReadAllBytes);
    }

    // The tables of this test's schemas with their indexes and what is stored aside: other tests keep the same rows in theirs.
    private const string OwnFiles = """
        SELECT string_agg(pg_relation_filepath(c.oid), ' ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE pg_relation_filepath(c.oid) IS NOT NULL AND (n.nspname IN ('{data}', '{keys}')
            OR EXISTS (SELECT FROM pg_class h JOIN pg_namespace m ON m.oid = h.relnamespace WHERE h.reltoastrelid = c.oid AND m.nspname IN ('{data}', '{keys}')))
        """;

    [Fact]
    public async Task A_gentle_compaction_says_what_it_leaves_and_counts_nothing_as_compacted()
    {
        await Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1, binds: [Rows.Key(1)]))).Durable;
        await Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon, Rows.Key(1)), [new SubjectId(1)], Cancellation);

        var outcome = await Store.Compaction!.RunAsync(CompactionOrder.Gentle, Rows.Noon, null, Cancellation);

        Assert.Equal((0, false), (outcome.Erasures, outcome.IsClean));
        Assert.Contains(outcome.Places, place => place.Place.StartsWith("journal", StringComparison.Ordinal) && !place.IsClean && place.Method.Contains("thorough", StringComparison.Ordinal));
        Assert.NotNull(await Store.Compaction.PendingSinceAsync(Cancellation));
    }

    /// <summary>ANALYZE keeps sample values of a column, and those of a key would outlive its destruction.</summary>
    [Fact]
    public async Task The_statistics_of_the_server_hold_no_sample_of_a_key_or_a_payload()
    {
        for (var number = 1; number <= 400; number++)
        {
            _ = Store.Journal.Append(Rows.WithKeys(Rows.Event(number, number, binds: [Rows.Key(number)])));
        }

        await Store.Journal.Append(new JournalBatch([], [], [], [.. Enumerable.Range(1, 100).Select(number => Rows.Quarantined(number, Rows.Noon))])).Durable;
        await Postgres.ScalarAsync("ANALYZE");

        const string Sampled = """
            SELECT string_agg(DISTINCT tablename || '.' || attname, ' ') FROM pg_stats
            WHERE schemaname IN ('{data}', '{keys}') AND (attname IN ('sealed', 'wrapped', 'identifiers') OR (attname = 'hash' AND tablename = 'identifiers'))
            """;
        Assert.Equal(DBNull.Value, await Postgres.ScalarAsync(Sampled));
        Assert.NotEqual(0L, await Postgres.ScalarAsync("SELECT count(*) FROM pg_stats WHERE schemaname = '{data}' AND attname = 'subject'"));
    }
}
