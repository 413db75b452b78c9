using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>The contents of a store as they are under one more look-up key: what a copy is made of when that key is rotated (decision 0017).</summary>
/// <remarks>
/// Every keyed hash of an identifier is turned: those that rows bind, those of tombstones, those of erasures. Nothing sealed is touched,
/// so every seal, every receipt and every entry of the consent ledger stays what it was. For one thread, as the contents under it are.
/// </remarks>
/// <param name="inner">As they are; disposed with it.</param>
/// <param name="later">The key that comes.</param>
public sealed class TurnedContents(IStoreContents inner, LaterLookUp later) : IStoreContents
{
    private readonly IdentifierTurn _turn = new(later);

    /// <inheritdoc />
    public StoreSecrets Secrets { get; } = inner.Secrets with { LaterLookUps = inner.Secrets.LaterLookUps.Add(later) };

    /// <inheritdoc />
    public long Head => inner.Head;

    /// <inheritdoc />
    public long SweptThrough => inner.SweptThrough;

    /// <inheritdoc />
    public TailStanding Tail => inner.Tail;

    /// <inheritdoc />
    public Numbering ReadNumbering() => inner.ReadNumbering();

    /// <inheritdoc />
    public IReadOnlyList<AppliedWorkspace> ReadWorkspaces() => inner.ReadWorkspaces();

    /// <inheritdoc />
    public IEnumerable<JournalEntry> ReadRows(long after)
    {
        foreach (var entry in inner.ReadRows(after))
        {
            yield return entry.Row.Identifiers.IsEmpty ? entry : entry with { Row = entry.Row with { Identifiers = _turn.TurnPacked(entry.Row.Identifiers) } };
        }
    }

    /// <inheritdoc />
    public IEnumerable<SubjectKeyRow> ReadKeys(SubjectId after) => inner.ReadKeys(after);

    /// <inheritdoc />
    public ReadOnlyMemory<byte>? FindKey(SubjectId subject) => inner.FindKey(subject);

    /// <inheritdoc />
    public IEnumerable<Erasure> ReadErasures() => inner.ReadErasures();

    /// <summary>Identifiers of the erased, in the order of their turned hashes: about 50 bytes of memory each.</summary>
    public IEnumerable<KeyValuePair<IdentifierKey, Instant>> ReadTombstones() => inner.ReadTombstones()
        .Select(tombstone => KeyValuePair.Create(_turn.Turn(tombstone.Key), tombstone.Value))
        .OrderBy(tombstone => tombstone.Key.Type).ThenBy(tombstone => tombstone.Key.Hash);

    /// <inheritdoc />
    public IEnumerable<CollectCount> ReadCounts() => inner.ReadCounts();

    /// <inheritdoc />
    public IEnumerable<QuarantineRow> ReadQuarantine() => inner.ReadQuarantine();

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();
}
