using System.Text.Json;
using Fulcrum.Consent.Ledger;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Consent.Receipts;

/// <summary>Hands out receipts: for consents that are on disk in the journal and in the ledger, and for no others.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class ReceiptFlow
{
    private readonly IStore _store;
    private readonly Sealing _sealing;

    internal ReceiptFlow(IStore store, Sealing sealing) => (_store, _sealing) = (store, sealing);

    /// <summary>Whether there is a ledger to prove anything with.</summary>
    public bool HasLedger => _store.Ledger is not null;

    /// <summary>The receipt of a consent; null when no consent has this row, or its subject was erased, or there is no ledger.</summary>
    /// <param name="sequence">The row of the journal.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">The ledger is damaged or does not have the entry, so nothing can be proved now.</exception>
    public async ValueTask<Receipt?> FindAsync(long sequence, CancellationToken cancellation)
    {
        if (_store.Ledger is not { } ledger || await _store.Journal.FindAsync(sequence, cancellation) is not { Row: { Kind: EntryKind.Consent } row })
        {
            return null;
        }

        // The row may be queued only: an empty batch behind it says when it and its ledger entry are on disk.
        await _store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
        if (await _store.Keys.FindAsync(row.Subject, cancellation) is not { } wrapped
            || _sealing.UnwrapKey(row.Subject, wrapped.Span) is not { } key
            || Sealing.OpenRow(key, row) is not { } payload || !EntryCodec.TryRead(row.Kind, payload, out var entry))
        {
            return null;
        }

        var salt = ConsentCommitment.SaltOf(key, row.Sealed.Span);
        var canonical = ConsentCanonical.Write(row.Subject, ((ConsentEntry)entry).Record);
        if (ledger.Find(sequence) is not { } index || !ledger.Read(index).Commitment.Span.SequenceEqual(ConsentCommitment.Of(salt, canonical)))
        {
            throw new StoreUnavailableException($"The consent ledger has no entry of row {sequence} as it stands in the journal. See what is damaged: fulcrum ledger verify");
        }

        using var record = JsonDocument.Parse(canonical);
        return new Receipt(sequence, record.RootElement.Clone(), salt, ledger.Prove(index));
    }
}
