using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Consent.Ledger;

/// <summary>A store with its consent ledger: whatever engine keeps the journal, consents are acknowledged once both have them.</summary>
internal sealed class LedgeredStore : StoreAround
{
    private const int EntriesLookedAt = 50_000;

    private readonly LedgerJournal _journal;

    private LedgeredStore(IStore inner, ConsentLedger ledger)
        : base(inner) => (Ledger, Journal) = (ledger, _journal = new LedgerJournal(inner.Journal, ledger));

    /// <summary>Opens the ledger of a store and takes in what it lacks of the journal.</summary>
    /// <exception cref="StoreUnavailableException">The journal could not be read.</exception>
    public static async ValueTask<LedgeredStore> OpenAsync(IStore inner, LedgerPlace place, TimeProvider clock, IRandomSource random, CancellationToken cancellation)
    {
        ConsentLedger ledger;
        try
        {
            ledger = new ConsentLedger(place, inner.Secrets.NewestLookUp.Span, clock);
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException($"The consent ledger could not be opened: {fault.Message}", fault);
        }

        try
        {
            await new LedgerCatchUp(inner, ledger, new Sealing(inner.Secrets, random)).RunAsync(Instant.From(clock.GetUtcNow()), cancellation);
            return new LedgeredStore(inner, ledger);
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public override ConsentLedger Ledger { get; }

    /// <inheritdoc />
    public override Fault? Limited => base.Limited ?? Ledger.Damage;

    /// <summary>From now on batches that grant are refused while the ledger is damaged.</summary>
    public void Begin() => _journal.RefusesGrants = true;

    /// <summary>Between other work: looks through some of the entries that the start did not, and notes how far everything is known to be whole, when it is worth it.</summary>
    public ValueTask RestAsync()
    {
        Ledger.LookOn(EntriesLookedAt);
        return _journal.MarkAsync(isLast: false);
    }

    /// <summary>Writes what waits and closes the ledger. The store under it stays its opener's.</summary>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _journal.MarkAsync(isLast: true);
        }
        catch (StoreUnavailableException)
        {
            // The journal failed; the next start takes in what is missing.
        }

        Ledger.Dispose();
        await base.DisposeAsync();
    }
}
