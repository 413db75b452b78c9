using Fulcrum.Consent.Ledger;

namespace Fulcrum.Postgres.Cluster;

/// <summary>The files of a ledger, whose entries and heads are in the mirror before they are on this disk, and so before anybody is told of them.</summary>
internal sealed class MirroredLedger(ILedgerFiles local, LedgerMirror mirror) : ILedgerFiles
{
    public ILedgerFile Open(string name) => name == LedgerMirror.Entries ? new MirroredEntries(local.Open(name), mirror, local.PathOf(name)) : local.Open(name);

    public byte[]? Read(string name) => local.Read(name);

    public void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        if (LedgerMirror.IsKept(name))
        {
            mirror.Put(name, bytes.ToArray());
        }

        local.Replace(name, bytes);
    }

    public void Delete(string name)
    {
        // What is mirrored is replaced and never taken back.
        if (LedgerMirror.IsKept(name))
        {
            throw new IOException($"{local.PathOf(name)} is mirrored, and stays.");
        }

        local.Delete(name);
    }

    public string PathOf(string name) => local.PathOf(name);

    /// <summary>What is in the mirror is never changed and never cut; what was written behind it is in it once this was synced.</summary>
    private sealed class MirroredEntries(ILedgerFile file, LedgerMirror mirror, string path) : ILedgerFile
    {
        private long _reached;

        public long Length => file.Length;

        public int Read(long at, Span<byte> into) => file.Read(at, into);

        public void Write(long at, ReadOnlySpan<byte> bytes)
        {
            // Entries are written once more as they are; anything else would be another ledger than the one others go on with.
            var kept = (int)Math.Clamp(mirror.Length - at, 0, bytes.Length);
            var there = new byte[kept];
            if (file.Read(at, there) != kept || !there.AsSpan().SequenceEqual(bytes[..kept]))
            {
                throw Damaged();
            }

            file.Write(at, bytes);
            _reached = Math.Max(_reached, at + bytes.Length);
        }

        public void Cut(long length)
        {
            if (length < mirror.Length)
            {
                throw Damaged();
            }

            file.Cut(length);
            _reached = Math.Min(_reached, length);
        }

        public void Sync()
        {
            mirror.Reach(_reached, file);
            file.Sync();
        }

        public void Dispose() => file.Dispose();

        private IOException Damaged() => new($"{path} is damaged, and the mirror in the database is whole. Move the folder away, keep it, and start again: the ledger is brought here anew.");
    }
}
