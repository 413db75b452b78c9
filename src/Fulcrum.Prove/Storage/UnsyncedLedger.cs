using Fulcrum.Consent.Ledger;

namespace Fulcrum.Prove.Storage;

/// <summary>A negative control: a ledger that acknowledges consents before their entries are on disk.</summary>
internal sealed class UnsyncedLedger(ILedgerFiles inner) : ILedgerFiles
{
    public ILedgerFile Open(string name) => new Unsynced(inner.Open(name));

    public byte[]? Read(string name) => inner.Read(name);

    public void Replace(string name, ReadOnlySpan<byte> bytes) => inner.Replace(name, bytes);

    public void Delete(string name) => inner.Delete(name);

    public string PathOf(string name) => inner.PathOf(name);

    private sealed class Unsynced(ILedgerFile file) : ILedgerFile
    {
        public long Length => file.Length;

        public int Read(long at, Span<byte> into) => file.Read(at, into);

        public void Write(long at, ReadOnlySpan<byte> bytes) => file.Write(at, bytes);

        public void Cut(long length) => file.Cut(length);

        public void Sync()
        {
            // Left out: that is the fault.
        }

        public void Dispose() => file.Dispose();
    }
}
