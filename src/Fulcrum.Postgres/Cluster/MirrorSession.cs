using System.Data;
using System.Diagnostics;
using System.Globalization;
using Fulcrum.Postgres.Engine;
using Npgsql;

namespace Fulcrum.Postgres.Cluster;

/// <summary>The one connection of a mirror. Each write proves in its own statement that the claim is still the one in force. One thread at a time.</summary>
/// <remarks>
/// A statement is one transaction, so that a process that is stopped in between holds no lock. What became of a write whose answer was lost
/// is told by the length: the same is written again only where it is not in. Faults are <see cref="IOException"/>.
/// </remarks>
internal sealed class MirrorSession(PostgresAddress address, long claim) : IDisposable
{
    private const int PauseMs = 100;
    private const string InForce = "claim = $1 AND EXISTS (SELECT FROM cluster_owner o WHERE o.claim = $1 AND o.name IS NOT NULL)";

    private static readonly TimeSpan Statement = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _patience = PostgresStoreOptions.Default.ReconnectFor;
    private readonly string _connectionString = address.ForMirror(claim, Statement);
    private NpgsqlConnection? _connection;
    private volatile int _serverProcess;

    /// <summary>The server's process behind the connection, for tests that end it.</summary>
    public int ServerProcess => _serverProcess;

    /// <summary>Takes the mirror over: from here on earlier claims write nothing into it.</summary>
    /// <returns>Bytes of the entries in it.</returns>
    /// <exception cref="StoreUnavailableException">The claim is not the one in force.</exception>
    public long Take()
    {
        var connection = Connect();
        using var take = new NpgsqlCommand(
            "UPDATE cluster_ledger SET claim = $1 WHERE claim <= $1 AND EXISTS (SELECT FROM cluster_owner o WHERE o.claim = $1 AND o.name IS NOT NULL) RETURNING length", connection)
        {
            Parameters = { new() { Value = claim } },
        };
        return take.ExecuteScalar() as long? ?? throw new StoreUnavailableException("Another node has claimed the store meanwhile.");
    }

    /// <summary>Adds bytes of the entries; committed when it returns.</summary>
    /// <param name="at">Where they begin: the length so far.</param>
    /// <param name="bytes">Them.</param>
    public void Append(long at, byte[] bytes) => Run(connection =>
    {
        using var append = new NpgsqlCommand(
            $"""
            WITH mine AS (UPDATE cluster_ledger SET length = $3 WHERE length = $2 AND {InForce} RETURNING 1)
            INSERT INTO cluster_ledger_entries (at, bytes) SELECT $2, $4 FROM mine
            """,
            connection)
        {
            Parameters = { new() { Value = claim }, new() { Value = at }, new() { Value = at + bytes.Length }, new() { Value = bytes } },
        };
        if (append.ExecuteNonQuery() == 1)
        {
            return true;
        }

        // A first try may be in whose answer was lost.
        using var look = new NpgsqlCommand($"SELECT count(*) FROM cluster_ledger WHERE length = $2 AND {InForce}", connection)
        {
            Parameters = { new() { Value = claim }, new() { Value = at + bytes.Length } },
        };
        return (long)look.ExecuteScalar()! == 1;
    });

    /// <summary>Puts a small file in the place of the one before it; committed when it returns.</summary>
    public void Put(string name, byte[] bytes) => Run(connection =>
    {
        using var put = new NpgsqlCommand(
            $"""
            WITH mine AS (UPDATE cluster_ledger SET length = length WHERE {InForce} RETURNING 1)
            INSERT INTO cluster_ledger_files (name, bytes) SELECT $2, $3 FROM mine ON CONFLICT (name) DO UPDATE SET bytes = excluded.bytes
            """,
            connection)
        {
            Parameters = { new() { Value = claim }, new() { Value = name }, new() { Value = bytes } },
        };
        return put.ExecuteNonQuery() == 1;
    });

    /// <summary>Reads bytes of the entries.</summary>
    /// <param name="at">Where they begin.</param>
    /// <param name="bytesMax">How many at most.</param>
    /// <returns>At least one, unless the entries end there.</returns>
    public byte[] Read(long at, int bytesMax)
    {
        byte[] read = [];
        Run(connection =>
        {
            using var select = new NpgsqlCommand(
                """
                SELECT at, bytes FROM cluster_ledger_entries
                WHERE at >= (SELECT coalesce(max(at), 0) FROM cluster_ledger_entries WHERE at <= $1) AND at < $1 + $2 ORDER BY at
                """,
                connection) { Parameters = { new() { Value = at }, new() { Value = (long)bytesMax } } };
            using var found = select.ExecuteReader();
            using var portion = new MemoryStream();
            while (portion.Length < bytesMax && found.Read())
            {
                var (first, bytes) = (found.GetInt64(0), found.GetFieldValue<byte[]>(1));
                var skip = (int)Math.Max(0, at + portion.Length - first);
                if (first + skip != at + portion.Length)
                {
                    throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The mirror of the ledger lacks byte {at + portion.Length}."));
                }

                portion.Write(bytes.AsSpan(Math.Min(skip, bytes.Length)));
            }

            read = portion.GetBuffer()[..(int)Math.Min(portion.Length, bytesMax)];
            return true;
        });
        return read;
    }

    /// <summary>The small files.</summary>
    public Dictionary<string, byte[]> ReadFiles()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Run(connection =>
        {
            using var select = new NpgsqlCommand("SELECT name, bytes FROM cluster_ledger_files", connection);
            using var found = select.ExecuteReader();
            while (found.Read())
            {
                files[found.GetString(0)] = found.GetFieldValue<byte[]>(1);
            }

            return true;
        });
        return files;
    }

    /// <summary>The newest row of the store's journal; 0 where there is no store yet.</summary>
    public long ReadHead()
    {
        var head = 0L;
        Run(connection =>
        {
            if (Owner.IsMade(connection, address))
            {
                using var select = new NpgsqlCommand("SELECT head FROM owner", connection);
                head = (long)select.ExecuteScalar()!;
            }

            return true;
        });
        return head;
    }

    /// <inheritdoc />
    public void Dispose() => _connection?.Dispose();

    private void Run(Func<NpgsqlConnection, bool> attempt)
    {
        for (long? since = null; ;)
        {
            try
            {
                if (!attempt(Connect()))
                {
                    throw new IOException("This node does not own the store any more; the database refused its ledger entry.");
                }

                return;
            }
            catch (Exception fault) when (Trouble.IsOfDatabase(fault) && fault is not IOException)
            {
                _connection?.Dispose();
                since ??= Stopwatch.GetTimestamp();
                if (!Trouble.MayPass(fault) || Stopwatch.GetElapsedTime(since.Value) >= _patience)
                {
                    throw new IOException($"The mirror of the ledger could not be reached: {Trouble.Say(fault)}", fault);
                }

                Thread.Sleep(PauseMs);
            }
        }
    }

    private NpgsqlConnection Connect()
    {
        if (_connection is { State: ConnectionState.Open } open)
        {
            return open;
        }

        _connection?.Dispose();
        _connection = new NpgsqlConnection(_connectionString);
        _connection.Open();
        _serverProcess = _connection.ProcessID;
        return _connection;
    }
}
