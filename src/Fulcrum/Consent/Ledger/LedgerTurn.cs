using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>Chains a copy of a ledger anew, under another look-up key (decision 0017). Leaves, tree and signed heads stay what they are.</summary>
public static class LedgerTurn
{
    private const int EntriesAtOnce = 4096;

    /// <summary>Writes every MAC anew, in place. An entry that was damaged is damaged afterwards too, so that nothing is whitewashed.</summary>
    /// <param name="files">The copy; nobody has it open. Cut short, it is thrown away and made again.</param>
    /// <param name="from">The look-up key the entries are chained under.</param>
    /// <param name="to">The one they are to be chained under.</param>
    /// <returns>How many entries there are.</returns>
    /// <exception cref="IOException">The copy could not be read or written.</exception>
    public static long Run(ILedgerFiles files, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        ArgumentNullException.ThrowIfNull(files);
        var (count, synced) = Turn(files, from, to);

        // Under the key that comes, or an entry that is damaged would pass for one torn by a power cut.
        using var turned = new LedgerEntries(files, to);
        turned.NoteSynced(synced);
        return count;
    }

    private static (long Count, long Synced) Turn(ILedgerFiles files, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        using var entries = new LedgerEntries(files, from);
        var synced = entries.Synced();
        var (old, made) = (new LedgerChain(from), new LedgerChain(to));
        var (before, after, count) = (old.FirstMac(), made.FirstMac(), entries.Count);
        for (var first = 0L; first < count; first += EntriesAtOnce)
        {
            using var portion = new MemoryStream();
            for (var index = first; index < Math.Min(count, first + EntriesAtOnce); index++)
            {
                var entry = entries.Read(index);
                var leaf = entry.AsSpan(0, LedgerLeaf.Bytes);
                var mac = entry.AsSpan(LedgerLeaf.Bytes);
                var follows = CryptographicOperations.FixedTimeEquals(old.MacOf(before, leaf), mac);
                before = mac.ToArray();
                after = made.MacOf(after, leaf);
                if (!follows)
                {
                    after[0] ^= 1;
                }

                portion.Write(leaf);
                portion.Write(after);
            }

            entries.Append(first, portion.GetBuffer().AsSpan(0, (int)portion.Length));
        }

        return (count, synced);
    }
}
