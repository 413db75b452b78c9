using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>Why a database could not be opened, in words a person can act on.</summary>
internal static class StartFault
{
    /// <summary>The refusal for a fault of the database; null for any other.</summary>
    public static StoreStartException? Of(Exception fault, PostgresAddress address) => fault switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => Make(fault, "postgres-login", $"{address} refuses this user or password.", "Mend user and password where the connection string is kept."),
        PostgresException { SqlState: "3D000" } => Make(fault, "postgres-database-missing", $"There is no database at {address}.", "Make it: CREATE DATABASE … ENCODING 'UTF8'; or name another."),
        PostgresException { SqlState: "42501" } told => Make(
            fault, "postgres-forbidden", $"{address} forbids it: {told.MessageText}.", "Let the user make schemas there: GRANT CREATE ON DATABASE … TO …; or give it the two schemas."),
        _ when Trouble.IsOfDatabase(fault) => Make(
            fault, "postgres-unreachable", $"{address} cannot be opened: {Trouble.Say(fault)}", "Start the server, or mend the connection string; nothing acknowledged is lost."),
        _ => null,
    };

    private static StoreStartException Make(Exception fault, string code, string what, string remedy) => new(new Fault(code, what, remedy), fault);
}
