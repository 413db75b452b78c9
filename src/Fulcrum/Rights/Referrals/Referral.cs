using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Referrals;

/// <summary>A request that a partner handed on for a customer: where it stands. Immutable; its history is the journal's.</summary>
/// <remarks>It holds nobody's data: whose it is stands in a row of its own, sealed with the subject's key, and goes with it.</remarks>
/// <param name="Asked">What was asked.</param>
/// <param name="Request">Where it stands: the one machine of all requests.</param>
public sealed record Referral(ReferralAsked Asked, RightsRequest Request)
{
    /// <summary>Why it was refused.</summary>
    public DenialReason Reason { get; init; }

    /// <summary>Whether nobody confirmed it in time.</summary>
    public bool IsExpired { get; init; }

    /// <summary>Which of its identities the customer proved; -1 for none: then it is done on the partner's word.</summary>
    public int Proven { get; init; } = -1;

    /// <summary>The request at the desk that it waits for; empty for none.</summary>
    public string Desk { get; init; } = "";

    /// <summary>Whether what was asked to see can be fetched.</summary>
    public bool HasResults { get; init; }

    /// <summary>The row of its last change.</summary>
    public long Change { get; init; }

    /// <summary>Its identities as they are looked up, while it waits; empty once it is closed.</summary>
    internal ImmutableArray<IdentifierKey> Keys { get; init; } = [];

    /// <summary>Whether it may still be taken back: nothing was begun.</summary>
    public bool IsPending => Request.State is RequestState.Received or RequestState.Asked;

    /// <summary>Whether the customer has to confirm it first.</summary>
    public bool NeedsProof => Request.State == RequestState.Asked;

    /// <summary>The fold's step; null where the machine does not allow it.</summary>
    internal Referral? Next(ReferralEntry entry, long sequence)
    {
        if (Request.Next(entry.Act, entry.At) is not { } request)
        {
            return null;
        }

        var next = this with { Request = request, Change = sequence };
        return entry.Act switch
        {
            RequestAct.Answer => next with { Proven = entry.Proven },
            RequestAct.Join => next with { Desk = entry.Why },
            RequestAct.Complete => next with { HasResults = entry.Why == ReferralEntry.Found },
            RequestAct.Refuse => next with { Reason = entry.Reason },
            RequestAct.Drop => next with { IsExpired = entry.By == ReferralEntry.Fulcrum },
            _ => next,
        };
    }

    /// <summary>The first state of one; null for an entry that opens none.</summary>
    internal static Referral? Of(ReferralEntry entry, long sequence) => entry.Asked is { } asked && entry.Act == RequestAct.Open
        ? new Referral(asked, new RightsRequest(entry.Id, asked.Kind, RequestState.Received, entry.At)) { Change = sequence }
        : null;

    /// <summary>Kind, state and id.</summary>
    public override string ToString() => Request.ToString();
}

/// <summary>What a partner asked.</summary>
/// <param name="Partner">Who.</param>
/// <param name="Protocol">By which protocol.</param>
/// <param name="Reference">The partner's own id of it; asking with it again is asking the same.</param>
/// <param name="Kind">Which right.</param>
/// <param name="SubmittedAt">When the customer asked the partner, as the partner says.</param>
/// <param name="Digest">SHA-256 of what was sent, in hex, to tell the same from another one under its id.</param>
public sealed record ReferralAsked(string Partner, ReferralProtocol Protocol, string Reference, RequestKind Kind, Instant SubmittedAt, string Digest)
{
    /// <summary>The law or the words it was asked in, as sent.</summary>
    public string Terms { get; init; } = "";

    /// <summary>Whether it is done on the partner's word.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>Whether the partner vouches for who asks; without it nothing is done on its word.</summary>
    public bool IsVouched { get; init; } = true;

    /// <summary>Before then it is not begun.</summary>
    public Instant BeginAt { get; init; }

    /// <summary>By when it should be answered.</summary>
    public Instant DueAt { get; init; }

    /// <summary>Who is told of each change.</summary>
    public ImmutableArray<string> Callbacks { get; init; } = [];

    /// <summary>Journal sequence of the row with its identities; 0 for none.</summary>
    internal long Identities { get; init; }

    /// <summary>Whether it only takes something back: a disk that is full for everything else still takes it in.</summary>
    internal bool TakesBack => Kind is RequestKind.Erasure or RequestKind.Withdrawal;
}
