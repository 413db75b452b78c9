using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Insight;

/// <summary>Counts out of the journal how the company kept its word, for anybody to see.</summary>
/// <remarks>
/// It reads on from where it stopped, so that nobody who looks makes the store read it all; what it holds is sums by day. A no is told
/// to every part of a profile, each with a row: they count as one answer where they came at once. Safe from many threads.
/// </remarks>
public sealed class TrustFlow : IDisposable
{
    private const int DaysMax = 400;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly IStore _store;
    private readonly SealedRows _rows;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, TrustDay> _days = [];
    private readonly TrustPending _pending = new();
    private (Instant At, string Purpose, string Channel, Instant Said) _last;
    private Instant _until = Instant.Never;
    private long _sequence;

    internal TrustFlow(IStore store, SealedRows rows) => (_store, _rows) = (store, rows);

    /// <summary>Reads on in the journal.</summary>
    /// <param name="rowsMax">Most rows read.</param>
    /// <param name="cancellation">Stops between two rows; what was read counts.</param>
    /// <returns>Whether the end was reached.</returns>
    /// <exception cref="StoreUnavailableException">The store could not answer; reading on later is safe.</exception>
    public async ValueTask<bool> ReadOnAsync(int rowsMax, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            var rows = 0;
            await foreach (var (sequence, row) in _store.Journal.ReadAllAsync(_sequence, cancellation))
            {
                if (rows++ == rowsMax)
                {
                    return false;
                }

                await CountAsync(sequence, row, cancellation);
                _sequence = sequence;
            }

            await CountCompactedAsync(cancellation);
            return true;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The sums of the last days.</summary>
    /// <param name="days">How many, the one that is not over among them; at most 400.</param>
    /// <param name="now">The instant that ends them.</param>
    public TrustFigures Read(int days, Instant now)
    {
        var from = DayOf(now) - Math.Clamp(days, 1, DaysMax) + 1;
        lock (_lock)
        {
            var sum = new TrustDay();
            foreach (var (day, counts) in _days)
            {
                if (day >= from)
                {
                    sum.Add(counts);
                }
            }

            return new TrustFigures(
                new Instant(from * (long)Day.TotalMilliseconds), _until == Instant.Never ? now : _until, _sequence >= _store.Journal.Head, sum.Granted, sum.Refused, sum.Withdrawn,
                sum.Waits.ToFigures(), sum.Erased, sum.Personal, sum.LookUps, sum.Complaints, sum.Synthetic)
            {
                ErasureWait = sum.Erasures.ToFigures(), AnswerWait = sum.Answers.ToFigures(),
            };
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    /// <summary>An erasure is done once its last bytes left the disk, which is told by the store and not by a row.</summary>
    private async ValueTask CountCompactedAsync(CancellationToken cancellation)
    {
        if (_store.Compaction is not { } compaction)
        {
            return;
        }

        foreach (var sequence in _pending.Erasures())
        {
            if (await compaction.FindAsync(sequence, cancellation) is { CompactedAt: { } goneAt } standing)
            {
                lock (_lock)
                {
                    OfDay(standing.At).Erasures.Add(goneAt - standing.At);
                }

                _pending.End(sequence);
            }
        }
    }

    private async ValueTask CountAsync(long sequence, JournalRow row, CancellationToken cancellation)
    {
        var entry = row.Kind is EntryKind.Consent or EntryKind.Outcome or EntryKind.Request ? await _rows.OpenAsync(row, cancellation) : null;
        lock (_lock)
        {
            _until = row.At;
            var day = OfDay(row.At);
            switch (row.Kind)
            {
                case EntryKind.Consent when entry is ConsentEntry(var record):
                    var answer = (row.At, record.Purpose, record.Scope.ToString(), record.At);
                    if (answer != _last)
                    {
                        day.Add(record);
                        _last = answer;
                    }

                    break;
                case EntryKind.Outcome when entry is OutcomeEntry { Kind: "complaint" }:
                    day.Complaints++;
                    break;
                case EntryKind.Request when entry is RequestEntry request && _pending.Take(request) is { } wait:
                    day.Answers.Add(wait);
                    break;
                case EntryKind.Tombstone:
                    day.Erased++;
                    _pending.Begin(sequence);
                    break;
                case EntryKind.Decision when !row.Subject.IsNone:
                    day.Personal++;
                    break;
                case EntryKind.LookUp:
                    day.LookUps++;
                    break;
                default:
                    break;
            }
        }
    }

    private TrustDay OfDay(Instant at)
    {
        var day = DayOf(at);
        if (!_days.TryGetValue(day, out var counts))
        {
            _days[day] = counts = new TrustDay();
            while (_days.Count > DaysMax)
            {
                _days.Remove(_days.Keys.First());
            }
        }

        return counts;
    }

    private static long DayOf(Instant at) => Math.DivRem(at.UnixMs, (long)Day.TotalMilliseconds) is var (days, rest) && rest < 0 ? days - 1 : days;
}
