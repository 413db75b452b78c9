using System.Collections.Immutable;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Consent.Ledger;

/// <summary>What looking through a whole ledger found.</summary>
/// <param name="Head">Size and root as made from the entries.</param>
/// <param name="Matching">Entries whose journal row says what they committed to.</param>
/// <param name="Gone">Entries whose row or key is gone: erased, or deleted when their retention was over. Their proofs hold all the same.</param>
/// <param name="Lost">Entries of rows a restore lost; the ledger says where.</param>
/// <param name="Restores">Restores the ledger tells of.</param>
/// <param name="Waiting">Consents of the journal that the next start takes in.</param>
/// <param name="Faults">What is wrong, the gravest first; empty when all holds.</param>
public sealed record LedgerReport(Checkpoint Head, long Matching, long Gone, long Lost, int Restores, long Waiting, ImmutableArray<Fault> Faults)
{
    /// <summary>Whether everything holds.</summary>
    public bool IsWhole => Faults.IsEmpty;
}
