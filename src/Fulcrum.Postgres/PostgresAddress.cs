using System.Globalization;
using System.Text.RegularExpressions;
using Fulcrum.Postgres.Engine;
using Npgsql;

namespace Fulcrum.Postgres;

/// <summary>Where a store in PostgreSQL is: server, database, schema, and how to get in. Never prints the password.</summary>
public sealed partial record PostgresAddress
{
    /// <summary>The schema when the connection string names none.</summary>
    public const string DefaultSchema = "fulcrum";

    private readonly NpgsqlConnectionStringBuilder _parts;

    private PostgresAddress(NpgsqlConnectionStringBuilder parts, string schema) => (_parts, Schema) = (parts, schema);

    /// <summary>The schema of the store, from <c>Search Path</c>; <see cref="KeySchema"/> holds the subject keys.</summary>
    public string Schema { get; }

    /// <summary>The schema of the subject keys, apart so that they are backed up, and forgotten, apart.</summary>
    public string KeySchema => Schema + "_keys";

    /// <summary>Reads a connection string, either <c>Host=…;Database=…</c> or <c>postgres://user@host/database</c>.</summary>
    /// <exception cref="StoreStartException">It cannot be read. What it says is not repeated: it may hold a password.</exception>
    public static PostgresAddress Parse(string text)
    {
        NpgsqlConnectionStringBuilder parts;
        try
        {
            parts = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUri(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw Unreadable("cannot be read as Host=…;Database=…;Username=… or postgres://user@host/database.");
        }

        if (string.IsNullOrWhiteSpace(parts.Host) || string.IsNullOrWhiteSpace(parts.Database))
        {
            throw Unreadable("names no host or no database.");
        }

        var schema = string.IsNullOrWhiteSpace(parts.SearchPath) ? DefaultSchema : parts.SearchPath.Trim();
        if (!Identifier().IsMatch(schema))
        {
            throw Unreadable("names a Search Path that is not one schema of at most 50 of a-z, 0-9 and _.");
        }

        return new PostgresAddress(parts, schema);
    }

    /// <summary>For example <c>db.internal:5432/customers, schema fulcrum</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_parts.Host}:{_parts.Port}/{_parts.Database}, schema {Schema}");

    /// <summary>The connection string of the one connection that writes.</summary>
    internal string ForWriting(PostgresStoreOptions options) => Make(options, made =>
    {
        made.Pooling = false;
        made.ApplicationName = "fulcrum";
        made.MaxAutoPrepare = 20;
        made.AutoPrepareMinUsages = 2;
    });

    /// <summary>For writing pieces of the key table anew, which tells in a detail how many rows it could not remove yet; it names none.</summary>
    internal string ForScrubbing(PostgresStoreOptions options) => Make(options, made =>
    {
        made.Pooling = false;
        made.IncludeErrorDetail = true;
        made.ApplicationName = "fulcrum scrub";
    });

    /// <summary>The connection string of those that read.</summary>
    internal string ForReading(PostgresStoreOptions options) => Make(options, made =>
    {
        made.Pooling = true;
        made.MinPoolSize = 0;
        made.MaxPoolSize = options.ReadersMax;
        made.MaxAutoPrepare = 40;
        made.AutoPrepareMinUsages = 2;
        made.ApplicationName = "fulcrum readers";
    });

    /// <summary>For one question to the server, of its own settings.</summary>
    internal string ForAsking()
    {
        var made = new NpgsqlConnectionStringBuilder(_parts.ConnectionString) { Pooling = false, ApplicationName = "fulcrum doctor", Timeout = 10, CommandTimeout = 10, Enlist = false, IncludeErrorDetail = false };
        return made.ConnectionString;
    }

    /// <summary>The connection string of an owner lease: asks little and often, and must not be made to wait.</summary>
    internal string ForLease(TimeSpan timeout) => Make(PostgresStoreOptions.Default with { StatementTimeout = timeout }, made =>
    {
        made.Pooling = false;
        made.ApplicationName = "fulcrum lease";
        made.Timeout = Math.Max(1, (int)Math.Ceiling(timeout.TotalSeconds));
        made.CommandTimeout = made.Timeout;
        made.CancellationTimeout = -1;
        made.TcpKeepAliveTime = 1;
        made.TcpKeepAliveInterval = 1;
    });

    /// <summary>The connection string of a mirror of the ledger under a claim; its name is how a later claim finds it.</summary>
    internal string ForMirror(long claim, TimeSpan timeout) => Make(PostgresStoreOptions.Default with { StatementTimeout = timeout }, made =>
    {
        made.Pooling = false;
        made.ApplicationName = string.Create(CultureInfo.InvariantCulture, $"{MirrorName}{claim}");
        made.MaxAutoPrepare = 10;
        made.AutoPrepareMinUsages = 2;
    });

    /// <summary>How the name of every session begins that mirrors a ledger of this store; the number of its claim follows.</summary>
    internal string MirrorName => string.Create(CultureInfo.InvariantCulture, $"fulcrum mirror {StoreLock.KeyOf(this):x16} ");

    private string Make(PostgresStoreOptions options, Action<NpgsqlConnectionStringBuilder> shape)
    {
        var made = new NpgsqlConnectionStringBuilder(_parts.ConnectionString);
        var milliseconds = (long)options.StatementTimeout.TotalMilliseconds;

        // As start-up parameters, so that they outlive a connection's return to the pool.
        made.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{_parts.Options} -c synchronous_commit={(options.CommitSynchronously ? "on" : "off")} -c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout={2 * milliseconds} -c client_min_messages=warning -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3").Trim();
        made.SearchPath = $"{Schema},{KeySchema}";
        made.Timeout = 10;
        made.CommandTimeout = (int)Math.Ceiling(options.StatementTimeout.TotalSeconds) + 10;
        made.TcpKeepAlive = true;
        made.Enlist = false;
        made.IncludeErrorDetail = false;
        made.PersistSecurityInfo = false;
        shape(made);
        return made.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var login = uri.UserInfo.Split(':', 2);
        var parts = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')),
        };
        if (login[0].Length > 0)
        {
            parts.Username = Uri.UnescapeDataString(login[0]);
        }

        if (login.Length == 2)
        {
            parts.Password = Uri.UnescapeDataString(login[1]);
        }

        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = setting.Split('=', 2) is [var key, var given] ? (key, Uri.UnescapeDataString(given)) : (setting, "");
            parts[name switch { "sslmode" => "SSL Mode", "schema" => "Search Path", "sslrootcert" => "Root Certificate", _ => name }] = value;
        }

        return parts;
    }

    private static StoreStartException Unreadable(string why) => new(new Fault(
        "postgres-address", $"The connection string {why}", "Mend it where it is kept; docs/guides/postgres.md shows one."));

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,49}$")]
    private static partial Regex Identifier();
}
