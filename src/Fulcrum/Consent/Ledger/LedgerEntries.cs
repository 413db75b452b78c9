using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>The entries of a ledger in one file: leaf (49 bytes) and chained MAC (32), one after the other behind a head of 16 bytes.</summary>
/// <remarks>
/// Each MAC is HMAC-SHA-256 over the MAC before it and the leaf, under a key that follows from the store's look-up key. So whoever
/// can write the file and not read the keys changes, drops, inserts or swaps nothing unseen. Whoever holds the keys too is what the
/// published heads are for. One thread writes; any may read.
/// </remarks>
internal sealed class LedgerEntries : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "entries";

    /// <summary>Bytes before the first entry.</summary>
    public const int HeadBytes = 16;

    /// <summary>Bytes of an entry.</summary>
    public const int EntryBytes = LedgerLeaf.Bytes + MerkleHash.Bytes;

    private const string SyncedName = "synced";
    private const int EntriesAtOnce = 4096;

    /// <summary>How the file begins.</summary>
    internal static readonly byte[] Head = "fulcrum-ledger1\n"u8.ToArray();

    private readonly ILedgerFile _file;
    private readonly ILedgerFile _synced;
    private readonly LedgerChain _chain;

    /// <summary>Opens the file.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="lookUpKey">The store's look-up key.</param>
    public LedgerEntries(ILedgerFiles files, ReadOnlySpan<byte> lookUpKey)
    {
        _chain = new LedgerChain(lookUpKey);
        Path = files.PathOf(FileName);
        _file = files.Open(FileName);
        _synced = files.Open(SyncedName);
        if (_file.Length < HeadBytes || (Synced() == 0 && (HasHead || Count == 0)))
        {
            // Also where it stands already: until the first entry is known to be on disk the sync of the head may have failed, and the system
            // then holds its bytes for clean. A file that was given its length and not its head holds nothing.
            _file.Write(0, Head);
            _file.Sync();
        }
    }

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>Whole entries in the file.</summary>
    public long Count => (_file.Length - HeadBytes) / EntryBytes;

    /// <summary>Bytes behind the last whole entry: a write was cut short.</summary>
    public int TornBytes => (int)((_file.Length - HeadBytes) % EntryBytes);

    /// <summary>Whether the file begins as a ledger does.</summary>
    public bool HasHead
    {
        get
        {
            Span<byte> head = stackalloc byte[HeadBytes];
            return _file.Read(0, head) == HeadBytes && head.SequenceEqual(Head);
        }
    }

    /// <summary>The MAC that the first entry's follows.</summary>
    public byte[] FirstMac() => _chain.FirstMac();

    /// <summary>The MAC of a leaf behind another MAC.</summary>
    public byte[] MacOf(ReadOnlySpan<byte> before, ReadOnlySpan<byte> leaf) => _chain.MacOf(before, leaf);

    /// <summary>Reads an entry as it is on disk: 81 bytes.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public byte[] Read(long index)
    {
        var entry = new byte[EntryBytes];
        return _file.Read(HeadBytes + (index * EntryBytes), entry) == EntryBytes
            ? entry
            : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{Path} has no entry {index}."));
    }

    /// <summary>The MAC stored before an entry.</summary>
    public byte[] MacBefore(long index) => index == 0 ? FirstMac() : Read(index - 1)[LedgerLeaf.Bytes..];

    /// <summary>Reads entries in order, each with whether its MAC follows the one stored before it.</summary>
    /// <param name="from">The first.</param>
    /// <param name="until">The one behind the last.</param>
    public IEnumerable<ReadEntry> Scan(long from, long until)
    {
        var before = from < until ? MacBefore(from) : [];
        var portion = new byte[EntriesAtOnce * EntryBytes];
        for (var index = from; index < until;)
        {
            var wanted = (int)Math.Min(EntriesAtOnce, until - index) * EntryBytes;
            var read = _file.Read(HeadBytes + (index * EntryBytes), portion.AsSpan(0, wanted));
            if (read != wanted)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{Path} ends before entry {until}."));
            }

            for (var at = 0; at < wanted; at += EntryBytes, index++)
            {
                var leaf = portion.AsSpan(at, LedgerLeaf.Bytes).ToArray();
                var mac = portion.AsSpan(at + LedgerLeaf.Bytes, MerkleHash.Bytes).ToArray();
                yield return new ReadEntry(index, leaf, mac, CryptographicOperations.FixedTimeEquals(MacOf(before, leaf), mac));
                before = mac;
            }
        }
    }

    /// <summary>Where an entry is in the file.</summary>
    public static long OffsetOf(long index) => HeadBytes + (index * EntryBytes);

    /// <summary>Writes entries behind the last; on disk when it returns.</summary>
    public void Append(long count, ReadOnlySpan<byte> entries)
    {
        _file.Write(OffsetOf(count), entries);
        _file.Sync();
        NoteSynced(count + (entries.Length / EntryBytes));
    }

    /// <summary>Entries known to have reached the disk: one of them that is wrong was changed, and is no torn end. 0 when nothing says so.</summary>
    /// <remarks>
    /// Noted after each sync and never synced itself: never ahead of the disk, and after a power cut perhaps far behind it. A note that is torn,
    /// or another key's, still says that there was a first sync.
    /// </remarks>
    public long Synced()
    {
        Span<byte> note = stackalloc byte[sizeof(long) + MerkleHash.Bytes];
        Span<byte> mac = stackalloc byte[MerkleHash.Bytes];
        var read = _synced.Read(0, note);
        if (read != note.Length)
        {
            return read > 0 ? 1 : 0;
        }

        _chain.MarkNote(note[..sizeof(long)], mac);
        return CryptographicOperations.FixedTimeEquals(mac, note[sizeof(long)..]) ? BinaryPrimitives.ReadInt64BigEndian(note) : 1;
    }

    /// <summary>Writes entries again as they are, and puts them on disk. The sync that should have done so may have failed before: the system holds such bytes for clean, and no later sync would write them.</summary>
    public void Renew(long from, long until)
    {
        if (from >= until)
        {
            return;
        }

        if (from == 0)
        {
            _file.Write(0, Head);
        }

        var portion = new byte[EntriesAtOnce * EntryBytes];
        for (var index = from; index < until; index += EntriesAtOnce)
        {
            var bytes = portion.AsSpan(0, (int)Math.Min(EntriesAtOnce, until - index) * EntryBytes);
            if (_file.Read(OffsetOf(index), bytes) != bytes.Length)
            {
                throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{Path} ends before entry {until}."));
            }

            _file.Write(OffsetOf(index), bytes);
        }

        _file.Sync();
        NoteSynced(until);
    }

    /// <summary>Cuts what lies behind an entry; on disk when it returns.</summary>
    public void CutTo(long count)
    {
        _file.Cut(OffsetOf(count));
        _file.Sync();
    }

    /// <summary>Notes so many entries as on disk.</summary>
    public void NoteSynced(long count)
    {
        Span<byte> note = stackalloc byte[sizeof(long) + MerkleHash.Bytes];
        BinaryPrimitives.WriteInt64BigEndian(note, count);
        _chain.MarkNote(note[..sizeof(long)], note[sizeof(long)..]);
        _synced.Write(0, note);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _synced.Dispose();
        _file.Dispose();
    }
}

/// <summary>An entry as it was read.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Leaf">49 bytes.</param>
/// <param name="Mac">32 bytes.</param>
/// <param name="Follows">Whether the MAC is right behind the one before it.</param>
internal sealed record ReadEntry(long Index, byte[] Leaf, byte[] Mac, bool Follows);
