using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Prove.Disks;

namespace Fulcrum.Prove.Storage;

/// <summary>Asks a store for everything it can do, from several sides at once, and keeps in a ledger what it acknowledged.</summary>
/// <remarks>
/// Of a hundred deeds about 60 are events, 16 grants, 14 withdrawals, 5 decisions, 2 events put aside, 1 an erasure; two purposes may be
/// decided at once. Before three of a hundred the head of the consent ledger is asked for, as outsiders do. While that ledger is broken
/// only noes, events and the rest are asked.
/// </remarks>
internal sealed class StoreLoad(ProvedStore store, StoreLedger ledger, DiskTrace? trace, int seed)
{
    private const int Sides = 8;
    private const int DeedsAHead = 32;

    private int _left;
    private int _messages;

    /// <summary>Whether the store refused something; then the load ends.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>Runs so many deeds, with snapshots written behind meanwhile.</summary>
    public async Task RunAsync(int deeds, CancellationToken cancellation)
    {
        _left = deeds;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var behind = store.Core.RunAsync(done.Token);
        await Task.WhenAll(Enumerable.Range(0, Sides).Select(side => Task.Run(() => RunSideAsync(side, cancellation), cancellation)));
        await done.CancelAsync();
        await behind;
    }

    private async Task RunSideAsync(int side, CancellationToken cancellation)
    {
        var chance = new Random((seed * 1_000) + side);
        var own = ledger.Subjects.Where((_, index) => index % Sides == side).ToArray();
        while (Interlocked.Decrement(ref _left) >= 0 && !WasRefused)
        {
            if (chance.Next(DeedsAHead) == 0)
            {
                HoldHead();
            }

            var living = own.Where(subject => !subject.IsErased && !subject.IsInDoubt).ToArray();
            if (living.Length == 0)
            {
                return;
            }

            var subject = living[chance.Next(living.Length)];
            var deed = Begin(subject, chance, cancellation, out var doing);
            try
            {
                await doing;
            }
            catch (StoreUnavailableException)
            {
                subject.IsInDoubt = true;
                WasRefused |= store.Sqlite.Failed is not null || store.Ledger.Damage is null;
                continue;
            }

            (deed.Entries, deed.IsAcknowledged) = (store.Ledger.Size, true);
            trace?.Acknowledge(deed.Number);
        }
    }

    private void HoldHead()
    {
        try
        {
            if (SignedNote.TryParse(store.Ledger.Publish(), out var note) && Checkpoint.TryParse(note.Text, out var head))
            {
                trace?.Acknowledge(ledger.Hold(head));
            }
        }
        catch (StoreUnavailableException)
        {
            // Nobody was handed one.
        }
    }

    private LedgerDeed Begin(LedgerSubject subject, Random chance, CancellationToken cancellation, out Task doing)
    {
        var roll = chance.Next(100);
        if (roll < 30)
        {
            var changes = Changes(subject.Standing, chance, grants: roll < 16 && store.Ledger.Damage is null);
            var after = changes.Aggregate(subject.Standing, (standing, change) => standing.SetItem(ProvedPurposes.Names.IndexOf(change.Purpose), change.State));
            var consent = ledger.Ask(subject, after, "");
            doing = store.RecordAsync(subject.Id, changes, cancellation);
            return consent;
        }

        if (roll < 35)
        {
            var decision = ledger.Ask(subject, subject.Standing, "");
            doing = store.DecideAsync(subject.Id, cancellation);
            return decision;
        }

        if (roll == 35 && chance.Next(3) == 0)
        {
            subject.IsErased = true;
            var erasure = ledger.Ask(subject, ProvedPurposes.Unknown, "");
            doing = store.Core.Erasures.EraseAsync([store.IdentifierOf(subject.Id)], "prove", "load", cancellation).AsTask();
            return erasure;
        }

        var message = $"{subject.Id}-{seed}-{Interlocked.Increment(ref _messages)}";
        var sent = ledger.Ask(subject, subject.Standing, roll < 38 ? "" : message);
        doing = roll < 38 ? store.SendUndeclaredAsync(subject.Id, message, cancellation) : store.SendAsync([(subject.Id, message)], cancellation);
        return sent;
    }

    private static (string Purpose, ConsentState State)[] Changes(ImmutableArray<ConsentState> standing, Random chance, bool grants)
    {
        var first = chance.Next(ProvedPurposes.Names.Length);
        var purposes = chance.Next(3) == 0 ? new[] { first, (first + 1) % ProvedPurposes.Names.Length } : [first];
        return [.. purposes.Select(purpose => (ProvedPurposes.Names[purpose], grants ? ConsentState.Given : NoTo(standing[purpose])))];
    }

    private static ConsentState NoTo(ConsentState standing) => standing is ConsentState.Given or ConsentState.Withdrawn ? ConsentState.Withdrawn : ConsentState.Refused;
}
