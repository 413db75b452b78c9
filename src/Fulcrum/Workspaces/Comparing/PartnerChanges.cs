using System.Security.Cryptography;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of who may hand us requests, and of what is done on their word; and of systems that are told of rights.</summary>
internal static class PartnerChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "partner",
            before?.Partners.Partners,
            after.Partners.Partners,
            added => !added.Trusted.IsEmpty,
            _ => false,
            (fields, old, now) =>
            {
                fields.Text("title", old.Title, now.Title);
                fields.Field("protocol", old.Protocol, now.Protocol);
                fields.Names("rights", Words(old.Kinds), Words(now.Kinds), addLoosens: false, removeLoosens: false);
                fields.Names("trusted", Words(old.Trusted), Words(now.Trusted), addLoosens: true, removeLoosens: false);
                fields.Names("callbacks", old.Callbacks, now.Callbacks, addLoosens: true, removeLoosens: false);
                fields.Field("hold", old.Hold, now.Hold);
                fields.Field("agent-id", old.AgentId, now.AgentId, loosens: true);
                fields.Field("verify-key", Convert.ToBase64String(old.VerifyKey.Span), Convert.ToBase64String(now.VerifyKey.Span), loosens: true);
                fields.Names("key-hashes", Hashes(old.KeyHashes), Hashes(now.KeyHashes), addLoosens: true, removeLoosens: false);
            });
        changes.Compare(
            "system",
            before?.Systems,
            after.Systems,
            _ => false,
            _ => true,
            (fields, old, now) =>
            {
                fields.Text("title", old.Title, now.Title);
                fields.Field("protocol", old.Protocol, now.Protocol);
                fields.Field("address", old.Address, now.Address, loosens: true);
                fields.Names("rights", Words(old.Kinds), Words(now.Kinds), addLoosens: false, removeLoosens: true);
                fields.Names("purposes", old.Purposes, now.Purposes, addLoosens: false, removeLoosens: true);
                fields.Names("facts", old.Facts, now.Facts, addLoosens: true, removeLoosens: false);
                fields.Names("identifiers", old.Identifiers, now.Identifiers, addLoosens: true, removeLoosens: false);
                fields.Field("certificate", Fingerprint(old.SigningKey), Fingerprint(now.SigningKey), loosens: true);
                fields.Field("ask", old.Ask, now.Ask);
            });
        var (was, willBe) = (before?.Partners ?? after.Partners, after.Partners);
        var fields = new FieldChanges(changes, "partners", "opendsr");
        fields.Field("domain", was.Domain, willBe.Domain);
        fields.Names("identities", Identities(was), Identities(willBe), addLoosens: true, removeLoosens: false);
        fields.Field("business-id", was.DataRights?.BusinessId ?? "", willBe.DataRights?.BusinessId ?? "");
        fields.Field("verification-url", was.DataRights?.VerificationUrl ?? "", willBe.DataRights?.VerificationUrl ?? "");
        fields.Names("sale", was.DataRights?.Sale ?? [], willBe.DataRights?.Sale ?? [], addLoosens: false, removeLoosens: true);
        fields.Field("proof-within", was.ProofWithin, willBe.ProofWithin);
    }

    private static IEnumerable<string> Identities(Rights.Referrals.PartnerBook book) =>
        book.Identities.Select(identity => $"{identity.Type} {identity.Format} as {identity.Identifier.Name}");

    private static IEnumerable<string> Words(IEnumerable<RequestKind> kinds) => kinds.Select(kind => kind.ToString().ToLowerInvariant());

    private static string Fingerprint(ReadOnlyMemory<byte> key) => key.IsEmpty ? "" : Convert.ToHexStringLower(SHA256.HashData(key.Span));

    private static IEnumerable<string> Hashes(IEnumerable<ReadOnlyMemory<byte>> hashes) => hashes.Select(hash => Convert.ToHexStringLower(hash.Span[..Math.Min(4, hash.Length)]));
}
