using Fulcrum.Consent;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>What the journal knows of its tail log: up to which record it holds the same, and what a restore left stale.</summary>
/// <remarks>
/// Records go to the log first; the place behind them goes into the same transaction as their rows. So whatever kills the
/// process in between, the log is ahead of the journal and never behind it, and the next start takes in what is pending.
/// </remarks>
internal sealed class TailBook : ITailState, IDisposable
{
    private const string Upsert =
        "INSERT INTO tail (only, number, chain) VALUES (1, ?1, ?2) ON CONFLICT (only) DO UPDATE SET number = excluded.number, chain = excluded.chain";

    private readonly ITail _log;
    private readonly TailMark _known;
    private JournalQueue? _queue;
    private volatile IReadOnlyList<TailRecord> _pending;

    private TailBook(ITail log, TailMark known, Staleness staleness, TailMark staleFrom)
    {
        (_log, _known, Staleness, StaleFrom) = (log, known, staleness, staleFrom);
        _pending = log.Open(known, staleness.IsAny);
    }

    /// <inheritdoc />
    public Staleness Staleness { get; }

    /// <inheritdoc />
    public TailMark StaleFrom { get; }

    /// <inheritdoc />
    public Fault? Damage => _log.Damage;

    /// <inheritdoc />
    public IReadOnlyList<TailRecord> Pending => _pending;

    /// <summary>Reads what the journal knows, and takes up the log behind it.</summary>
    public static TailBook Open(Database database, ITail log)
    {
        var (known, staleness, staleFrom) = Read(database);
        try
        {
            return new TailBook(log, known, staleness, staleFrom);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Reads what a journal file knows.</summary>
    public static TailStanding Read(Database database)
    {
        using var select = database.Prepare("SELECT number, chain, stale_since, stale_subjects, stale_number, stale_chain FROM tail");
        return select.Step()
            ? new TailStanding(
                new TailMark(select.Long(0), select.Blob(1).ToArray()),
                new Staleness(new Instant(select.Long(2)), select.Long(3)),
                new TailMark(select.Long(4), select.Blob(5).ToArray()))
            : TailStanding.None;
    }

    /// <summary>Puts a standing into a journal file.</summary>
    public static void Put(Database database, TailStanding standing) => database.Write(inside =>
    {
        var (known, staleness, from) = standing;
        using (var upsert = inside.Prepare(Upsert))
        {
            upsert.Bind(1, known.Number).Bind(2, known.Chain.Span).Run();
        }

        using var mark = inside.Prepare("UPDATE tail SET stale_since = ?1, stale_subjects = ?2, stale_number = ?3, stale_chain = ?4");
        mark.Bind(1, staleness.Since.UnixMs).Bind(2, staleness.SubjectsThrough).Bind(3, from.Number).Bind(4, from.Chain.Span).Run();
    });

    /// <summary>Marks every earlier answer in a journal file as stale.</summary>
    public static void MarkStale(Database database, Staleness staleness) => Put(database, Read(database).Restored(staleness.Since, staleness.SubjectsThrough));

    /// <summary>From now on its own notes go through the queue. A log that had to be begun anew is noted at once, so that the next start finds it whole.</summary>
    public void Begin(JournalQueue queue)
    {
        _queue = queue;
        if (_pending.Count == 0 && _log.End.Number != _known.Number)
        {
            var end = _log.End;
            queue.Enqueue(database => Note(database, end)).GetAwaiter().GetResult();
        }
    }

    /// <summary>Puts a group's records into the log, and the place behind them into the group. For the writing thread.</summary>
    public void Write(Group group)
    {
        if (group.Tail.Count == 0)
        {
            return;
        }

        var end = _log.Write(group.Tail);
        if (_pending.Count == 0)
        {
            group.Also.Add(database => Note(database, end));
        }
    }

    /// <inheritdoc />
    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        await _queue!.Enqueue(database => Note(database, _log.End)).WaitAsync(cancellation);
        _pending = [];
    }

    /// <inheritdoc />
    public async ValueTask EndStalenessAsync(CancellationToken cancellation) =>
        await _queue!.Enqueue(database => database.Execute("UPDATE tail SET stale_since = NULL, stale_subjects = 0, stale_number = 0, stale_chain = NULL"))
            .WaitAsync(cancellation);

    /// <inheritdoc />
    public void Dispose() => _log.Dispose();

    private static void Note(Database database, TailMark end)
    {
        using var upsert = database.Prepare(Upsert);
        upsert.Bind(1, end.Number).Bind(2, end.Chain.Span).Run();
    }
}
