using System.Security.Cryptography;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>A core with a ledger in memory, and what tests ask of it.</summary>
internal static class LedgerUnderTest
{
    public const string Origin = "example.com/ledger";

    public static readonly LedgerKeys Keys = new(Origin, SHA256.HashData("ledger"u8), []);

    public static Task<CoreUnderTest> OpenAsync(SimulatedLedgerFiles files) => CoreUnderTest.OpenAsync(ledger: new LedgerPlace(files, Keys));

    /// <summary>A core with so many grants, each of somebody else.</summary>
    public static async Task<CoreUnderTest> OpenAsync(SimulatedLedgerFiles files, int grants)
    {
        var core = await OpenAsync(files);
        for (var number = 0; number < grants; number++)
        {
            await SayAsync(core, $"u-{number}");
        }

        return core;
    }

    public static ConsentLedger LedgerOf(CoreUnderTest core) => core.Core.Store.Ledger!;

    public static async Task<ConsentOutcome> SayAsync(CoreUnderTest core, string user, ConsentState state = ConsentState.Given)
    {
        var record = new ConsentRecord(
            "personalization", state, "web-privacy@2026-11", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false);
        return await core.Core.Consents.RecordAsync(new ConsentRequest([core.User(user)], "", [record]), TestContext.Current.CancellationToken);
    }

    public static async Task<LedgerReport> AuditAsync(CoreUnderTest core, IStore? seen = null, Checkpoint? since = null) =>
        await LedgerAudit.RunAsync(seen ?? core.Store, core.Ledger!, since, core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken);

    public static Checkpoint Open(string note) => Checkpoint.TryOpen(note, Origin, Keys.All, out var head) ? head : throw new InvalidOperationException("No key of the ledger signed it.");

    public static List<LedgerLeaf> LeavesOf(ConsentLedger ledger) => [.. Enumerable.Range(0, (int)ledger.Size).Select(index => ledger.Read(index))];

    /// <summary>What an operator can do who holds every key: another history, chained and signed as the first was.</summary>
    public static ConsentLedger Forge(CoreUnderTest core, IReadOnlyList<LedgerLeaf> leaves)
    {
        var forged = new ConsentLedger(new LedgerPlace(new SimulatedLedgerFiles(), Keys), core.Store.Secrets.LookUp.Span, core.Clock);
        forged.Append(leaves);
        return forged;
    }
}
