using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>Everything a store keeps, as of one moment, read without owning the store: while a server runs over it too.</summary>
/// <remarks>
/// Two stores with equal contents behave the same, whatever engine they are in; snapshots and indexes are not
/// contents, since they can be rebuilt (law 5). For one thread; one enumeration at a time.
/// </remarks>
public interface IStoreContents : IDisposable
{
    /// <summary>The store's own secrets.</summary>
    StoreSecrets Secrets { get; }

    /// <summary>Sequence of the newest row; rows have the sequences 1 to this one, without gaps.</summary>
    long Head { get; }

    /// <summary>The last row retention has looked at.</summary>
    long SweptThrough { get; }

    /// <summary>How they stand to the tail log.</summary>
    TailStanding Tail => TailStanding.None;

    /// <summary>Stable numbers of the workspace's names.</summary>
    Numbering ReadNumbering();

    /// <summary>Every application of a workspace, oldest first, with its files.</summary>
    IReadOnlyList<AppliedWorkspace> ReadWorkspaces();

    /// <summary>Rows after a sequence, in order. An erased or deleted one has kind 0 and keeps its time and the hash of its message id.</summary>
    /// <exception cref="StoreUnavailableException">A row is damaged or missing; says which.</exception>
    IEnumerable<JournalEntry> ReadRows(long after);

    /// <summary>Wrapped keys of the subjects after one, in order of their ids.</summary>
    IEnumerable<SubjectKeyRow> ReadKeys(SubjectId after);

    /// <summary>A subject's wrapped key; null when it was destroyed or never there. Not while an enumeration is open.</summary>
    ReadOnlyMemory<byte>? FindKey(SubjectId subject);

    /// <summary>Erasures, in order of their tombstones' sequences.</summary>
    IEnumerable<Erasure> ReadErasures();

    /// <summary>Identifiers of the erased, by type and hash, and since when.</summary>
    IEnumerable<KeyValuePair<IdentifierKey, Instant>> ReadTombstones();

    /// <summary>Counts, by minute and source.</summary>
    IEnumerable<CollectCount> ReadCounts();

    /// <summary>Quarantined payloads, in the order they were kept.</summary>
    IEnumerable<QuarantineRow> ReadQuarantine();
}

/// <summary>An erasure as it was ordered.</summary>
/// <param name="Sequence">Sequence of its tombstone.</param>
/// <param name="Subjects">Whose keys were destroyed.</param>
public sealed record Erasure(long Sequence, ImmutableArray<SubjectId> Subjects);
