using Fulcrum.Consent;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Rights;

/// <summary>What the database knows of the tail log: up to which record its journal holds the same, and what a restore left stale.</summary>
/// <remarks>
/// Records go to the log first; the place behind them is committed with their rows. So whatever ends the process or the connection
/// in between, the log is ahead of the journal and never behind it, and the next start takes in what is pending.
/// </remarks>
internal sealed class TailBook : ITailState, IDisposable
{
    private const string Upsert =
        "INSERT INTO tail (number, chain) VALUES ($1, $2) ON CONFLICT (single) DO UPDATE SET number = excluded.number, chain = excluded.chain";

    private readonly ITail _log;
    private readonly TailMark _known;
    private JournalQueue? _queue;
    private volatile IReadOnlyList<TailRecord> _pending;

    private TailBook(ITail log, TailStanding standing)
    {
        (_log, _known, Staleness, StaleFrom) = (log, standing.Known, standing.Staleness, standing.StaleFrom);
        _pending = log.Open(_known, Staleness.IsAny);
    }

    /// <inheritdoc />
    public Staleness Staleness { get; }

    /// <inheritdoc />
    public TailMark StaleFrom { get; }

    /// <inheritdoc />
    public Fault? Damage => _log.Damage;

    /// <inheritdoc />
    public IReadOnlyList<TailRecord> Pending => _pending;

    /// <summary>Reads what the database knows, and takes up the log behind it.</summary>
    public static TailBook Open(NpgsqlConnection connection, ITail log)
    {
        try
        {
            return new TailBook(log, Read(connection));
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Reads what the database knows.</summary>
    public static TailStanding Read(NpgsqlConnection connection)
    {
        using var select = new NpgsqlCommand("SELECT number, chain, stale_since, stale_subjects, stale_number, stale_chain FROM tail", connection);
        using var found = select.ExecuteReader();
        return found.Read()
            ? new TailStanding(
                new TailMark(found.GetInt64(0), found.GetFieldValue<byte[]>(1)),
                new Staleness(new Instant(found.GetInt64(2)), found.GetInt64(3)),
                new TailMark(found.GetInt64(4), found.GetFieldValue<byte[]>(5)))
            : TailStanding.None;
    }

    /// <summary>Puts a standing in place, in the caller's transaction.</summary>
    public static void Put(NpgsqlConnection connection, TailStanding standing)
    {
        Note(connection, standing.Known);
        using var mark = new NpgsqlCommand("UPDATE tail SET stale_since = $1, stale_subjects = $2, stale_number = $3, stale_chain = $4", connection);
        Add(mark, standing.Staleness.Since.UnixMs);
        Add(mark, standing.Staleness.SubjectsThrough);
        Add(mark, standing.StaleFrom.Number);
        Add(mark, standing.StaleFrom.Chain);
        mark.ExecuteNonQuery();
    }

    /// <summary>From now on its own notes go through the queue. A log that had to be begun anew is noted at once, so that the next start finds it whole.</summary>
    public void Begin(JournalQueue queue)
    {
        _queue = queue;
        if (_pending.Count == 0 && _log.End.Number != _known.Number)
        {
            var end = _log.End;
            queue.Enqueue(connection => Note(connection, end)).GetAwaiter().GetResult();
        }
    }

    /// <summary>Puts a group's records into the log, and the place behind them into the group. For the writing thread, once a group however often that is tried.</summary>
    /// <exception cref="IOException">The log's disk would not take them; the group must not be committed.</exception>
    public void Write(Group group)
    {
        if (group.Tail.Count == 0)
        {
            return;
        }

        var end = _log.Write(group.Tail);
        if (_pending.Count == 0)
        {
            group.Also.Add(connection => Note(connection, end));
        }
    }

    /// <inheritdoc />
    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        await _queue!.Enqueue(connection => Note(connection, _log.End)).WaitAsync(cancellation);
        _pending = [];
    }

    /// <inheritdoc />
    public async ValueTask EndStalenessAsync(CancellationToken cancellation) =>
        await _queue!.Enqueue(connection =>
        {
            using var end = new NpgsqlCommand("UPDATE tail SET stale_since = 0, stale_subjects = 0, stale_number = 0, stale_chain = ''", connection);
            end.ExecuteNonQuery();
        }).WaitAsync(cancellation);

    /// <inheritdoc />
    public void Dispose() => _log.Dispose();

    private static void Note(NpgsqlConnection connection, TailMark end)
    {
        using var upsert = new NpgsqlCommand(Upsert, connection);
        Add(upsert, end.Number);
        Add(upsert, end.Chain);
        upsert.ExecuteNonQuery();
    }

    private static void Add(NpgsqlCommand command, long value) => command.Parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    private static void Add(NpgsqlCommand command, ReadOnlyMemory<byte> value) => command.Parameters.Add(new() { Value = value.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea });
}
