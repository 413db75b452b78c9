using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Simulation;

/// <summary>What must hold once the faults have stopped and every message was answered.</summary>
internal sealed class FinalChecks(Ledger ledger, SimulatedDisk disk, int now)
{
    /// <summary>Checks all of it through the same doors clients use.</summary>
    public async Task CheckAsync(Port port, Func<string, ImmutableArray<Identifier>> read)
    {
        await CheckNothingDoubleAsync();
        CheckCounts(await port.ReadCountsAsync());
        foreach (var (person, identifier) in Identifiers())
        {
            await CheckPurchasesAsync(port, person, identifier, read(identifier));
            await CheckTastesAsync(port, person, identifier, read(identifier));
        }

        foreach (var asked in ledger.Askings.Where(asked => asked.Decision is not null).DistinctBy(asked => asked.Decision!.Id))
        {
            await CheckAccountAsync(port, asked);
        }
    }

    private IEnumerable<(int Person, string Identifier)> Identifiers() =>
        ledger.Sendings.SelectMany(sent => new[] { (sent.Person, sent.Identifier), (sent.Person, sent.Other) })
            .Where(pair => pair.Item2.Length > 0)
            .Distinct()
            .OrderBy(pair => pair.Item2, StringComparer.Ordinal);

    private async Task CheckNothingDoubleAsync()
    {
        var seen = new HashSet<UInt128>();
        await foreach (var entry in disk.Open().Journal.ReadAllAsync(0, CancellationToken.None))
        {
            if (entry.Row.Kind is EntryKind.Event or EntryKind.Outcome && entry.Row.Dedupe != 0 && !seen.Add(entry.Row.Dedupe))
            {
                throw new BrokenPromiseException("double", $"row {entry.Sequence} is in the journal twice");
            }
        }
    }

    private void CheckCounts(ImmutableArray<CollectCount> counts)
    {
        foreach (var count in counts.Where(count => count.Received != count.Stored + count.Duplicate + count.Quarantined + count.Refused))
        {
            throw new BrokenPromiseException("balance", $"minute {count.Minute} does not balance");
        }

        var stored = counts.Sum(count => count.Stored);
        var kept = ledger.Sendings.Count(sent => sent.IsKept);
        var perhaps = ledger.Sendings.Count(sent => !sent.IsKept && sent.Unsure);
        if (stored < kept || stored > kept + perhaps)
        {
            throw new BrokenPromiseException("balance", $"{stored} counted as stored, {kept} acknowledged, {perhaps} not known");
        }

        // Each sending that was answered is counted once under what it was told; one that was not may be counted, and as anything.
        foreach (var (kind, counted) in new[]
        {
            (EventFateKind.Stored, stored),
            (EventFateKind.Duplicate, counts.Sum(count => count.Duplicate)),
            (EventFateKind.Quarantined, counts.Sum(count => count.Quarantined)),
            (EventFateKind.Refused, counts.Sum(count => count.Refused)),
        })
        {
            if (counted < ledger.Answered[kind] || counted > ledger.Answered[kind] + ledger.Unanswered)
            {
                throw new BrokenPromiseException("balance", $"{counted} counted as {kind}, {ledger.Answered[kind]} were told so, {ledger.Unanswered} were not answered");
            }
        }
    }

    private async Task CheckPurchasesAsync(Port port, int person, string identifier, ImmutableArray<Identifier> identifiers)
    {
        var certain = ledger.CertainlyLinked(person, identifier, now, now);
        var possible = ledger.PossiblyLinked(person, identifier, now, now);
        var bought = ledger.Sendings.Where(sent => sent.Message.Name == "Bought" && sent.Person == person).ToArray();
        var atLeast = bought.Count(sent => certain.Contains(sent.Identifier) && sent.IsKept && !ledger.MayBeErased(sent));
        var atMost = bought.Count(sent => possible.Contains(sent.Identifier) && (sent.IsKept || sent.Unsure) && !ledger.CertainlyErased(sent, identifier, now));
        var found = await port.LookUpAsync("counter", identifiers);
        if (found is null || found < atLeast || found > atMost)
        {
            throw new BrokenPromiseException(
                found > atMost ? "erased-or-double" : "lost",
                $"{identifier} shows {found} purchases, at least {atLeast} and at most {atMost} are known");
        }
    }

    private async Task CheckTastesAsync(Port port, int person, string identifier, ImmutableArray<Identifier> identifiers)
    {
        var certain = ledger.CertainlyLinked(person, identifier, now, now);
        var possible = ledger.PossiblyLinked(person, identifier, now, now);
        var viewed = ledger.Sendings.Where(sent => sent.Message.Name == "Viewed" && sent.Person == person).ToArray();
        var found = await port.LookUpAsync("tastes", identifiers);
        if (found is null)
        {
            return;
        }

        // Granting again revives nothing: what came before an acknowledged withdrawal is gone for good.
        var atMost = viewed.Count(sent => possible.Contains(sent.Identifier) && (sent.IsKept || sent.Unsure)
            && !(ledger.LastWithdrawal(sent.Identifier, now) is { } withdrawal && sent.IsAcknowledgedBefore(withdrawal.Begun))
            && !ledger.CertainlyErased(sent, identifier, now));
        var atLeast = viewed.Count(sent => certain.Contains(sent.Identifier) && sent.IsKept && !ledger.MayBeErased(sent)
            && !ledger.Sayings.Any(said => said.Person == person && !said.Grants && said.MayActAfter(sent.Begun)));
        if (found < atLeast || found > atMost)
        {
            throw new BrokenPromiseException(
                found > atMost ? "revived" : "lost", $"{identifier} shows {found} views, at least {atLeast} and at most {atMost} are known");
        }
    }

    private async Task CheckAccountAsync(Port port, Asking asked)
    {
        var decision = asked.Decision!;
        var account = await port.ExplainAsync(decision.Id);
        var personal = decision.Mode == DecisionMode.Personal;
        if (account is null)
        {
            if (!personal || !ledger.MayBeErased(asked))
            {
                throw new BrokenPromiseException("lost", $"the decision of step {asked.Begun} is gone");
            }

            return;
        }

        if (personal && ledger.CertainlyErased(asked, asked.Identifier, now))
        {
            throw new BrokenPromiseException("erased-or-double", $"the decision of step {asked.Begun} still tells about somebody erased");
        }

        if (!account.Agrees || account.Decision.Mode != decision.Mode
            || !account.Decision.Chosen.Select(offer => offer.Name).SequenceEqual(decision.Chosen.Select(offer => offer.Name)))
        {
            throw new BrokenPromiseException("replay", $"the decision of step {asked.Begun} runs again to another answer");
        }
    }
}
