using System.Collections.Immutable;
using System.Net;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>partners.yaml</c>: who may hand us requests of our customers, and what is done on their word.</summary>
internal static class PartnersReader
{
    private const int HashBytes = 32;
    private static readonly TimeSpan HoldMax = TimeSpan.FromDays(10);
    private static readonly TimeSpan ProofMax = TimeSpan.FromDays(30);

    /// <summary>What the protocols have a word for, and so what a partner can hand on.</summary>
    private static readonly (string Word, RequestKind Kind)[] Rights =
        [("access", RequestKind.Access), ("portability", RequestKind.Portability), ("erasure", RequestKind.Erasure), ("opt-out", RequestKind.Withdrawal)];

    public static PartnerBook Read(WorkspaceDraft draft)
    {
        if (draft.Files.Find("partners.yaml") is not { } keys)
        {
            return PartnerBook.None;
        }

        keys.Need("partners", "List at least one partner below \"partners:\".");
        var (domain, identities) = ReadOpenDsr(keys, draft);
        var terms = ReadDataRights(keys, draft);
        var within = ReadSpan(keys, "proof-within", PartnerBook.None.ProofWithin, ProofMax, draft.Faults);
        var partners = keys.Named("partners").Select(entry => (entry.Key, entry.At, ReadOne(entry, terms is not null, draft))).ToArray();
        keys.Done();
        return new PartnerBook(draft.ByName(partners, "partner"), domain, identities, within) { DataRights = terms };
    }

    private static (string Domain, ImmutableArray<MatchedIdentity> Identities) ReadOpenDsr(KeyReader keys, WorkspaceDraft draft)
    {
        if (keys.Need("opendsr", "Say for which domain you answer, and which identities can be matched.") is not { } node)
        {
            return ("", []);
        }

        var spoken = new KeyReader(node, "\"opendsr\"", draft.Faults);
        var domain = spoken.NeedScalar("domain", "Name the domain that the certificate is issued for, for example rights.example.com.");
        if (domain is not null && Uri.CheckHostName(domain.Text) != UriHostNameType.Dns)
        {
            draft.Faults.Add(domain.At, "bad-domain", $"\"{YamlFile.Shown(domain.Text)}\" is no domain.", "Write the host alone, for example rights.example.com.");
        }

        spoken.Need("identities", "List what can be matched, for example {type: email, format: raw, identifier: email}.");
        var identities = spoken.Items("identities").Select(item => ReadIdentity(item, draft)).OfType<MatchedIdentity>().ToImmutableArray();
        spoken.Done();
        return (domain?.Text ?? "", identities);
    }

    private static MatchedIdentity? ReadIdentity(YamlNode item, WorkspaceDraft draft)
    {
        var keys = new KeyReader(item, "An identity", draft.Faults);
        var type = keys.NeedScalar("type", "Name its type in OpenDSR, for example email or controller_customer_id.");
        keys.Need("format", "Say what is sent: raw, or the hash that the identifier itself holds.");
        var format = keys.Choice("format", "raw", ("raw", "raw"), ("sha256", "sha256"), ("sha1", "sha1"), ("md5", "md5"));
        var name = keys.NeedScalar("identifier", "Name the identifier of identifiers.yaml that it is.");
        keys.Done();
        if (type is null || name is null || !draft.IdentifierTypes.TryResolve(name, "identifier type", draft.Faults, out var identifier))
        {
            return null;
        }

        if (format != "raw" && identifier.Form != Identity.IdentifierForm.Opaque)
        {
            draft.Faults.Add(
                name.At, "hash-of-identifier", $"A {format} cannot be matched with \"{identifier.Name}\": what is kept of it is a keyed hash of the value itself.",
                "Name an opaque identifier whose values are such hashes, or take this identity out.");
        }

        return new MatchedIdentity(type.Text, format, identifier);
    }

    private static DataRightsTerms? ReadDataRights(KeyReader keys, WorkspaceDraft draft)
    {
        if (keys.Find("data-rights") is not { } node)
        {
            return null;
        }

        var spoken = new KeyReader(node, "\"data-rights\"", draft.Faults);
        var business = spoken.NeedScalar("business-id", "Write what you are called in the network's directory.");
        var address = spoken.NeedScalar("verification-url", "Name the page of your privacy centre where customers confirm, for example https://privacy.example.com/en/requests.");
        if (address is not null && !(Uri.TryCreate(address.Text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            draft.Faults.Add(address.At, "bad-address", $"\"{YamlFile.Shown(address.Text)}\" is no address behind TLS.", "Write an address that begins with https://.");
        }

        var sale = spoken.Scalars("sale");
        foreach (var purpose in sale)
        {
            draft.Purposes.TryResolve(purpose, "purpose", draft.Faults, out _);
        }

        spoken.Done();
        return new DataRightsTerms(business?.Text ?? "", address?.Text ?? "", [.. sale.Select(purpose => purpose.Text)]);
    }

    private static Partner ReadOne(YamlEntry entry, bool hasDataRights, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The partner \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give its name in en and ru: customers are asked whether they know it.");
        keys.Need("protocol", "Say how it speaks: opendsr or data-rights.");
        var protocol = keys.Choice("protocol", ReferralProtocol.OpenDsr, ("opendsr", ReferralProtocol.OpenDsr), ("data-rights", ReferralProtocol.DataRights));
        var isAgent = protocol == ReferralProtocol.DataRights;
        if (isAgent && !hasDataRights)
        {
            draft.Faults.Add(keys.PlaceOf("protocol"), "data-rights-not-spoken", "It speaks the Data Rights Protocol, and nothing says how you do.", "Add \"data-rights:\" with your business-id to this file.");
        }

        var hashes = keys.Scalars("key-hashes").Select(hash => ReadHash(hash, draft.Faults)).ToImmutableArray();
        if (!isAgent)
        {
            keys.Need("key-hashes", "Make a key at random, hand it over, and write its SHA-256 here.");
        }

        var (agent, verifyKey) = ReadAgent(keys, isAgent, draft.Faults);
        keys.Need("rights", "List what it may hand on: access, portability, erasure.");
        var kinds = ReadKinds(keys, "rights", draft.Faults);
        var trusted = ReadKinds(keys, "trusted", draft.Faults);
        if (trusted.Except(kinds).Any())
        {
            draft.Faults.Add(keys.PlaceOf("trusted"), "trusted-without-right", "A right is done on its word that it may not hand on.", "List it under \"rights\" too, or take it out here.");
        }

        var callbacks = keys.Scalars("callbacks");
        foreach (var callback in callbacks.Where(callback => !MayBeCalled(callback.Text)))
        {
            draft.Faults.Add(
                callback.At, "bad-callback", $"\"{YamlFile.Shown(callback.Text)}\" is nothing that may be called.",
                "Write https, host and port only, for example https://rights.example.com; plain http goes to this machine alone.");
        }

        var hold = ReadSpan(keys, "hold", TimeSpan.Zero, HoldMax, draft.Faults);
        keys.Done();
        return new Partner(entry.Key, title, protocol, kinds, trusted, [.. callbacks.Select(callback => callback.Text)], hold) { KeyHashes = hashes, AgentId = agent, VerifyKey = verifyKey };
    }

    private static (string Id, ReadOnlyMemory<byte> Key) ReadAgent(KeyReader keys, bool isAgent, FaultList faults)
    {
        if (isAgent)
        {
            keys.Need("agent-id", "Write what it is called in the network's directory.");
            keys.Need("verify-key", "Write its public key from the network's directory.");
        }

        var (id, text) = (keys.Text("agent-id"), keys.FindScalar("verify-key"));
        var key = new byte[SignedMessage.KeyBytes + 1];
        if (text is not null && !(Convert.TryFromBase64String(text.Text, key, out var length) && length == SignedMessage.KeyBytes))
        {
            faults.Add(text.At, "bad-verify-key", "This is no Ed25519 public key in base64.", "Write the 32 bytes as 44 characters of base64, as the directory has them.");
        }

        return (id, text is null ? default : key.AsMemory(0, SignedMessage.KeyBytes));
    }

    private static ImmutableArray<RequestKind> ReadKinds(KeyReader keys, string key, FaultList faults)
    {
        var kinds = ImmutableArray.CreateBuilder<RequestKind>();
        foreach (var word in keys.Scalars(key))
        {
            if (Array.Find(Rights, right => right.Word == word.Text) is { Word: not null } found)
            {
                kinds.Add(found.Kind);
            }
            else
            {
                faults.Add(word.At, "unknown-word", $"\"{YamlFile.Shown(word.Text)}\" is no right that can be handed on.", Nearest.Remedy(word.Text, Rights.Select(right => right.Word)));
            }
        }

        return kinds.ToImmutable();
    }

    private static ReadOnlyMemory<byte> ReadHash(YamlScalar text, FaultList faults)
    {
        if (text.Text.Length == 2 * HashBytes && text.Text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text.Text);
        }

        faults.Add(text.At, "bad-key-hash", "This is no SHA-256 in hex.", "Write the 64 hex digits that printf %s KEY | sha256sum answers, never the key itself.");
        return default;
    }

    private static TimeSpan ReadSpan(KeyReader keys, string key, TimeSpan otherwise, TimeSpan most, FaultList faults)
    {
        var span = keys.FindSpan(key) ?? otherwise;
        if (span > most)
        {
            faults.Add(keys.PlaceOf(key), "out-of-range", $"\"{key}\" is longer than the law lets a request wait.", $"Write at most {(int)most.TotalDays}d.");
        }

        return span;
    }

    /// <summary>An origin behind TLS, or one on this machine: what a request names is never called but for this.</summary>
    private static bool MayBeCalled(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == text
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));
}
