using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Referrals;

/// <summary>An organisation that may hand us requests of our customers by an open protocol, and what is done on its word alone.</summary>
/// <param name="Name">For example <c>fleet-leasing</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Protocol">How it speaks.</param>
/// <param name="Kinds">The rights it may hand on.</param>
/// <param name="Trusted">The rights that are done on its word; for all others the customer is asked first.</param>
/// <param name="Callbacks">Origins that may be told of a change, for example <c>https://rights.example</c>; no other is ever called.</param>
/// <param name="Hold">How long a request waits before it is begun, so that it can be taken back.</param>
public sealed record Partner(
    string Name, LocalText Title, ReferralProtocol Protocol, ImmutableArray<RequestKind> Kinds, ImmutableArray<RequestKind> Trusted, ImmutableArray<string> Callbacks, TimeSpan Hold)
{
    /// <summary>SHA-256 of the keys it may bear, so that one can be changed for another without a gap.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> KeyHashes { get; init; } = [];

    /// <summary>Its id in the Data Rights Protocol; empty where it does not speak it.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The Ed25519 key it signs with in the Data Rights Protocol, 32 bytes.</summary>
    public ReadOnlyMemory<byte> VerifyKey { get; init; }

    /// <summary>Whether an address may be called: its origin is listed.</summary>
    public bool MayBeCalled(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && Callbacks.Contains(address.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase);

    /// <summary>Its name, never a key's hash.</summary>
    public override string ToString() => Name;
}

/// <summary>The open protocols by which rights are asked for.</summary>
public enum ReferralProtocol : byte
{
    /// <summary>OpenDSR 2.0, and OpenGDPR 1.0 before it.</summary>
    OpenDsr = 1,

    /// <summary>The Data Rights Protocol.</summary>
    DataRights = 2,
}

/// <summary>Everything a workspace says about partners.</summary>
/// <param name="Partners">By name.</param>
/// <param name="Domain">The domain we answer for in OpenDSR; empty where it is not spoken.</param>
/// <param name="Identities">What identities of OpenDSR can be matched, and as what.</param>
/// <param name="ProofWithin">How long the customer has to confirm what they are said to want.</param>
public sealed record PartnerBook(FrozenDictionary<string, Partner> Partners, string Domain, ImmutableArray<MatchedIdentity> Identities, TimeSpan ProofWithin)
{
    /// <summary>A workspace without any.</summary>
    public static PartnerBook None { get; } = new(FrozenDictionary<string, Partner>.Empty, "", [], TimeSpan.FromDays(14));

    /// <summary>What we are called in the Data Rights Protocol; null where it is not spoken.</summary>
    public DataRightsTerms? DataRights { get; init; }

    /// <summary>What an identity is looked up as; null when it cannot be matched.</summary>
    public IdentifierType? Find(string type, string format)
    {
        foreach (var identity in Identities)
        {
            if (identity.Type == type && identity.Format == format)
            {
                return identity.Identifier;
            }
        }

        return null;
    }
}

/// <summary>How a workspace speaks the Data Rights Protocol.</summary>
/// <param name="BusinessId">What we are called there.</param>
/// <param name="VerificationUrl">Where customers confirm what is not done on an agent's word: our privacy centre.</param>
/// <param name="Sale">Names of the purposes that are a sale of data there.</param>
public sealed record DataRightsTerms(string BusinessId, string VerificationUrl, ImmutableArray<string> Sale);

/// <summary>An identity of OpenDSR that can be matched.</summary>
/// <param name="Type">Its type there, for example <c>email</c>.</param>
/// <param name="Format"><c>raw</c>, or the hash that the identifier itself holds.</param>
/// <param name="Identifier">What it is looked up as.</param>
public sealed record MatchedIdentity(string Type, string Format, IdentifierType Identifier);
