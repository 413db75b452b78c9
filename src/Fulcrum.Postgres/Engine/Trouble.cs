using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>What a fault of the database means.</summary>
internal static class Trouble
{
    /// <summary>Whether it came from the database or the way there, and not from a mistake of our own.</summary>
    public static bool IsOfDatabase(Exception fault) => fault is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException;

    /// <summary>Whether the same may succeed a little later, on this connection or a new one.</summary>
    public static bool MayPass(Exception fault) => fault is PostgresException told
        ? told.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.TooManyConnections or "25P03"
            || told.SqlState.StartsWith("57P0", StringComparison.Ordinal) || told.SqlState.StartsWith("08", StringComparison.Ordinal)
        : IsOfDatabase(fault);

    /// <summary>
    /// Whether the server answers and takes no writes for now: no room, no memory, or read-only. Nothing of the transaction is in it, and
    /// the same succeeds once somebody has mended the server.
    /// </summary>
    public static bool IsShortage(Exception fault) => fault is PostgresException
    {
        SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources or PostgresErrorCodes.ConfigurationLimitExceeded
            or PostgresErrorCodes.ReadOnlySqlTransaction,
    };

    /// <summary>What may be said of it: the server's own detail can hold values of rows.</summary>
    public static string Say(Exception fault) => fault is PostgresException told
        ? $"{told.MessageText} ({told.SqlState})"
        : fault.InnerException is { } inner and not PostgresException ? $"{fault.Message} {inner.Message}" : fault.Message;

    /// <summary>What a caller is told.</summary>
    public static StoreUnavailableException Unavailable(Exception fault) => new($"The database did not answer: {Say(fault)}", fault);
}
