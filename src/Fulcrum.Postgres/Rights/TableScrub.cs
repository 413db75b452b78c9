using System.Globalization;
using System.Text.RegularExpressions;
using Fulcrum.Postgres.Engine;
using Npgsql;

namespace Fulcrum.Postgres.Rights;

/// <summary>Writes tables anew, so that nothing of their deleted rows is left in their pages, and says whether that came true.</summary>
internal static partial class TableScrub
{
    /// <summary>Writes them anew; those there are none of are passed over.</summary>
    /// <param name="address">The store's.</param>
    /// <param name="options">The store's.</param>
    /// <param name="tables">With their schemas.</param>
    /// <param name="lockWaitMs">How long a table's lock is waited for at most, since all others wait behind it.</param>
    /// <returns>False when a table was held or the disk had no room for a second one, or when a transaction still sees deleted rows: the server then copies them along.</returns>
    /// <exception cref="StoreUnavailableException">The database did not answer.</exception>
    public static async ValueTask<bool> RunAsync(PostgresAddress address, PostgresStoreOptions options, IEnumerable<string> tables, int lockWaitMs)
    {
        try
        {
            await using var connection = new NpgsqlConnection(address.ForScrubbing(options));
            await connection.OpenAsync();
            var (isClean, kept) = (true, 0L);
            connection.Notice += (_, told) => kept += DeadRows(told.Notice);
            foreach (var table in tables)
            {
                isClean &= await RunAsync(connection, table, lockWaitMs);
            }

            return isClean && kept == 0;
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
    }

    private static async ValueTask<bool> RunAsync(NpgsqlConnection connection, string table, int lockWaitMs)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = table } } };
        if (!(bool)(await exists.ExecuteScalarAsync())!)
        {
            return true;
        }

        try
        {
            await using var patience = new NpgsqlCommand($"SET lock_timeout = {lockWaitMs}; SET statement_timeout = 0", connection);
            await patience.ExecuteNonQueryAsync();
            await using var scrub = new NpgsqlCommand($"VACUUM (FULL, VERBOSE) {table}", connection) { CommandTimeout = 0 };
            await scrub.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException held) when (held.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DiskFull)
        {
            return false;
        }
    }

    // "INFO: ... / DETAIL: 3 dead row versions cannot be removed yet.": the number alone, since the words follow the server's language.
    private static long DeadRows(PostgresNotice notice) =>
        notice.Detail is { } detail && FirstNumber().Match(detail) is { Success: true } found ? long.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("[0-9]+")]
    private static partial Regex FirstNumber();
}
