using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Simulation;

/// <summary>
/// A store whose reads sometimes take a while, as those of a disk do: between asking and hearing, others go on. Without this
/// everything between two writes would happen in one go.
/// </summary>
internal sealed class YieldingStore : StoreAround
{
    public YieldingStore(IStore inner, Random chance)
        : base(inner)
    {
        Journal = new YieldingJournal(inner.Journal, chance);
        Snapshots = new YieldingSnapshots(inner.Snapshots, chance);
        Identifiers = new YieldingIndex(inner.Identifiers, chance);
        Keys = new YieldingKeys(inner.Keys, chance);
        Eraser = new YieldingEraser(inner.Eraser, chance);
    }

    public override async ValueTask DisposeAsync()
    {
        await Inner.DisposeAsync();
        await base.DisposeAsync();
    }

    private static async ValueTask PauseAsync(Random chance)
    {
        if (chance.Next(8) == 0)
        {
            await Task.Yield();
        }
    }

    private sealed class YieldingJournal(IJournal journal, Random chance) : IJournal
    {
        public long Head => journal.Head;

        public JournalTicket Append(JournalBatch batch) => journal.Append(batch);

        public async ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            return await journal.FindAsync(sequence, cancellation);
        }

        public async ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            return await journal.ReadSubjectAsync(subject, after, rowsMax, cancellation);
        }

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => journal.ReadAllAsync(after, cancellation);
    }

    private sealed class YieldingSnapshots(ISnapshots snapshots, Random chance) : ISnapshots
    {
        public async ValueTask<Snapshot?> FindAsync(SubjectId subject, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            return await snapshots.FindAsync(subject, cancellation);
        }

        public async ValueTask WriteAsync(IReadOnlyList<Snapshot> written, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            await snapshots.WriteAsync(written, cancellation);
        }

        public async ValueTask ForgetAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            await snapshots.ForgetAsync(subjects, cancellation);
        }
    }

    private sealed class YieldingIndex(IIdentifierIndex index, Random chance) : IIdentifierIndex
    {
        public async ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            return await index.FindAsync(key, cancellation);
        }
    }

    private sealed class YieldingKeys(ISubjectKeys keys, Random chance) : ISubjectKeys
    {
        public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation)
        {
            await PauseAsync(chance);
            return await keys.FindAsync(subject, cancellation);
        }
    }

    private sealed class YieldingEraser(IEraser eraser, Random chance) : IEraser
    {
        public long SweptThrough => eraser.SweptThrough;

        public async ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
        {
            // Out of use, and the order to erase not yet given: whoever asks meanwhile finds no tombstone.
            await PauseAsync(chance);
            return await eraser.EraseAsync(tombstone, subjects, cancellation);
        }

        public ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation) =>
            eraser.RewriteAsync(rows, sweptThrough, cancellation);

        public Instant? FindTombstone(IdentifierKey key) => eraser.FindTombstone(key);
    }
}
