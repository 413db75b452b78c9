using System.Collections.Frozen;
using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>Counts what is appended to a journal, and how long it takes to be on disk.</summary>
/// <remarks>Every way into the store goes through here, so that nothing is counted twice or not at all. Of batches that wait for one write one is timed: the rest cost no allocation.</remarks>
internal sealed class MeteredJournal : IJournal, IDisposable
{
    private static readonly FrozenDictionary<EntryKind, string> Kinds =
        Enum.GetValues<EntryKind>().ToFrozenDictionary(kind => kind, kind => kind.ToString());

    private readonly IJournal _inner;
    private readonly TimeProvider _clock;
    private readonly StoreMeter _meter;
    private volatile Task _newest = Task.CompletedTask;
    private volatile SourceNames _names = SourceNames.None;
    private long _durable;
    private int _timing;

    /// <summary>Stands around a journal.</summary>
    public MeteredJournal(IJournal inner, TimeProvider clock)
    {
        (_inner, _clock, _durable) = (inner, clock, inner.Head);
        _meter = new StoreMeter(() => _newest.IsCompleted ? 0 : Math.Max(0, _inner.Head - Volatile.Read(ref _durable)));
    }

    /// <summary>Names sources.</summary>
    public Func<Workspace>? Workspace { get; set; }

    /// <inheritdoc />
    public long Head => _inner.Head;

    /// <inheritdoc />
    public JournalTicket Append(JournalBatch batch)
    {
        JournalTicket ticket;
        try
        {
            ticket = _inner.Append(batch);
        }
        catch (StoreUnavailableException)
        {
            _meter.CountUnavailable();
            throw;
        }

        _newest = ticket.Durable;
        Count(batch);
        if (_meter.Commit.Enabled && !ticket.Durable.IsCompleted && Interlocked.Exchange(ref _timing, 1) == 0)
        {
            _ = TimeAsync(ticket.Durable, ticket.FirstSequence + batch.Rows.Length - 1);
        }

        return ticket;
    }

    /// <inheritdoc />
    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => _inner.FindAsync(sequence, cancellation);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) =>
        _inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => _inner.ReadAllAsync(after, cancellation);

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private void Count(JournalBatch batch)
    {
        if (!_meter.Rows.Enabled)
        {
            return;
        }

        foreach (ref readonly var row in batch.Rows.AsSpan())
        {
            _meter.Rows.Add(1, new KeyValuePair<string, object?>("kind", Kinds.GetValueOrDefault(row.Kind, "Other")));
        }

        foreach (ref readonly var count in batch.Counts.AsSpan())
        {
            var source = NameOf(count.Source);
            Add(source, "stored", count.Stored);
            Add(source, "duplicate", count.Duplicate);
            Add(source, "quarantined", count.Quarantined);
            Add(source, "refused", count.Refused);
        }

        foreach (var kept in batch.Quarantined)
        {
            _meter.Quarantined.Add(1, new KeyValuePair<string, object?>("reason", kept.Reason));
        }

        foreach (var record in batch.Tail)
        {
            if (record.Kind == TailKind.No)
            {
                _meter.Noes.Add(1, new("purpose", record.Purpose), new("state", record.State == ConsentState.Withdrawn ? "withdrawn" : "refused"));
            }
        }
    }

    // A replay takes back what was counted before: a counter only grows, so what went in later counts once more and nothing is taken off.
    private void Add(string source, string fate, long events)
    {
        if (events > 0)
        {
            _meter.Events.Add(events, new("source", source), new("fate", fate));
        }
    }

    private async Task TimeAsync(Task durable, long through)
    {
        var from = _clock.GetTimestamp();
        await durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (durable.IsCompletedSuccessfully)
        {
            Volatile.Write(ref _durable, through);
            _meter.Commit.Record(_clock.GetElapsedTime(from).TotalSeconds);
        }

        Volatile.Write(ref _timing, 0);
    }

    private string NameOf(int code)
    {
        if (Workspace?.Invoke() is { } workspace && !ReferenceEquals(_names.Workspace, workspace))
        {
            _names = new SourceNames(workspace, workspace.Sources.Values.ToFrozenDictionary(source => source.Code, source => source.Name));
        }

        return _names.ByCode.TryGetValue(code, out var name) ? name : code == 0 ? "none" : code.ToString(CultureInfo.InvariantCulture);
    }

    private sealed record SourceNames(Workspace? Workspace, FrozenDictionary<int, string> ByCode)
    {
        public static SourceNames None { get; } = new(null, FrozenDictionary<int, string>.Empty);
    }
}
