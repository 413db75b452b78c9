using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Simulation;

/// <summary>A store with one part replaced by a faulty one.</summary>
internal sealed class FaultyStore(IStore inner) : StoreAround(inner)
{
    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }
}

/// <summary>A journal that changes what is written, or when it is said to be.</summary>
internal sealed class FaultyJournal(IJournal inner) : IJournal
{
    /// <summary>What is written instead of a batch.</summary>
    public Func<JournalBatch, JournalBatch> Writes { get; init; } = batch => batch;

    /// <summary>When a batch is said to be on disk.</summary>
    public Func<JournalBatch, JournalTicket, JournalTicket> Says { get; init; } = (_, ticket) => ticket;

    /// <summary>What is read back of a subject after a sequence.</summary>
    public Func<long, IReadOnlyList<JournalEntry>, IReadOnlyList<JournalEntry>> Reads { get; init; } = (_, entries) => entries;

    public long Head => inner.Head;

    public JournalTicket Append(JournalBatch batch) => Says(batch, inner.Append(Writes(batch)));

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.FindAsync(sequence, cancellation);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) =>
        Reads(after, await inner.ReadSubjectAsync(subject, after, rowsMax, cancellation));

    public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => inner.ReadAllAsync(after, cancellation);
}

/// <summary>Message ids that can be taken again.</summary>
internal sealed class ForgetfulDedupe(IDedupe inner) : IDedupe
{
    public bool TryTake(UInt128 key, Instant at, out Task holder)
    {
        _ = inner.TryTake(key, at, out holder);
        return true;
    }

    public void Bind(UInt128 key, Task durable) => inner.Bind(key, durable);

    public void Release(UInt128 key) => inner.Release(key);
}

/// <summary>A second sending is told that the first is on disk already.</summary>
internal sealed class HastyDedupe(IDedupe inner) : IDedupe
{
    public bool TryTake(UInt128 key, Instant at, out Task holder)
    {
        var isTaken = inner.TryTake(key, at, out holder);
        holder = Task.CompletedTask;
        return isTaken;
    }

    public void Bind(UInt128 key, Task durable) => inner.Bind(key, durable);

    public void Release(UInt128 key) => inner.Release(key);
}

/// <summary>A key that was taken for nothing is never given back.</summary>
internal sealed class ClutchingDedupe(IDedupe inner) : IDedupe
{
    public bool TryTake(UInt128 key, Instant at, out Task holder) => inner.TryTake(key, at, out holder);

    public void Bind(UInt128 key, Task durable) => inner.Bind(key, durable);

    public void Release(UInt128 key)
    {
    }
}

/// <summary>An erasure that is made, and not looked at by what comes in later.</summary>
internal sealed class BlindEraser(IEraser inner) : IEraser
{
    public long SweptThrough => inner.SweptThrough;

    public ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation) =>
        inner.RewriteAsync(rows, sweptThrough, cancellation);

    public ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation) =>
        inner.EraseAsync(tombstone, subjects, cancellation);

    public Instant? FindTombstone(IdentifierKey key) => null;
}

/// <summary>An index that loses what it was told every third time somebody asks.</summary>
internal sealed class ForgetfulIndex(IIdentifierIndex inner) : IIdentifierIndex
{
    private int _asked;

    public ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation) =>
        ++_asked % 3 == 0 ? new(SubjectId.None) : inner.FindAsync(key, cancellation);
}

/// <summary>An erasure that says it is done and only leaves the tombstone, or only deletes.</summary>
internal sealed class LazyEraser(IEraser inner) : IEraser
{
    public long SweptThrough => inner.SweptThrough;

    public ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation) =>
        inner.RewriteAsync(rows, sweptThrough, cancellation);

    public ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation) =>
        inner.EraseAsync(tombstone, [], cancellation);

    public Instant? FindTombstone(IdentifierKey key) => null;
}
