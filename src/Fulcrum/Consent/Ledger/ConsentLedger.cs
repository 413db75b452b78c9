using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Profiles;

namespace Fulcrum.Consent.Ledger;

/// <summary>The consent ledger: one entry for each consent record of the journal, chained, in a Merkle tree whose signed heads anybody may hold on to.</summary>
/// <remarks>
/// It holds nothing personal: an entry commits to its record under a salt that erasure destroys. An entry is on disk before its consent is
/// acknowledged. Reading is safe from many threads; appending is <see cref="LedgerJournal"/>'s alone. When the ledger is damaged it takes in
/// nothing more, consents are not granted any more, and withdrawals go on (<see cref="Damage"/>).
/// </remarks>
public sealed class ConsentLedger : IDisposable
{
    private const string CheckpointName = "checkpoint";
    private const long MarkEvery = 65_536;

    private static readonly TimeSpan CheckpointAge = TimeSpan.FromSeconds(1);

    private readonly ILedgerFiles _files;
    private readonly LedgerKeys _keys;
    private readonly TimeProvider _clock;
    private readonly byte[] _lookUpKey;
    private readonly LedgerEntries _entries;
    private readonly FileLevels _levels;
    private readonly MerkleTree _tree;
    private readonly Lock _publishing = new();
    private readonly Lock _writing = new();
    private readonly List<byte> _group = [];
    private byte[] _mac;
    private long _size;
    private long _segment;
    private long _marked;
    private readonly long _unseen;
    private long _looked;
    private Published? _published;
    private volatile Fault? _damage;

    internal ConsentLedger(LedgerPlace place, ReadOnlySpan<byte> lookUpKey, TimeProvider clock)
    {
        (_files, _keys, _clock, _lookUpKey) = (place.Files, place.Keys, clock, lookUpKey.ToArray());
        Keys = _keys.All;
        _entries = new LedgerEntries(_files, lookUpKey);
        var opening = new LedgerOpening(_files, _entries, _keys, _lookUpKey);
        var start = opening.Run();
        (_levels, _tree, _damage) = (start.Levels, start.Tree, start.Damage);
        (_size, _mac, _segment, Through, _marked) = (start.Size, start.Mac, start.Segment, start.Through, start.Marked);
        _unseen = start.Marked;
    }

    /// <summary>Opens a ledger for reading, as it was when the view was made.</summary>
    /// <param name="view">Its files, see <see cref="LedgerView"/>, and keys.</param>
    /// <param name="secrets">The store's; the chain's key follows from them.</param>
    /// <param name="clock">Not asked for anything that is read.</param>
    /// <exception cref="StoreUnavailableException">It could not be read.</exception>
    public static ConsentLedger View(LedgerPlace view, StoreSecrets secrets, TimeProvider clock)
    {
        try
        {
            return new ConsentLedger(view, secrets.NewestLookUp.Span, clock);
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException($"The consent ledger could not be read: {fault.Message}", fault);
        }
    }

    /// <summary>Entries on disk.</summary>
    public long Size => Volatile.Read(ref _size);

    /// <summary>Names the ledger; the first line of its checkpoints.</summary>
    public string Origin => _keys.Origin;

    /// <summary>Its public keys, the one in force first.</summary>
    public IReadOnlyList<NoteKey> Keys { get; }

    /// <summary>Notes by which earlier keys handed over, oldest first.</summary>
    public IReadOnlyList<string> Successions => _keys.Successions;

    /// <summary>What is wrong with it, with file, place and remedy; null while it is whole as far as it was looked at.</summary>
    public Fault? Damage => _damage;

    /// <summary>The journal row up to which every consent has its entry.</summary>
    internal long Through { get; private set; }

    /// <summary>The signed checkpoint (C2SP tlog-checkpoint). What was handed out is on disk first, so that the next start knows of it.</summary>
    /// <param name="sizeMin">Entries it must hold; at most <see cref="Size"/>. A head up to a second old serves otherwise.</param>
    /// <exception cref="StoreUnavailableException">The ledger is damaged, or the disk refused it.</exception>
    public string Publish(long sizeMin = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeMin, Size);
        lock (_publishing)
        {
            if (_published is { } last && last.Size >= sizeMin && (last.Size == Size || _clock.GetElapsedTime(last.At) < CheckpointAge))
            {
                return last.Text;
            }

            ThrowIfDamaged();
            var size = Size;
            try
            {
                var text = new Checkpoint(Origin, size, _tree.Root(size)).Sign(_keys.Current, _keys.Seed.Span).ToString();
                _files.Replace(CheckpointName, Encoding.UTF8.GetBytes(text));
                _published = new Published(size, text, _clock.GetTimestamp());
                return text;
            }
            catch (IOException fault)
            {
                throw new StoreUnavailableException("The head of the consent ledger could not be put on disk.", fault);
            }
        }
    }

    /// <summary>Signs a text that is no checkpoint; its first line says what it is.</summary>
    internal SignedNote Sign(string text) => new SignedNote(text, []).SignedBy(_keys.Current, _keys.Seed.Span);

    /// <summary>The checkpoint handed out last, in this life or an earlier one; null for none.</summary>
    public string? LastPublished() => _files.Read(CheckpointName) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Root of the first entries.</summary>
    /// <param name="size">0 to <see cref="Size"/>.</param>
    public byte[] RootAt(long size) => Proved(size, () => _tree.Root(size));

    /// <summary>Proves an entry to be in the tree of the first entries (RFC 6962 §2.1.1).</summary>
    /// <param name="index">The entry's place, from 0.</param>
    /// <param name="size">More than the place, at most <see cref="Size"/>.</param>
    /// <exception cref="StoreUnavailableException">The proof would not hold: the ledger's files are damaged.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveInclusion(long index, long size) => Proved(size, () =>
    {
        var proof = _tree.ProveInclusion(index, size);

        // Nobody is handed a proof that does not hold: a flipped bit in a file must not look like a lie.
        if (!MerkleProof.Includes((ulong)index, (ulong)size, MerkleHash.Leaf(_entries.Read(index).AsSpan(0, LedgerLeaf.Bytes)), proof, _tree.Root(size)))
        {
            throw new IOException(Broken(index));
        }

        return proof;
    });

    /// <summary>Proves the tree of the first entries to be the beginning of a greater one (RFC 6962 §2.1.2).</summary>
    /// <param name="smaller">At least 1.</param>
    /// <param name="greater">At least <paramref name="smaller"/>, at most <see cref="Size"/>.</param>
    /// <exception cref="StoreUnavailableException">The proof would not hold: the ledger's files are damaged.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveConsistency(long smaller, long greater) => Proved(greater, () =>
    {
        var proof = _tree.ProveConsistency(smaller, greater);
        return MerkleProof.Extends((ulong)smaller, (ulong)greater, proof, _tree.Root(smaller), _tree.Root(greater)) ? proof : throw new IOException(Broken(smaller - 1));
    });

    /// <summary>A proof of an entry that needs nothing beside it (C2SP tlog-proof), under a checkpoint that holds it.</summary>
    /// <param name="index">The entry's place, from 0.</param>
    public LogProof Prove(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        var checkpoint = Publish(index + 1);
        var size = SignedNote.TryParse(checkpoint, out var note) && Checkpoint.TryParse(note.Text, out var head) ? head.Size : Size;
        return new LogProof(index, [.. ProveInclusion(index, size)], checkpoint);
    }

    /// <summary>The same under the head that was handed out last, so that nothing new is signed; null when that does not hold the entry yet.</summary>
    /// <param name="index">The entry's place, from 0.</param>
    public LogProof? ProveUnderLastPublished(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return LastPublished() is { } text && Checkpoint.TryOpen(text, Origin, [.. Keys], out var head) && index < head.Size && head.Size <= Size
            ? new LogProof(index, [.. ProveInclusion(index, head.Size)], text)
            : null;
    }

    /// <summary>Reads an entry.</summary>
    /// <param name="index">0 to less than <see cref="Size"/>.</param>
    public LedgerLeaf Read(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return LedgerLeaf.TryRead(_entries.Read(index).AsSpan(0, LedgerLeaf.Bytes), out var leaf) ? leaf.Value : throw new StoreUnavailableException(Broken(index));
    }

    /// <summary>The entry of a journal row; null when it has none yet.</summary>
    public long? Find(long sequence)
    {
        // Behind the last restore the sequences only grow; before it a few may occur twice, and the newer one counts.
        var (low, high) = (Volatile.Read(ref _segment), Size);
        var end = high;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = SequenceAt(middle) < sequence ? (middle + 1, high) : (low, middle);
        }

        if (low < end && Read(low) is { Kind: LedgerLeafKind.Consent } leaf && leaf.Sequence == sequence)
        {
            return low;
        }

        for (var index = Volatile.Read(ref _segment) - 1; index >= 0; index--)
        {
            if (Read(index) is { Kind: LedgerLeafKind.Consent } older && older.Sequence == sequence)
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>Appends entries; on disk when it returns.</summary>
    /// <exception cref="IOException">The disk refused; nothing more is taken in until the next start.</exception>
    internal void Append(IReadOnlyList<LedgerLeaf> leaves)
    {
        lock (_writing)
        {
            if (_damage is not null)
            {
                throw new IOException("The consent ledger takes in nothing more.");
            }

            try
            {
                Write(leaves);
            }
            catch (IOException fault)
            {
                Stop(new Fault("ledger-write-failed", $"The consent ledger could not be written: {fault.Message}", "Mend the disk, then start again; what the ledger lacks is taken in from the journal."));
                throw;
            }
        }
    }

    private void Write(IReadOnlyList<LedgerLeaf> leaves)
    {
        var (size, mac, segment, through) = (_size, _mac, _segment, Through);
        _group.Clear();
        foreach (var leaf in leaves)
        {
            var bytes = leaf.ToBytes();
            mac = _entries.MacOf(mac, bytes);
            _group.AddRange(bytes);
            _group.AddRange(mac);
            _tree.Append(MerkleHash.Leaf(bytes));
            (segment, through) = leaf.Kind == LedgerLeafKind.Restored ? (size + 1, leaf.Sequence) : (segment, Math.Max(through, leaf.Sequence));
            size++;
        }

        _entries.Append(_size, CollectionsMarshal.AsSpan(_group));
        _levels.Flush();
        (Through, _mac) = (through, mac);
        Volatile.Write(ref _segment, segment);
        Volatile.Write(ref _size, size);
        if (size - _marked >= MarkEvery)
        {
            Mark(through);
        }
    }

    /// <summary>Declares that the journal goes on from an earlier row, since it was put back from a backup.</summary>
    internal void AppendRestored(long head, Instant at) => Append([new LedgerLeaf(LedgerLeafKind.Restored, head, at, _tree.Root(Size))]);

    /// <summary>Notes how far everything is known to be whole.</summary>
    internal void Mark(long through)
    {
        lock (_writing)
        {
            if (_damage is null)
            {
                _levels.Sync();
                Through = Math.Max(Through, through);
                new LedgerMark(_size, Through, _segment, _mac, _tree.Root(_size)).Write(_files, _lookUpKey);
                _marked = _size;
            }
        }
    }

    /// <summary>Looks on through entries from before the mark, which no start looks at; what is wrong stops grants. One thread at a time.</summary>
    /// <param name="entriesMax">How many at most.</param>
    /// <returns>Whether there are more.</returns>
    internal bool LookOn(int entriesMax)
    {
        Span<byte> kept = stackalloc byte[MerkleHash.Bytes];
        try
        {
            foreach (var entry in _entries.Scan(_looked, Math.Min(_unseen, _looked + entriesMax)))
            {
                _levels.Read(0, entry.Index, kept);
                if (!entry.Follows || !MerkleHash.Leaf(entry.Leaf).AsSpan().SequenceEqual(kept))
                {
                    throw new IOException(Broken(entry.Index));
                }

                _looked = entry.Index + 1;
            }
        }
        catch (IOException fault)
        {
            _looked = _unseen;
            Stop(new Fault("ledger-damaged", fault.Message, "See what is damaged and how to mend it: fulcrum ledger verify"));
        }

        return _looked < _unseen;
    }

    /// <summary>Takes in nothing more.</summary>
    internal void Stop(Fault damage) => _damage ??= damage;

    /// <summary>Entries as they are on disk, for whoever looks through all of them.</summary>
    internal LedgerEntries Entries => _entries;

    /// <summary>The files of the tree.</summary>
    internal FileLevels Levels => _levels;

    /// <summary>The folder.</summary>
    internal ILedgerFiles Files => _files;

    /// <inheritdoc />
    public void Dispose()
    {
        _levels.Dispose();
        _entries.Dispose();
    }

    private long SequenceAt(long index) => BinaryPrimitives.ReadInt64BigEndian(_entries.Read(index).AsSpan(1));

    private T Proved<T>(long size, Func<T> prove)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        ThrowIfDamaged();
        try
        {
            return prove();
        }
        catch (IOException fault)
        {
            Stop(new Fault("ledger-damaged", fault.Message, "See what is damaged and how to mend it: fulcrum ledger verify"));
            throw new StoreUnavailableException(fault.Message, fault);
        }
    }

    private void ThrowIfDamaged()
    {
        if (_damage is { } damage)
        {
            throw new StoreUnavailableException(damage.ToString());
        }
    }

    private string Broken(long index) =>
        string.Create(CultureInfo.InvariantCulture, $"{_entries.Path}: entry {index} at byte {LedgerEntries.OffsetOf(index)} and the tree's files do not agree.");

    private sealed record Published(long Size, string Text, long At);
}
