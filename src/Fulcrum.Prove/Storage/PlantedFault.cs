using Fulcrum.Consent.Ledger;
using Fulcrum.Profiles;

namespace Fulcrum.Prove.Storage;

/// <summary>What is wrong with a store on purpose: the negative controls. Nothing as a rule.</summary>
internal sealed record PlantedFault
{
    /// <summary>Nothing is wrong.</summary>
    public static PlantedFault None { get; } = new();

    /// <summary>Stands between the core and the store.</summary>
    public Func<IStore, IStore>? Store { get; init; }

    /// <summary>Stands between the ledger and its files; told the store's secrets too.</summary>
    public Func<ILedgerFiles, StoreSecrets, ILedgerFiles>? Ledger { get; init; }
}
