using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Engine;

/// <summary>Room in the database kept for those who take a consent back, or want to be erased, when there is no room for anything else.</summary>
/// <remarks>
/// Tables full of nothing. A server says that its disk is full only when it is, so the first write it has no room for drops some of
/// them; from then on only urgent batches are taken in, until the tables can be made whole again with room to spare. They are unlogged:
/// filling them writes no log, and a server that ended for want of room for its log empties them before it recovers, which gives it that
/// room. On the writing thread, but for <see cref="Limit"/> and <see cref="Forget"/>.
/// </remarks>
internal sealed class Reserve(PostgresAddress address, PostgresStoreOptions options)
{
    private const int SliceBytes = 16 << 20;
    private const int PageBytes = 8_192;
    private const int FilledBytes = 8_000;

    // The log grows by files of 16 MB: the first time, one of them must find room besides the rows.
    private const int FirstSlices = 2;
    private const int SpareSlices = 2;

    private static readonly TimeSpan FillEvery = TimeSpan.FromMilliseconds(100);

    private readonly int _slices = (int)((options.ReserveBytes + SliceBytes - 1) / SliceBytes);
    private readonly byte[] _filling = Filling();
    private int _held;
    private long _tended;
    private bool _foundNoRoom;
    private volatile bool _isKnown;
    private volatile Fault? _limit;

    /// <summary>What is said to those who are refused, and to whoever looks after the machine; null while there is room.</summary>
    public Fault? Limit => _limit;

    /// <summary>The server may have restarted and emptied the tables: they are looked at again.</summary>
    public void Forget() => _isKnown = false;

    /// <summary>A write found no room: gives some back, in a transaction of its own. False when nothing is left, or the fault is another.</summary>
    public bool Give(NpgsqlConnection connection, Exception fault)
    {
        if (_slices == 0 || !IsFull(fault) || connection.State != System.Data.ConnectionState.Open)
        {
            return false;
        }

        try
        {
            Look(connection);
            var given = Math.Min(_held, _limit is null ? FirstSlices : 1);
            Say();
            (_foundNoRoom, _tended) = (true, Stopwatch.GetTimestamp());
            if (given == 0)
            {
                return false;
            }

            Run(connection, "DROP TABLE " + string.Join(", ", Enumerable.Range(_held - given, given).Select(Name)));
            _held -= given;
            return true;
        }
        catch (NpgsqlException)
        {
            // The same trouble, or the connection is gone: whoever writes finds out.
            return false;
        }
    }

    /// <summary>Makes the tables whole, one at a time and with room to spare; intake goes on when all are.</summary>
    public void Tend(FencedWriter writer)
    {
        if (_slices == 0 || Stopwatch.GetElapsedTime(_tended) < (_foundNoRoom ? options.ReserveLookEvery : FillEvery))
        {
            return;
        }

        var fault = _isKnown ? null : writer.TryWrite(Look);
        if (fault is null && _held < _slices && (fault = writer.TryWrite(Fill)) is null)
        {
            _held++;
        }

        _foundNoRoom = fault is not null;
        if (IsFull(fault))
        {
            Say();
        }

        // Counted from the end: a slow disk is not filled without a pause.
        _tended = Stopwatch.GetTimestamp();
        if (_isKnown && _held == _slices)
        {
            _limit = null;
        }
    }

    /// <summary>SQL that drops all of them: they are no part of the schema, and the program before this one knows none.</summary>
    public static string DropAll(PostgresAddress address) => $"""
        DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT c.oid::regclass AS of_table FROM pg_class c WHERE c.relnamespace = '{address.Schema}'::regnamespace AND c.relname ~ '^reserve_[0-9]+$'
            LOOP EXECUTE format('DROP TABLE %s', one.of_table); END LOOP;
        END $$
        """;

    private static bool IsFull(Exception? fault) => fault is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    private void Say() => _limit ??= new Fault(
        "store-disk-low",
        string.Create(CultureInfo.InvariantCulture, $"The disk of the database is full; only withdrawals and erasures are taken in, from a reserve of {options.ReserveBytes >> 20} MB."),
        "Make room on the disk of the database, or move it to a larger one; intake goes on by itself.");

    // Those from the first on that are as large as they were made; others are left from a crash, and dropped.
    private void Look(NpgsqlConnection connection)
    {
        if (_isKnown)
        {
            return;
        }

        _held = 0;
        for (var (number, isWhole) = (0, true); number < _slices; number++)
        {
            isWhole &= SizeOf(connection, number) >= SliceBytes;
            if (isWhole)
            {
                _held++;
            }
            else
            {
                Run(connection, $"DROP TABLE IF EXISTS {Name(number)}");
            }
        }

        _isKnown = true;
    }

    // Room to spare is tried first and given back: without it the next file of the log would find none.
    private void Fill(NpgsqlConnection connection)
    {
        if (_held == 0 || _limit is not null)
        {
            Run(connection, "SAVEPOINT spare");
            Make(connection, $"{address.Schema}.reserve_spare", SpareSlices * SliceBytes);
            Run(connection, "ROLLBACK TO SAVEPOINT spare");
        }

        Make(connection, Name(_held), SliceBytes);
    }

    private void Make(NpgsqlConnection connection, string name, long bytes)
    {
        Run(connection, $"CREATE UNLOGGED TABLE {name} (filling bytea) WITH (autovacuum_enabled = false); ALTER TABLE {name} ALTER COLUMN filling SET STORAGE PLAIN");
        using var fill = new NpgsqlCommand($"INSERT INTO {name} SELECT $1 FROM generate_series(1, $2)", connection)
        {
            Parameters = { new() { Value = _filling }, new() { Value = (int)(bytes / PageBytes), NpgsqlDbType = NpgsqlDbType.Integer } },
        };
        fill.ExecuteNonQuery();
    }

    private long SizeOf(NpgsqlConnection connection, int number)
    {
        using var size = new NpgsqlCommand("SELECT coalesce(pg_relation_size(to_regclass($1)), 0)", connection) { Parameters = { new() { Value = Name(number) } } };
        return (long)size.ExecuteScalar()!;
    }

    private string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"{address.Schema}.reserve_{number}");

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    // Of a kind no file system packs into less, one row a page. No secret: whatever takes little room would do.
    private static byte[] Filling()
    {
        var filling = new byte[FilledBytes];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        for (var at = 0; at < FilledBytes; at += block.Length)
        {
            SHA256.HashData(block, block);
            block.CopyTo(filling.AsSpan(at));
        }

        return filling;
    }
}
