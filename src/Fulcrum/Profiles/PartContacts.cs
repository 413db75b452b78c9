using System.Runtime.InteropServices;

namespace Fulcrum.Profiles;

/// <summary>What caps and repeated requests need to remember of one part's decisions.</summary>
/// <remarks>A mutable value inside its part. The list handed out is never changed, only replaced.</remarks>
internal struct PartContacts
{
    /// <summary>How long a request id finds its decision again.</summary>
    internal static readonly TimeSpan RequestsFor = TimeSpan.FromHours(24);

    private const int RequestsMax = 1_000;

    private Contact[] _contacts = [];
    private RequestKey[] _requests = [];

    /// <summary>No decision yet.</summary>
    public PartContacts()
    {
    }

    /// <summary>The contacts, oldest first.</summary>
    internal readonly Contact[] Contacts => _contacts;

    /// <summary>The requests, oldest first.</summary>
    internal readonly ReadOnlySpan<RequestKey> Requests => _requests;

    /// <summary>Takes a decision in: its contacts count from now, until they lapse or for good.</summary>
    internal void Apply(long sequence, DecisionEntry decision, FoldPlan plan)
    {
        if (decision.RequestKey != 0)
        {
            var since = decision.At - RequestsFor;
            var kept = Array.FindAll(_requests, request => request.At > since);
            _requests = [.. kept.AsSpan(Math.Max(0, kept.Length + 1 - RequestsMax)), new RequestKey(decision.RequestKey, sequence, decision.At)];
        }

        if (decision.Contacts.IsEmpty)
        {
            return;
        }

        var contacts = new Contact[_contacts.Length + decision.Contacts.Length];
        var count = CopyStillCounting(contacts, decision.At, plan);
        foreach (var offer in decision.Contacts)
        {
            if (plan.SpanOf(offer, decision.Placement) is not null)
            {
                Insert(contacts, count++, new Contact(sequence, SharedTexts.Share(offer), SharedTexts.Share(decision.Placement), decision.At, decision.LapsesAt));
            }
        }

        Array.Resize(ref contacts, count);
        _contacts = contacts;
    }

    /// <summary>Takes an outcome in: a reported impression counts for good, from the time it was reported.</summary>
    internal void Apply(OutcomeEntry outcome, FoldPlan plan)
    {
        if (outcome.Kind != "impression" || plan.SpanOf(outcome.Offer, "") is null)
        {
            return;
        }

        var contacts = new Contact[_contacts.Length + 1];
        var count = CopyStillCounting(contacts, outcome.At, plan);
        var at = Array.FindIndex(contacts, 0, count, contact => contact.Decision == outcome.Decision && contact.Offer == outcome.Offer);
        if (at >= 0 && contacts[at].LapsesAt == Instant.Never)
        {
            return; // Reported before, or its decision counts anyway.
        }

        // One whose reservation was forgotten meanwhile still happened; its placement is no longer known.
        var reserved = at >= 0 ? contacts[at] : new Contact(outcome.Decision, SharedTexts.Share(outcome.Offer), "", outcome.At, Instant.Never);
        if (at >= 0)
        {
            Array.Copy(contacts, at + 1, contacts, at, --count - at);
        }

        Insert(contacts, count++, reserved with { At = outcome.At, LapsesAt = Instant.Never });
        Array.Resize(ref contacts, count);
        _contacts = contacts;
    }

    /// <summary>The decision a request got less than 24 hours before; 0 for none.</summary>
    internal readonly long FindRequest(UInt128 key, Instant at)
    {
        var since = at - RequestsFor;
        for (var index = _requests.Length - 1; index >= 0; index--)
        {
            if (_requests[index].Key == key && _requests[index].At > since)
            {
                return _requests[index].Decision;
            }
        }

        return 0;
    }

    /// <summary>Puts a snapshot's content back.</summary>
    internal void Restore(Contact[] contacts, RequestKey[] requests) => (_contacts, _requests) = (contacts, requests);

    // A reservation that lapsed stays for its span: its impression may be reported late.
    private readonly int CopyStillCounting(Contact[] into, Instant at, FoldPlan plan)
    {
        var count = 0;
        foreach (ref readonly var contact in _contacts.AsSpan())
        {
            if (plan.SpanOf(contact.Offer, contact.Placement) is { } span && contact.At > at - span)
            {
                into[count++] = contact;
            }
        }

        return count;
    }

    private static void Insert(Contact[] contacts, int count, Contact contact)
    {
        var at = count;
        for (; at > 0 && contacts[at - 1].At > contact.At; at--)
        {
            contacts[at] = contacts[at - 1];
        }

        contacts[at] = contact;
    }
}

/// <summary>A request that was answered, so that asking again gives the same decision.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RequestKey(UInt128 Key, long Decision, Instant At);
