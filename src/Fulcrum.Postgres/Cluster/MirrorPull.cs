using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Postgres.Cluster;

/// <summary>Makes a ledger on disk and its mirror equal, or says why they cannot be.</summary>
/// <remarks>
/// Entries are chained: where the last one that both have is the same, so are all before it. Only where it is not are they compared from the beginning.
/// </remarks>
internal sealed class MirrorPull(LedgerMirror mirror, MirrorSession session, ILedgerFiles local, CancellationToken end)
{
    private const int HeadBytes = LedgerMirror.HeadBytes;
    private const int EntryBytes = LedgerMirror.EntryBytes;
    private const int PortionBytes = LedgerMirror.PortionBytes;
    private const int MarkBytes = 24 + (3 * MerkleHash.Bytes);
    private const int SyncedBytes = sizeof(long) + MerkleHash.Bytes;
    private const int SuccessionsMax = 1_000;
    private const long EntriesMax = 1L << 48;

    private static readonly string[] Heads = ["origin", "checkpoint", "mark"];

    private readonly Dictionary<string, byte[]> _kept = session.ReadFiles();

    private long _length = mirror.Length;

    /// <summary>Does it.</summary>
    public void Run()
    {
        if (mirror.Length > 0 || local.Read("origin") is not null)
        {
            var (known, told) = (SizeOf(local.Read), SizeOf(_kept.GetValueOrDefault));
            using var file = local.Open(LedgerMirror.Entries);
            var length = CutToAgreed(file, CutToWhole(file), Math.Max(known, SizeOf("synced", local.Read("synced"))));
            _length = Math.Max(length, mirror.Length);
            if (told > known && OffsetOf(told) > _length)
            {
                throw Elsewhere("the node whose ledger it is has not brought all of it into the database yet");
            }

            if (length > mirror.Length)
            {
                // The heads first: they tell of a mirror that was begun and is not whole.
                BringFiles();

                // What came after them is looked at by the ledger when it is opened, which writes it once more, and so into the mirror, or cuts it off.
                mirror.Reach(known == 0 ? 0 : Math.Min(length, OffsetOf(known)), file);
            }
            else if (length < mirror.Length)
            {
                Bring(file, length);
            }
        }
        else if (session.ReadHead() > 0)
        {
            throw Elsewhere("there is none, and the store is not new");
        }

        BringFiles();
    }

    /// <summary>Puts into the mirror what it has no file of that name for.</summary>
    public void PutMissing()
    {
        foreach (var name in LocalNames().Where(name => !_kept.ContainsKey(name)).ToArray())
        {
            if (local.Read(name) is { } here && IsFit(name, here))
            {
                Put(name, here);
            }
        }
    }

    private static long OffsetOf(long entries) => HeadBytes + (entries * EntryBytes);

    /// <summary>Entries that were looked through, or stand under a head that was published.</summary>
    private static long SizeOf(Func<string, byte[]?> read) => Math.Max(SizeOf("mark", read("mark")), SizeOf("checkpoint", read("checkpoint")));

    // A mark that speaks of more than there is was damaged; a head that does is evidence.
    private bool IsFit(string name, byte[] bytes) => name != "mark" || OffsetOf(SizeOf(name, bytes)) <= _length;

    private static long SizeOf(string name, byte[]? bytes) => (name, bytes) switch
    {
        ("checkpoint", { } text) => SignedNote.TryParse(Encoding.UTF8.GetString(text), out var note) && Checkpoint.TryParse(note.Text, out var head) ? Math.Min(head.Size, EntriesMax) : 0,
        ("mark", { Length: MarkBytes }) or ("synced", { Length: SyncedBytes }) => Math.Clamp(BinaryPrimitives.ReadInt64BigEndian(bytes), 0, EntriesMax),
        _ => 0,
    };

    private static long CutToWhole(ILedgerFile file)
    {
        var length = file.Length < HeadBytes ? 0 : OffsetOf((file.Length - HeadBytes) / EntryBytes);
        if (length < file.Length)
        {
            file.Cut(length);
        }

        return length;
    }

    private long CutToAgreed(ILedgerFile file, long length, long sure)
    {
        var common = Math.Min(length, mirror.Length);
        if (common == 0 || IsSame(file, Math.Max(0, common - EntryBytes), common))
        {
            return length;
        }

        var agreed = AgreedEntries(file, common);
        if (agreed < sure)
        {
            throw Elsewhere(string.Create(CultureInfo.InvariantCulture, $"entry {agreed} of the folder here is another one than the other nodes went on with"));
        }

        // Torn by a power cut, and nobody was told of it.
        file.Cut(agreed == 0 ? 0 : OffsetOf(agreed));
        return agreed == 0 ? 0 : OffsetOf(agreed);
    }

    private bool IsSame(ILedgerFile file, long from, long until)
    {
        var here = new byte[until - from];
        return file.Read(from, here) == here.Length && here.AsSpan().SequenceEqual(session.Read(from, here.Length));
    }

    private long AgreedEntries(ILedgerFile file, long common)
    {
        var here = new byte[PortionBytes];
        for (var at = 0L; at < common;)
        {
            end.ThrowIfCancellationRequested();
            var there = session.Read(at, (int)Math.Min(PortionBytes, common - at));
            var read = file.Read(at, here.AsSpan(0, there.Length));
            var same = here.AsSpan(0, read).CommonPrefixLength(there);
            if (same < there.Length || there.Length == 0)
            {
                return Math.Max(0, (at + same - HeadBytes) / EntryBytes);
            }

            at += same;
        }

        return (common - HeadBytes) / EntryBytes;
    }

    private void Bring(ILedgerFile file, long length)
    {
        while (length < mirror.Length)
        {
            end.ThrowIfCancellationRequested();
            var bytes = session.Read(length, (int)Math.Min(PortionBytes, mirror.Length - length));
            if (bytes.Length == 0)
            {
                throw new IOException("The mirror of the ledger is shorter than it says.");
            }

            file.Write(length, bytes);
            length += bytes.Length;
        }

        file.Sync();
    }

    private void BringFiles()
    {
        PutMissing();
        foreach (var (name, there) in _kept.ToArray())
        {
            var here = local.Read(name);
            if (here is not null && here.AsSpan().SequenceEqual(there))
            {
                continue;
            }

            if (here is not null && name is not ("checkpoint" or "mark"))
            {
                throw Elsewhere($"{local.PathOf(name)} is another one than the other nodes went on with");
            }

            // The greater one knows of more; the entries agree.
            if (here is not null && IsFit(name, here) && SizeOf(name, here) > SizeOf(name, there))
            {
                Put(name, here);
            }
            else
            {
                local.Replace(name, there);
            }
        }
    }

    private void Put(string name, byte[] bytes)
    {
        session.Put(name, bytes);
        _kept[name] = bytes;
    }

    private IEnumerable<string> LocalNames() => Heads.Where(name => local.Read(name) is not null)
        .Concat(Enumerable.Range(0, SuccessionsMax).Select(number => string.Create(CultureInfo.InvariantCulture, $"succession-{number:D3}")).TakeWhile(name => local.Read(name) is not null));

    private StoreStartException Elsewhere(string what) => new(new Fault(
        "cluster-ledger-elsewhere",
        $"The consent ledger in {Path.GetDirectoryName(local.PathOf(LedgerMirror.Entries))} is not the one of this cluster: {what}.",
        "Another node's folder may hold the ledger this store went on with: start that node first. If this one's is out of date, move it away, keep it, since it shows what was published, and start again: the ledger is brought here."));
}
