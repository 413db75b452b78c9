using Fulcrum.Backups.Ledger;
using Fulcrum.Consent.Ledger;

namespace Fulcrum.Prove.Bits;

/// <summary>Flips a bit in what an entry of the ledger commits to, where only its MAC can tell: no head was published, and no mark says how far all was whole.</summary>
internal static class DamagedEntry
{
    private const int CommitmentAt = LedgerLeaf.Bytes - MerkleHash.Bytes;

    /// <summary>Damages an entry.</summary>
    /// <returns>What was done, in words.</returns>
    public static string Make(string folder, Random chance)
    {
        var ledger = LedgerFolder.Of(folder);
        foreach (var gone in new[] { "checkpoint", "mark" })
        {
            File.Delete(Path.Combine(ledger, gone));
        }

        var path = Path.Combine(ledger, LedgerEntries.FileName);
        var bytes = File.ReadAllBytes(path);
        var index = chance.Next((bytes.Length - LedgerEntries.HeadBytes) / LedgerEntries.EntryBytes);
        bytes[(int)LedgerEntries.OffsetOf(index) + CommitmentAt + chance.Next(MerkleHash.Bytes)] ^= 1;
        File.WriteAllBytes(path, bytes);
        return $"ledger/entries: the commitment of entry {index}";
    }
}
