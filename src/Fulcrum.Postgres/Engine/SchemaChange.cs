using System.Globalization;
using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>Brings the schema to the version wanted, a transaction a step. Under the store's lock.</summary>
internal static class SchemaChange
{
    /// <summary>Goes up to what this program needs; makes the tables of a new store.</summary>
    /// <exception cref="StoreStartException">A newer program made the schema.</exception>
    public static void Up(NpgsqlConnection connection, PostgresAddress address, PostgresStoreOptions options)
    {
        Provide(connection, address.Schema);
        Provide(connection, address.KeySchema);

        Run(connection, $"CREATE TABLE IF NOT EXISTS {address.Schema}.migrations (number integer PRIMARY KEY, name text NOT NULL, at timestamptz NOT NULL DEFAULT now())");
        var version = ReadVersion(connection, address);
        if (version > Migrations.Version)
        {
            throw Newer(address, version);
        }

        foreach (var step in Migrations.All.Where(step => step.Number > version))
        {
            Take(connection, address, step.Up, $"INSERT INTO {address.Schema}.migrations (number, name) VALUES ({step.Number}, '{step.Name}')", () => options.BeforeMigrationCommit?.Invoke(step.Number));
        }
    }

    /// <summary>Goes one step down, so that the program before this one can read the store again.</summary>
    /// <returns>The version it is at now.</returns>
    /// <exception cref="StoreStartException">There is no step back from here.</exception>
    public static int Down(NpgsqlConnection connection, PostgresAddress address, PostgresStoreOptions options)
    {
        var version = ReadVersion(connection, address);
        if (version > Migrations.Version)
        {
            throw Newer(address, version);
        }

        if (Migrations.All.FirstOrDefault(step => step.Number == version) is not { Down.Length: > 0 } step)
        {
            throw new StoreStartException(new Fault(
                "store-schema-oldest", string.Create(CultureInfo.InvariantCulture, $"{address} has schema {version}; there is none before it."), "Nothing needs to be done."));
        }

        step.BeforeDown?.Invoke(connection, address);
        Run(connection, Reserve.DropAll(address));
        Take(connection, address, step.Down, $"DELETE FROM {address.Schema}.migrations WHERE number = {step.Number}", () => options.BeforeMigrationCommit?.Invoke(step.Number));
        return version - 1;
    }

    /// <summary>The newest step taken; 0 for none.</summary>
    public static int ReadVersion(NpgsqlConnection connection, PostgresAddress address)
    {
        using var select = new NpgsqlCommand($"SELECT coalesce(max(number), 0) FROM {address.Schema}.migrations", connection);
        return (int)select.ExecuteScalar()!;
    }

    /// <summary>Whether there is a schema of this name.</summary>
    public static bool Exists(NpgsqlConnection connection, string schema)
    {
        using var select = new NpgsqlCommand("SELECT to_regnamespace($1) IS NOT NULL", connection) { Parameters = { new() { Value = schema } } };
        return (bool)select.ExecuteScalar()!;
    }

    /// <summary>Makes a schema that is not there.</summary>
    /// <exception cref="StoreStartException">The server keeps its name for itself.</exception>
    public static void Provide(NpgsqlConnection connection, string schema)
    {
        // Asked first, since IF NOT EXISTS wants the right to create even where nothing needs to be created.
        if (!Exists(connection, schema))
        {
            Make(connection, schema);
        }
    }

    private static void Make(NpgsqlConnection connection, string schema)
    {
        try
        {
            Run(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}");
        }
        catch (PostgresException fault) when (fault.SqlState is PostgresErrorCodes.SyntaxError or PostgresErrorCodes.ReservedName)
        {
            throw new StoreStartException(
                new Fault("postgres-schema-reserved", $"The connection string names {schema} as Search Path, which the server keeps for itself.", "Name another schema, for example Search Path=fulcrum."), fault);
        }
    }

    private static StoreStartException Newer(PostgresAddress address, int version) => new(new Fault(
        "store-schema-newer",
        string.Create(CultureInfo.InvariantCulture, $"{address} has schema {version}, this program reads up to {Migrations.Version}."),
        "Start the newer program that made it, or let that program take one step down first."));

    private static void Take(NpgsqlConnection connection, PostgresAddress address, string change, string note, Action beforeCommit)
    {
        using var transaction = connection.BeginTransaction();
        Run(connection, change.Replace("{data}", address.Schema, StringComparison.Ordinal).Replace("{keys}", address.KeySchema, StringComparison.Ordinal));
        Run(connection, note);
        beforeCommit();
        transaction.Commit();
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
