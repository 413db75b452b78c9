using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>The lock that keeps a second process out: held by the session of the connection that writes, gone with it.</summary>
internal static class StoreLock
{
    private const int PauseMs = 50;

    /// <summary>Takes the lock, waiting for a process that is just ending.</summary>
    /// <returns>False when another still holds it after the wait.</returns>
    public static bool TryTake(NpgsqlConnection connection, PostgresAddress address, TimeSpan wait)
    {
        var since = Stopwatch.GetTimestamp();
        using var take = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = KeyOf(address) } } };
        while (!(bool)take.ExecuteScalar()!)
        {
            if (Stopwatch.GetElapsedTime(since) > wait)
            {
                return false;
            }

            Thread.Sleep(PauseMs);
        }

        return true;
    }

    /// <summary>Says who holds it: the server process to look for.</summary>
    public static StoreStartException InUse(NpgsqlConnection connection, PostgresAddress address)
    {
        using var who = new NpgsqlCommand(
            """
            SELECT 'server process ' || l.pid || ', since ' || to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND ((l.classid::bigint << 32) | l.objid::bigint) = $1
            """,
            connection) { Parameters = { new() { Value = KeyOf(address) } } };
        var holder = who.ExecuteScalar() as string ?? "a process that has just ended";
        return new StoreStartException(new Fault(
            "store-in-use", $"{address} is held by another process ({holder}).", "Stop the other process, or name another database or schema."));
    }

    /// <summary>Number of the lock of a store, in its database.</summary>
    public static long KeyOf(PostgresAddress address) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"fulcrum store {address.Schema}")));
}
