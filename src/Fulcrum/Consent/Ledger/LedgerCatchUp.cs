using System.Buffers.Binary;
using System.Globalization;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Consent.Ledger;

/// <summary>Takes into a ledger what it lacks of its journal: a crash came between the two, the ledger is new, or the journal was put back from a backup.</summary>
/// <remarks>A row gives the same entry whenever it is taken in, so what was cut off a torn end comes back as it was.</remarks>
internal sealed class LedgerCatchUp(IStore store, ConsentLedger ledger, Sealing sealing)
{
    /// <summary>The file in which a restore says up to which row the journal goes again: 8 bytes, big-endian.</summary>
    internal const string RestoredName = "restored";

    private const int LeavesAtOnce = 4_096;

    private readonly ConsentRowReader _reader = new(store.Keys.FindAsync, sealing);

    /// <summary>Takes in what is missing.</summary>
    /// <exception cref="StoreUnavailableException">The journal could not be read.</exception>
    public async ValueTask RunAsync(Instant now, CancellationToken cancellation)
    {
        if (ledger.Damage is not null)
        {
            return;
        }

        try
        {
            DeclareRestore(now);
            if (ledger.Through > store.Journal.Head)
            {
                ledger.Stop(new Fault(
                    "ledger-ahead",
                    string.Create(CultureInfo.InvariantCulture, $"The consent ledger knows of journal row {ledger.Through}, and the journal ends at row {store.Journal.Head}: it is an older copy."),
                    "Restore the store with fulcrum backup restore, which declares it in the ledger, or bring back the journal that belongs to it."));
                return;
            }

            await AppendAsync(cancellation);
        }
        catch (IOException fault)
        {
            ledger.Stop(new Fault("ledger-write-failed", $"The consent ledger could not be written: {fault.Message}", "Mend the disk, then start again; what the ledger lacks is taken in from the journal."));
        }
    }

    private void DeclareRestore(Instant now)
    {
        if (ledger.Files.Read(RestoredName) is { Length: sizeof(long) } declared)
        {
            ledger.AppendRestored(BinaryPrimitives.ReadInt64BigEndian(declared), now);
            ledger.Files.Delete(RestoredName);
        }
    }

    private async ValueTask AppendAsync(CancellationToken cancellation)
    {
        var leaves = new List<LedgerLeaf>();
        await foreach (var (sequence, row) in store.Journal.ReadAllAsync(ledger.Through, cancellation))
        {
            if (row.Kind != EntryKind.Consent)
            {
                continue;
            }

            var commitment = await _reader.CommitmentOfAsync(row, cancellation) ?? new byte[MerkleHash.Bytes];
            leaves.Add(new LedgerLeaf(LedgerLeafKind.Consent, sequence, row.At, commitment));
            if (leaves.Count == LeavesAtOnce)
            {
                ledger.Append(leaves);
                leaves.Clear();
            }
        }

        if (leaves.Count > 0)
        {
            ledger.Append(leaves);
        }
    }
}
