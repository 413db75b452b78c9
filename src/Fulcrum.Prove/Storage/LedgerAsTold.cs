using System.Globalization;
using Fulcrum.Backups.Ledger;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Sqlite;

namespace Fulcrum.Prove.Storage;

/// <summary>Holds the consent ledger of an opened store to what was told of it: entries on disk, heads handed out, and what goes on while it is broken.</summary>
internal static class LedgerAsTold
{
    /// <summary>Entries on a disk that nobody has opened yet, up to the first that does not follow from the one before.</summary>
    public static long EntriesIn(string folder)
    {
        var path = Path.Combine(LedgerFolder.Of(folder), LedgerEntries.FileName);
        if (!File.Exists(path) || new FileInfo(path).Length < LedgerEntries.HeadBytes)
        {
            return 0;
        }

        using var entries = new LedgerEntries(new LedgerFolder(LedgerFolder.Of(folder)), StoreKeys.Read(folder).Secrets.NewestLookUp.Span);
        return entries.Scan(0, entries.Count).TakeWhile(entry => entry.Follows).LongCount();
    }

    /// <summary>Whether every acknowledged consent has its entry on a disk; said before anybody opened it, since a start makes good what is missing.</summary>
    public static void CompareDisk(long entries, StoreLedger told, IReadOnlySet<long> acknowledged, StoreFindings findings)
    {
        var expected = told.EntriesAt(acknowledged);
        if (entries < expected)
        {
            findings.Unentered++;
            findings.Say(string.Create(CultureInfo.InvariantCulture, $"ledger: {entries} entries on disk, and {expected} when the last consent was acknowledged"));
        }
    }

    /// <summary>Looks through the rest as a served store does, then holds it to what was handed out; where it says that it is broken, tries what may go on and what may not.</summary>
    public static async Task RunAsync(ProvedStore store, StoreLedger told, IReadOnlySet<long> acknowledged, StoreFindings findings, CancellationToken cancellation)
    {
        _ = store.Ledger.LookOn(int.MaxValue);
        if (store.Ledger.Damage is null)
        {
            try
            {
                Compare(store.Ledger, told, acknowledged, findings);
            }
            catch (StoreUnavailableException)
            {
                // It found out by itself while it was asked; a ledger that answers nothing and says nothing is caught by what follows.
                if (store.Ledger.Damage is null)
                {
                    findings.LedgerWrong++;
                    findings.Say("ledger: it refuses to answer and does not say that it is broken");
                }
            }
        }

        if (store.Ledger.Damage is { } damage)
        {
            findings.LedgerFaults++;
            findings.Say($"ledger: {damage.What}");
            await UseBrokenAsync(store, told, findings, cancellation);
        }
    }

    /// <summary><c>fulcrum ledger verify</c> over the store, whose core is closed by that.</summary>
    public static async Task VerifyAsync(ProvedStore store, StoreFindings findings, CancellationToken cancellation)
    {
        var wasWhole = store.Ledger.Damage is null;
        LedgerReport report;
        try
        {
            report = await store.VerifyLedgerAsync(cancellation);
        }
        catch (StoreUnavailableException refusal) when (refusal.Message.Contains("journal.db", StringComparison.Ordinal) && refusal.Message.Contains("fulcrum backup restore", StringComparison.Ordinal))
        {
            // The journal it compares with cannot be read: said with file and remedy.
            findings.Refused++;
            findings.Say($"ledger verify: {refusal.Message}");
            return;
        }

        if (wasWhole && (!report.IsWhole || report.Waiting > 0))
        {
            findings.LedgerFaults++;
            findings.Say(report.IsWhole ? $"ledger verify: {report.Waiting} consents have no entry" : $"ledger verify: {report.Faults[0].What}");
        }
    }

    private static void Compare(ConsentLedger ledger, StoreLedger told, IReadOnlySet<long> acknowledged, StoreFindings findings)
    {
        for (var index = 0; index < told.Entries.Length; index++)
        {
            if (index >= ledger.Size || !ledger.Read(index).ToBytes().AsSpan().SequenceEqual(told.Entries[index].Span))
            {
                findings.LedgerWrong++;
                findings.Say(string.Create(CultureInfo.InvariantCulture, $"ledger: entry {index} is not the one that was acknowledged"));
                return;
            }
        }

        foreach (var head in told.Heads.Where(head => acknowledged.Contains(head.Number)).Select(head => head.Head))
        {
            // As an outsider holds it to a head that was handed out.
            if (head.Origin != ledger.Origin || head.Size > ledger.Size
                || (head.Size > 0 && !MerkleProof.Extends((ulong)head.Size, (ulong)ledger.Size, ledger.ProveConsistency(head.Size, ledger.Size), head.Root.Span, ledger.RootAt(ledger.Size))))
            {
                findings.LedgerWrong++;
                findings.Say(string.Create(CultureInfo.InvariantCulture, $"ledger: the head of {head.Size} entries that was handed out does not hold any more"));
                return;
            }
        }
    }

    private static async Task UseBrokenAsync(ProvedStore store, StoreLedger told, StoreFindings findings, CancellationToken cancellation)
    {
        var subject = told.Subjects.FirstOrDefault(one => !one.IsErased)?.Id ?? "somebody";
        try
        {
            await store.RecordAsync(subject, [(ProvedPurposes.Names[0], ConsentState.Given)], cancellation);
            findings.LedgerWrong++;
            findings.Say("ledger: broken, and a consent was granted");
        }
        catch (StoreUnavailableException)
        {
            // As it must be.
        }

        try
        {
            await store.RecordAsync(subject, ProvedPurposes.Names.Select(name => (name, ConsentState.Withdrawn)), cancellation);
            if ((await store.DecideAsync(subject, cancellation)).Contains(true))
            {
                findings.WronglyUsed++;
                findings.Say($"{subject}: used for what was withdrawn while the ledger was broken");
            }
        }
        catch (StoreUnavailableException) when (store.Sqlite.Failed is not null || store.Sqlite.Limited is not null)
        {
            // Not for the ledger's sake.
        }
        catch (StoreUnavailableException refusal)
        {
            findings.LedgerWrong++;
            findings.Say($"ledger: broken, and a withdrawal was refused: {refusal.Message}");
        }
    }
}
