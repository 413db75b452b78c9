using System.Collections.Immutable;
using Fulcrum.Postgres.Engine;
using Fulcrum.Workspaces;
using Npgsql;

namespace Fulcrum.Postgres.Workspaces;

/// <summary>The workspace in force in a store that another process has open, read from the primary.</summary>
/// <remarks>For one caller at a time. A broken connection is replaced at the next look.</remarks>
public sealed class SeenWorkspaces : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private SeenWorkspaces(NpgsqlDataSource source) => _source = source;

    /// <summary>Makes it; nothing is asked yet.</summary>
    /// <param name="address">Server, database and schema.</param>
    /// <param name="patience">Longest a question may take.</param>
    public static SeenWorkspaces Open(PostgresAddress address, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new SeenWorkspaces(NpgsqlDataSource.Create(address.ForReading(PostgresStoreOptions.Default with { ReadersMax = 1, StatementTimeout = patience })));
    }

    /// <summary>The workspace in force, unless it is the one known already.</summary>
    /// <param name="known">Number of the application known; 0 for none.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The number of the newest application, with what it applied when it is another than known.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be asked, or a standby answered.</exception>
    public async Task<(long Number, AppliedWorkspace? Applied, Numbering? Numbering)> LookAsync(long known, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellation);
            var newest = await ReadAsync(
                connection, "SELECT number, version, at, applied_by, pg_is_in_recovery() FROM workspace_applied ORDER BY number DESC LIMIT 1",
                found => (Number: Convert.ToInt64(found.GetValue(0), System.Globalization.CultureInfo.InvariantCulture), Version: found.GetString(1), At: found.GetInt64(2), By: found.GetString(3), IsStandby: found.GetBoolean(4)), cancellation);
            if (newest is [{ IsStandby: true }])
            {
                throw new StoreUnavailableException("A standby answered; what is in force is never read from a copy that may lag.");
            }

            if (newest is not [var last] || last.Number == known)
            {
                return (known, null, null);
            }

            var files = await ReadAsync(connection, "SELECT path, content FROM workspace_files WHERE version = $1", found => KeyValuePair.Create(found.GetString(0), found.GetString(1)), cancellation, last.Version);
            var kinds = Enumerable.Range(0, 3).Select(_ => ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal)).ToArray();
            foreach (var (kind, name, number) in await ReadAsync(connection, "SELECT kind, name, number FROM numbering", found => (found.GetInt16(0), found.GetString(1), found.GetInt32(2)), cancellation))
            {
                kinds[kind].Add(name, number);
            }

            return (last.Number, new AppliedWorkspace(last.Version, new Instant(last.At), last.By, files.ToImmutableSortedDictionary(StringComparer.Ordinal)), new Numbering(kinds[0].ToImmutable(), kinds[1].ToImmutable(), kinds[2].ToImmutable()));
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, string? value = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (value is not null)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await using var found = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await found.ReadAsync(cancellation))
        {
            rows.Add(read(found));
        }

        return rows;
    }
}
