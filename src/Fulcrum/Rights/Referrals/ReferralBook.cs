using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Rights.Referrals;

/// <summary>Every request that partners handed on, in memory, as the journal's rows say it.</summary>
/// <remarks>Filled by the first look, from as far back as one is answered for. Safe from many threads.</remarks>
internal sealed class ReferralBook(ReferralCalls calls)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Referral> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Partner, string Reference), string> _byReference = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>How many wait for their customer.</summary>
    internal int Unproven
    {
        get
        {
            lock (_gate)
            {
                return _open.Count(id => _byId[id].NeedsProof);
            }
        }
    }

    /// <summary>One by our own id.</summary>
    internal Referral? Find(string id)
    {
        lock (_gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>One by its partner's id.</summary>
    internal Referral? Find(string partner, string reference)
    {
        lock (_gate)
        {
            return _byReference.TryGetValue((partner, reference), out var id) ? _byId[id] : null;
        }
    }

    /// <summary>Those with something left to do: not closed, or with results that are kept.</summary>
    internal List<Referral> Open()
    {
        lock (_gate)
        {
            return [.. _open.Select(id => _byId[id])];
        }
    }

    /// <summary>Puts one in its place.</summary>
    internal void Put(Referral referral)
    {
        lock (_gate)
        {
            _byId[referral.Request.Id] = referral;
            _byReference[(referral.Asked.Partner, referral.Asked.Reference)] = referral.Request.Id;
            if (referral.Request.IsClosed && !referral.HasResults)
            {
                _open.Remove(referral.Request.Id);
            }
            else
            {
                _open.Add(referral.Request.Id);
            }
        }
    }

    /// <summary>Reads the journal on from an instant.</summary>
    /// <returns>Rows that tell whose a request was, without one that needs it.</returns>
    internal async ValueTask<List<long>> RecoverAsync(IJournal journal, SealedRows rows, ReferralRows whose, Func<System.Collections.Immutable.ImmutableArray<Identity.Identifier>, System.Collections.Immutable.ImmutableArray<Identity.IdentifierKey>> keys, Instant from, CancellationToken cancellation)
    {
        var (found, identities) = (new Dictionary<string, Referral>(StringComparer.Ordinal), new Dictionary<long, JournalRow>());
        await foreach (var (sequence, row) in journal.ReadAllAsync(await JournalTimes.FindBeforeAsync(journal, from, cancellation), cancellation))
        {
            if (row.Kind == EntryKind.ReferralIdentities)
            {
                identities[sequence] = row;
            }
            else if (row.Kind == EntryKind.Referral && await rows.OpenAsync(row, cancellation) is ReferralEntry entry)
            {
                var next = found.TryGetValue(entry.Id, out var before) ? before.Next(entry, sequence) ?? before : Referral.Of(entry, sequence);
                if (next is not null)
                {
                    calls.Add(before ?? next, next, entry.At);
                    found[entry.Id] = next;
                }
            }
            else if (row.Kind == EntryKind.ReferralDelivery && await rows.OpenAsync(row, cancellation) is ReferralDeliveryEntry delivery)
            {
                calls.Settle(delivery.Referral, delivery.Address, delivery.Change);
            }
        }

        foreach (var referral in found.Values)
        {
            var isNeeded = !referral.Request.IsClosed || referral.HasResults;
            if (isNeeded && identities.Remove(referral.Asked.Identities, out var row) && await whose.OpenAsync(row, cancellation) is { } known)
            {
                Put(referral with { Keys = keys(known) });
            }
            else
            {
                Put(referral with { HasResults = false });
            }
        }

        return [.. identities.Keys];
    }
}
