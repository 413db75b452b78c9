using Fulcrum.Consent.Ledger;
using Fulcrum.Profiles;

namespace Fulcrum.Prove.Bits;

/// <summary>A negative control: a ledger whose entries' chained MACs are not checked.</summary>
/// <remarks>It makes them fit whatever stands in the file before anybody looks, as a ledger sees it that knows no MAC.</remarks>
internal sealed class UncheckedLedger(ILedgerFiles inner, StoreSecrets secrets) : ILedgerFiles
{
    public ILedgerFile Open(string name)
    {
        if (name == LedgerEntries.FileName && File.Exists(inner.PathOf(name)))
        {
            MakeFit();
        }

        return inner.Open(name);
    }

    public byte[]? Read(string name) => inner.Read(name);

    public void Replace(string name, ReadOnlySpan<byte> bytes) => inner.Replace(name, bytes);

    public void Delete(string name) => inner.Delete(name);

    public string PathOf(string name) => inner.PathOf(name);

    private void MakeFit()
    {
        using var entries = new LedgerEntries(inner, secrets.NewestLookUp.Span);
        var path = inner.PathOf(LedgerEntries.FileName);
        var bytes = File.ReadAllBytes(path);
        var mac = entries.FirstMac();
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = bytes.AsSpan((int)LedgerEntries.OffsetOf(index), LedgerEntries.EntryBytes);
            mac = entries.MacOf(mac, entry[..LedgerLeaf.Bytes]);
            mac.CopyTo(entry[LedgerLeaf.Bytes..]);
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, bytes, 0);
    }
}
