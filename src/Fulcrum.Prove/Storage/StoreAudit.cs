using Fulcrum.Collect;
using Fulcrum.Consent;

namespace Fulcrum.Prove.Storage;

/// <summary>Compares what an opened store says with what it had acknowledged.</summary>
internal static class StoreAudit
{
    /// <summary>Reads every subject's standing, decides for each, sends every acknowledged event again, and looks through the consent ledger.</summary>
    /// <param name="store">The store; it is written to, and its core is closed at the end.</param>
    /// <param name="ledger">What was asked.</param>
    /// <param name="acknowledged">Numbers of the deeds acknowledged.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<StoreFindings> RunAsync(
        ProvedStore store, StoreLedger ledger, IReadOnlySet<long> acknowledged, CancellationToken cancellation)
    {
        var findings = new StoreFindings();
        foreach (var subject in ledger.Subjects)
        {
            try
            {
                await CompareAsync(store, subject, [.. subject.Allowed(acknowledged)], findings, cancellation);
            }
            catch (StoreUnavailableException)
            {
                findings.Refused++;
            }
        }

        try
        {
            await SendAgainAsync(store, ledger, acknowledged, findings, cancellation);
        }
        catch (StoreUnavailableException)
        {
            findings.Refused++;
        }

        await LedgerAsTold.RunAsync(store, ledger, acknowledged, findings, cancellation);
        await LedgerAsTold.VerifyAsync(store, findings, cancellation);
        findings.Noticed += findings.LedgerFaults + store.Sqlite.DamagedRows + store.Unreadable.Count + findings.Refused;
        return findings;
    }

    private static async Task CompareAsync(
        ProvedStore store, LedgerSubject subject, IReadOnlyList<System.Collections.Immutable.ImmutableArray<ConsentState>> allowed, StoreFindings findings, CancellationToken cancellation)
    {
        var found = await store.ReadAsync(subject.Id, cancellation);
        if (!allowed.Any(one => one.SequenceEqual(found)))
        {
            findings.Differing++;
            findings.Say($"{subject.Id}: {string.Join(',', found)} instead of {string.Join(',', allowed[0])}");
        }

        var personal = await store.DecideAsync(subject.Id, cancellation);
        for (var purpose = 0; purpose < personal.Length; purpose++)
        {
            if ((personal[purpose] || found[purpose] == ConsentState.Given) && allowed.All(one => one[purpose] != ConsentState.Given))
            {
                findings.WronglyUsed++;
                findings.Say($"{subject.Id}: used for {ProvedPurposes.Names[purpose]}, which stands at {allowed[0][purpose]}");
            }
        }
    }

    private static async Task SendAgainAsync(
        ProvedStore store, StoreLedger ledger, IReadOnlySet<long> acknowledged, StoreFindings findings, CancellationToken cancellation)
    {
        var sent = ledger.Subjects.SelectMany(subject => subject.Deeds
            .Where(deed => deed.MessageId.Length > 0 && acknowledged.Contains(deed.Number))
            .Select(deed => (subject.Id, deed.MessageId)));
        foreach (var some in sent.Chunk(100))
        {
            var fates = await store.SendAsync(some, cancellation);
            foreach (var (index, fate) in fates.Index())
            {
                if (fate.Kind is EventFateKind.Stored)
                {
                    findings.Forgotten++;
                    findings.Say($"{some[index].MessageId}: acknowledged and not known any more");
                }
            }
        }
    }
}

/// <summary>What differed.</summary>
internal sealed class StoreFindings
{
    private const int SaidMax = 5;

    /// <summary>Subjects whose standing is not one that what was acknowledged allows.</summary>
    public int Differing { get; set; }

    /// <summary>Purposes used, or shown as given, that nothing asked for allows.</summary>
    public int WronglyUsed { get; set; }

    /// <summary>Acknowledged events that are not known any more.</summary>
    public int Forgotten { get; set; }

    /// <summary>Acknowledged consents' entries that were not on disk.</summary>
    public int Unentered { get; set; }

    /// <summary>How often the ledger said something else than before without knowing it, or did while broken what it must not.</summary>
    public int LedgerWrong { get; set; }

    /// <summary>How often the ledger was said to be broken, by itself or by <c>ledger verify</c>.</summary>
    public int LedgerFaults { get; set; }

    /// <summary>Questions the store refused to answer.</summary>
    public int Refused { get; set; }

    /// <summary>How often something was said to be damaged.</summary>
    public int Noticed { get; set; }

    /// <summary>The first few, in words.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Whether all is as acknowledged, the ledger apart.</summary>
    public bool IsWhole => Differing == 0 && WronglyUsed == 0 && Forgotten == 0 && Refused == 0;

    /// <summary>Whether the ledger is as acknowledged.</summary>
    public bool HasWholeLedger => Unentered == 0 && LedgerWrong == 0 && LedgerFaults == 0;

    /// <summary>Adds words.</summary>
    public void Say(string text)
    {
        if (Said.Count < SaidMax)
        {
            Said.Add(text);
        }
    }
}
