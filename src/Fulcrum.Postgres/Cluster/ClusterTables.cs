using Fulcrum.Postgres.Engine;
using Npgsql;

namespace Fulcrum.Postgres.Cluster;

/// <summary>The tables of a cluster, beside the store's in its schema. Made before the store, by whichever node comes first; no step of the store's schema knows them.</summary>
internal static class ClusterTables
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS {data}.cluster_owner (
            single boolean PRIMARY KEY DEFAULT true CHECK (single), claim bigint NOT NULL, beat bigint NOT NULL,
            name text, url text, portal_url text, console_url text) WITH (fillfactor = 10);
        ALTER TABLE {data}.cluster_owner ADD COLUMN IF NOT EXISTS console_url text;
        INSERT INTO {data}.cluster_owner (claim, beat) VALUES (0, 0) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS {data}.cluster_ledger (
            single boolean PRIMARY KEY DEFAULT true CHECK (single), claim bigint NOT NULL, length bigint NOT NULL) WITH (fillfactor = 10);
        INSERT INTO {data}.cluster_ledger (claim, length) VALUES (0, 0) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS {data}.cluster_ledger_entries (at bigint PRIMARY KEY, bytes bytea NOT NULL);
        ALTER TABLE {data}.cluster_ledger_entries ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE IF NOT EXISTS {data}.cluster_ledger_files (name text COLLATE "C" PRIMARY KEY, bytes bytea NOT NULL);
        """;

    /// <summary>Makes what is missing. Any number of nodes may do so at once.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken end)
    {
        // Asked first, since IF NOT EXISTS wants the right to create even where nothing needs to be created.
        if (await IsMadeAsync(connection, address, end))
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(end);

        // Two that make the same table at once would get in each other's way in the server's catalogue.
        await using (var alone = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1)", connection) { Parameters = { new() { Value = ~StoreLock.KeyOf(address) } } })
        {
            await alone.ExecuteNonQueryAsync(end);
        }

        SchemaChange.Provide(connection, address.Schema);
        await using (var make = new NpgsqlCommand(Tables.Replace("{data}", address.Schema, StringComparison.Ordinal), connection))
        {
            await make.ExecuteNonQueryAsync(end);
        }

        await transaction.CommitAsync(end);
    }

    private static async Task<bool> IsMadeAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken end)
    {
        // The column came last: nodes of a version before it go on without.
        await using var ask = new NpgsqlCommand(
            "SELECT to_regclass($1) IS NOT NULL AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass($2) AND attname = 'console_url' AND NOT attisdropped)", connection)
        {
            Parameters = { new() { Value = $"{address.Schema}.cluster_ledger_files" }, new() { Value = $"{address.Schema}.cluster_owner" } },
        };
        return (bool)(await ask.ExecuteScalarAsync(end))!;
    }
}
