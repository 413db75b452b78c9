using Fulcrum.Postgres.Engine;
using Npgsql;

namespace Fulcrum.Postgres;

/// <summary>What a PostgreSQL server says of itself that concerns whoever runs it.</summary>
/// <param name="Version">For example 150013.</param>
/// <param name="SynchronousCommit">As set for others than the store, which sets its own.</param>
/// <param name="ConnectionsMax">Most connections.</param>
/// <param name="ConnectionsReserved">Of them for superusers.</param>
/// <param name="Connections">Open now.</param>
/// <param name="Now">Its clock.</param>
/// <param name="IsArchived">Whether the write-ahead log is archived, or streamed to somebody.</param>
/// <param name="IsEncrypted">Whether this was asked over TLS.</param>
/// <param name="IsLocal">Whether it was asked on one machine.</param>
/// <param name="Vacuums">Whether autovacuum is on.</param>
/// <param name="OldestTransaction">How long the oldest transaction is open.</param>
public sealed record PostgresFacts(
    int Version, string SynchronousCommit, int ConnectionsMax, int ConnectionsReserved, int Connections, DateTimeOffset Now, bool IsArchived, bool IsEncrypted, bool IsLocal,
    bool Vacuums, TimeSpan OldestTransaction)
{
    private const string Question =
        """
        SELECT current_setting('server_version_num')::int,
               current_setting('synchronous_commit'),
               current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
               (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'),
               clock_timestamp(),
               current_setting('archive_mode') <> 'off' OR EXISTS (SELECT FROM pg_stat_replication),
               COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
               inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr() OR inet_client_addr() << '127.0.0.0/8',
               current_setting('autovacuum') = 'on',
               COALESCE((SELECT max(clock_timestamp() - xact_start) FROM pg_stat_activity WHERE pid <> pg_backend_pid()), interval '0')
        """;

    /// <summary>Asks a server.</summary>
    /// <exception cref="StoreStartException">It cannot be reached.</exception>
    public static async Task<PostgresFacts> ReadAsync(PostgresAddress address, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            await using var connection = new NpgsqlConnection(address.ForAsking());
            await connection.OpenAsync(cancellation);
            await using var select = new NpgsqlCommand(Question, connection);
            await using var row = await select.ExecuteReaderAsync(cancellation);
            _ = await row.ReadAsync(cancellation);
            return new PostgresFacts(
                row.GetInt32(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetFieldValue<DateTimeOffset>(5), row.GetBoolean(6), row.GetBoolean(7), row.GetBoolean(8),
                row.GetBoolean(9), row.GetTimeSpan(10));
        }
        catch (Exception fault) when (StartFault.Of(fault, address) is { } start)
        {
            throw start;
        }
    }
}
