using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Tests.Keys;

/// <summary>Turned contents that leave one place as it was: a rotation with a mistake in it.</summary>
internal sealed class ForgetfulContents(IStoreContents turned, IStoreContents old, bool forgetsRows, bool forgetsTombstones) : ContentsAround(turned)
{
    // Tombstones are made of the rows that order them.
    public override IEnumerable<JournalEntry> ReadRows(long after) => base.ReadRows(after).Zip(old.ReadRows(after), (now, before) =>
        (now.Row.Kind == EntryKind.Tombstone ? forgetsTombstones : forgetsRows) ? before : now);
}

/// <summary>Contents that end in the middle: a copy that is stopped.</summary>
internal sealed class CutContents(IStoreContents whole, long row) : ContentsAround(whole)
{
    public override IEnumerable<JournalEntry> ReadRows(long after)
    {
        foreach (var entry in base.ReadRows(after))
        {
            yield return entry.Sequence == row ? throw new OperationCanceledException() : entry;
        }
    }
}

/// <summary>Contents as others are.</summary>
internal abstract class ContentsAround(IStoreContents inner) : IStoreContents
{
    public StoreSecrets Secrets => inner.Secrets;

    public long Head => inner.Head;

    public long SweptThrough => inner.SweptThrough;

    public TailStanding Tail => inner.Tail;

    public Numbering ReadNumbering() => inner.ReadNumbering();

    public IReadOnlyList<AppliedWorkspace> ReadWorkspaces() => inner.ReadWorkspaces();

    public virtual IEnumerable<JournalEntry> ReadRows(long after) => inner.ReadRows(after);

    public IEnumerable<SubjectKeyRow> ReadKeys(SubjectId after) => inner.ReadKeys(after);

    public ReadOnlyMemory<byte>? FindKey(SubjectId subject) => inner.FindKey(subject);

    public IEnumerable<Erasure> ReadErasures() => inner.ReadErasures();

    public IEnumerable<KeyValuePair<IdentifierKey, Instant>> ReadTombstones() => inner.ReadTombstones();

    public IEnumerable<CollectCount> ReadCounts() => inner.ReadCounts();

    public IEnumerable<QuarantineRow> ReadQuarantine() => inner.ReadQuarantine();

    public void Dispose()
    {
    }
}
