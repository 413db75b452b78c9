using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;

namespace Fulcrum.Simulation;

/// <summary>Whatever the faults were: every consent of the journal has its entry in the ledger, in order, and says what it committed to.</summary>
internal static class LedgerCheck
{
    /// <summary>Looks through all of it.</summary>
    /// <exception cref="BrokenPromiseException">An entry is missing, in the wrong place, or of another consent.</exception>
    public static void Run(SimulatedDisk disk, SimulatedLedgerFiles files, TimeProvider clock)
    {
        var report = LedgerAudit.RunAsync(disk.Open(), SimulatedProcess.Place(files), null, clock, new SeededRandomSource(1), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (!report.IsWhole || report.Waiting > 0)
        {
            throw new BrokenPromiseException("ledger", report.IsWhole ? $"{report.Waiting} consents have no entry" : report.Faults[0].What);
        }
    }
}
