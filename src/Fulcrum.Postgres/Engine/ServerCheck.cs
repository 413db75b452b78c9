using System.Globalization;
using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>Whether a PostgreSQL server keeps what it says it has committed, and is the one to ask.</summary>
/// <param name="Version">For example 150013.</param>
/// <param name="HasChecksums">Whether pages carry checksums, so that a flipped bit is noticed when it is read.</param>
internal sealed record ServerCheck(int Version, bool HasChecksums)
{
    private const int VersionMin = 150_000;

    /// <summary>Asks the server.</summary>
    /// <exception cref="StoreStartException">It is too old, a standby, or set so that it may lose what it acknowledged.</exception>
    public static ServerCheck Examine(NpgsqlConnection connection, PostgresAddress address, PostgresStoreOptions options)
    {
        using var select = new NpgsqlCommand(
            """
            SELECT current_setting('server_version_num')::int, pg_is_in_recovery(), current_setting('fsync'), current_setting('full_page_writes'),
                   current_setting('synchronous_commit'), current_setting('data_checksums'), current_setting('server_encoding'),
                   current_setting('default_transaction_read_only')
            """,
            connection);
        using var reader = select.ExecuteReader();
        _ = reader.Read();
        var version = reader.GetInt32(0);
        RequireVersion(version);
        RequirePrimary(reader.GetBoolean(1), address);
        RequireDurable("fsync", reader.GetString(2));
        RequireDurable("full_page_writes", reader.GetString(3));
        if (options.CommitSynchronously)
        {
            RequireDurable("synchronous_commit", reader.GetString(4));
        }

        if (reader.GetString(6) != "UTF8")
        {
            throw new StoreStartException(new Fault(
                "postgres-encoding", $"The database is encoded in {reader.GetString(6)}, not in UTF8.", "Make the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."));
        }

        if (reader.GetString(7) == "on")
        {
            throw new StoreStartException(new Fault(
                "postgres-read-only", $"{address} takes no writes: default_transaction_read_only is on.", "Switch it off for this database or role, or name another."));
        }

        return new ServerCheck(version, reader.GetString(5) == "on");
    }

    /// <summary>Refuses servers before 15.</summary>
    /// <exception cref="StoreStartException">It is older.</exception>
    public static void RequireVersion(int version)
    {
        if (version < VersionMin)
        {
            throw new StoreStartException(new Fault(
                "postgres-too-old", string.Create(CultureInfo.InvariantCulture, $"PostgreSQL is {version / 10_000}.{version % 10_000}; 15 is the oldest that is tested and supported."), "Upgrade the server to 15 or newer."));
        }
    }

    /// <summary>Refuses a standby: what it knows of consent may be old.</summary>
    /// <exception cref="StoreStartException">It is one.</exception>
    public static void RequirePrimary(bool isInRecovery, PostgresAddress address)
    {
        if (isInRecovery)
        {
            throw new StoreStartException(new Fault(
                "postgres-standby", $"{address} is a standby; consent is never read from a copy that may lag.", "Name the primary, or add Target Session Attributes=primary to the connection string."));
        }
    }

    /// <summary>Refuses a setting under which an acknowledged commit can be lost.</summary>
    /// <exception cref="StoreStartException">It is off.</exception>
    public static void RequireDurable(string setting, string value)
    {
        if (value == "off")
        {
            throw new StoreStartException(new Fault(
                "postgres-not-durable", $"{setting} is {value}: the server may lose what it has acknowledged.", $"Set {setting} = on in postgresql.conf and reload; nothing was written."));
        }
    }
}
