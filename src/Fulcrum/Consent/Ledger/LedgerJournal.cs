using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Consent.Ledger;

/// <summary>A journal whose consents are acknowledged only once their ledger entries are on disk too.</summary>
/// <remarks>
/// The order of the entries is the order of the rows. Entries whose rows reached the disk while others were being written share the
/// next write. While the ledger is damaged, batches that grant are refused, and noes are acknowledged on the journal alone. Safe from many threads.
/// </remarks>
internal sealed class LedgerJournal(IJournal inner, ConsentLedger ledger) : IJournal
{
    private const long MarkRows = 262_144;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = [];
    private Task _last = Task.CompletedTask;
    private bool _isDraining;

    /// <summary>Whether batches that grant are refused while the ledger is damaged; not yet while a start takes in what a tail log said.</summary>
    public bool RefusesGrants { get; set; }

    /// <inheritdoc />
    public long Head => inner.Head;

    /// <inheritdoc />
    public JournalTicket Append(JournalBatch batch)
    {
        if (batch.Commitments.IsEmpty)
        {
            var plain = inner.Append(batch);

            // An empty batch is how somebody asks whether what he saw is on disk.
            return batch.Rows.IsEmpty && Volatile.Read(ref _last) is { IsCompleted: false } last ? plain with { Durable = BothAsync(plain.Durable, last) } : plain;
        }

        if (RefusesGrants && ledger.Damage is { } damage && batch.Commitments.Any(commitment => commitment.Grants))
        {
            throw new StoreUnavailableException(damage.ToString());
        }

        Waiting waiting;
        bool isFirst;
        lock (_gate)
        {
            waiting = new Waiting(inner.Append(batch), batch);
            _waiting.Enqueue(waiting);
            Volatile.Write(ref _last, waiting.Done.Task);
            (isFirst, _isDraining) = (!_isDraining, true);
        }

        if (isFirst)
        {
            _ = DrainAsync();
        }

        return waiting.Ticket with { Durable = waiting.Done.Task };
    }

    /// <inheritdoc />
    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.FindAsync(sequence, cancellation);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) =>
        inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);

    /// <inheritdoc />
    public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => inner.ReadAllAsync(after, cancellation);

    /// <summary>Notes how far ledger and journal agree, so that the next start looks no further back; only when it is worth it, unless it is the last time.</summary>
    /// <exception cref="StoreUnavailableException">The journal failed.</exception>
    public async ValueTask MarkAsync(bool isLast)
    {
        long head;
        Task last;
        lock (_gate)
        {
            (head, last) = (inner.Head, _last);
        }

        if (!isLast && head - ledger.Through < MarkRows)
        {
            return;
        }

        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await inner.Append(JournalBatch.Of()).Durable;
        try
        {
            ledger.Mark(head);
        }
        catch (IOException)
        {
            // The next start looks further back.
        }
    }

    private static async Task BothAsync(Task journal, Task ledger)
    {
        await journal;
        await ledger;
    }

    private async Task DrainAsync()
    {
        var group = new List<Waiting>();
        while (true)
        {
            Waiting? first;
            lock (_gate)
            {
                if (!_waiting.TryPeek(out first))
                {
                    _isDraining = false;
                    return;
                }
            }

            await first.Ticket.Durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            lock (_gate)
            {
                while (_waiting.TryPeek(out var next) && next.Ticket.Durable.IsCompleted)
                {
                    group.Add(_waiting.Dequeue());
                }
            }

            Write(group);
            group.Clear();
        }
    }

    private void Write(List<Waiting> group)
    {
        Exception? fault = null;
        try
        {
            var leaves = group.Where(waiting => waiting.Ticket.Durable.IsCompletedSuccessfully).SelectMany(waiting => waiting.Leaves()).ToList();
            if (leaves.Count > 0 && ledger.Damage is null)
            {
                ledger.Append(leaves);
            }
        }
        catch (IOException refused)
        {
            fault = refused;
        }

        foreach (var waiting in group)
        {
            if (!waiting.Ticket.Durable.IsCompletedSuccessfully)
            {
                waiting.Done.SetException(waiting.Ticket.Durable.Exception?.InnerException ?? new StoreUnavailableException("The journal could not be written."));
            }
            else if ((fault is not null || ledger.Damage is not null) && RefusesGrants && waiting.Grants)
            {
                waiting.Done.SetException(new StoreUnavailableException("The consent ledger could not be written; whether it was recorded is not known.", fault));
            }
            else
            {
                waiting.Done.SetResult();
            }
        }
    }

    private sealed class Waiting(JournalTicket ticket, JournalBatch batch)
    {
        private readonly ImmutableArray<RowCommitment> _commitments = batch.Commitments;
        private readonly ImmutableArray<JournalRow> _rows = batch.Rows;

        public JournalTicket Ticket { get; } = ticket;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Grants => _commitments.Any(commitment => commitment.Grants);

        public IEnumerable<LedgerLeaf> Leaves() => _commitments.Select(commitment => new LedgerLeaf(
            LedgerLeafKind.Consent, Ticket.FirstSequence + commitment.Row, _rows[commitment.Row].At, commitment.Commitment));
    }
}
