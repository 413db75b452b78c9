using System.Collections.Concurrent;
using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Prove.Storage;

/// <summary>What was asked of a store and what it acknowledged, subject by subject. Each subject is written by one task at a time.</summary>
internal sealed class StoreLedger
{
    private long _deeds;

    /// <summary>Makes so many subjects that nobody knows yet.</summary>
    public StoreLedger(int subjects) => Subjects = [.. Enumerable.Range(0, subjects).Select(number => new LedgerSubject($"subject-{number}"))];

    /// <summary>The subjects.</summary>
    public ImmutableArray<LedgerSubject> Subjects { get; }

    /// <summary>Heads of the consent ledger that were handed out.</summary>
    public ConcurrentQueue<HeldHead> Heads { get; } = [];

    /// <summary>Entries of the consent ledger once all was done; empty when nobody looked.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Entries { get; set; } = [];

    /// <summary>A head of the consent ledger was handed out.</summary>
    /// <returns>Its number.</returns>
    public long Hold(Checkpoint head)
    {
        var number = Interlocked.Increment(ref _deeds);
        Heads.Enqueue(new HeldHead(number, head));
        return number;
    }

    /// <summary>How many entries the consent ledger had when the last of these was acknowledged, at least.</summary>
    public long EntriesAt(IReadOnlySet<long> acknowledged) =>
        Subjects.SelectMany(subject => subject.Deeds).Where(deed => acknowledged.Contains(deed.Number)).Select(deed => deed.Entries).DefaultIfEmpty().Max();

    /// <summary>Something is about to be asked.</summary>
    /// <param name="subject">Of whom.</param>
    /// <param name="after">What stands about each purpose once it is done.</param>
    /// <param name="messageId">Of the event; empty when it is none.</param>
    public LedgerDeed Ask(LedgerSubject subject, ImmutableArray<ConsentState> after, string messageId)
    {
        var deed = new LedgerDeed(Interlocked.Increment(ref _deeds), after, messageId);
        subject.Deeds.Add(deed);
        return deed;
    }
}

/// <summary>One subject: everything asked of it, in order.</summary>
internal sealed class LedgerSubject(string id)
{
    /// <summary>Its user id.</summary>
    public string Id { get; } = id;

    /// <summary>What was asked.</summary>
    public List<LedgerDeed> Deeds { get; } = [];

    /// <summary>Whether its erasure was asked for.</summary>
    public bool IsErased { get; set; }

    /// <summary>Whether something asked of it had no answer, so that nobody knows what stands; nothing more is asked of it then.</summary>
    public bool IsInDoubt { get; set; }

    /// <summary>What stands now, if all was done.</summary>
    public ImmutableArray<ConsentState> Standing => Deeds.Count > 0 ? Deeds[^1].After : ProvedPurposes.Unknown;

    /// <summary>What may stand when so much was acknowledged: what the last acknowledged deed left, or any later one.</summary>
    public IEnumerable<ImmutableArray<ConsentState>> Allowed(IReadOnlySet<long> acknowledged)
    {
        var last = Deeds.FindLastIndex(deed => acknowledged.Contains(deed.Number));
        yield return last < 0 ? ProvedPurposes.Unknown : Deeds[last].After;
        for (var later = last + 1; later < Deeds.Count; later++)
        {
            yield return Deeds[later].After;
        }
    }
}

/// <summary>One thing asked.</summary>
/// <param name="Number">1, 2, 3, … over the whole ledger.</param>
/// <param name="After">What stands about each purpose once it is done.</param>
/// <param name="MessageId">Of the event; empty when it is none.</param>
internal sealed record LedgerDeed(long Number, ImmutableArray<ConsentState> After, string MessageId)
{
    /// <summary>Whether it was acknowledged.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Entries of the consent ledger when it was acknowledged, at least.</summary>
    public long Entries { get; set; }
}

/// <summary>A head of the consent ledger that was handed out.</summary>
/// <param name="Number">Its number among what was asked.</param>
/// <param name="Head">Size and root.</param>
internal sealed record HeldHead(long Number, Checkpoint Head);

/// <summary>The purposes of the scratch workspace that rest on consent.</summary>
internal static class ProvedPurposes
{
    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = ["personalization", "news", "analytics", "advice"];

    /// <summary>Nothing is known about any.</summary>
    public static ImmutableArray<ConsentState> Unknown { get; } = [ConsentState.Unknown, ConsentState.Unknown, ConsentState.Unknown, ConsentState.Unknown];
}
