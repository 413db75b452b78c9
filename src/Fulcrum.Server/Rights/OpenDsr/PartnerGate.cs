using System.Security.Cryptography;
using System.Text;
using Fulcrum.Rights.Referrals;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>Lets a request through when it bears a key of a partner the workspace names.</summary>
internal static class PartnerGate
{
    private const string Scheme = "Bearer ";
    private const int KeyLengthMax = 200;

    /// <summary>Whose key it is; throws the problem to answer with when it is nobody's.</summary>
    public static Partner Check(HttpContext http, ServerParts parts, ReferralProtocol protocol)
    {
        if (http.Request.Headers.Authorization is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problems.KeyMissing(KeyKinds.Partner));
        }

        return Find(text.AsSpan(Scheme.Length).Trim(), parts, protocol) ?? throw new ProblemException(
            parts.Keys.Bears(http, KeyKinds.Decide | KeyKinds.Admin) ? Problems.KeyOfOtherKind(KeyKinds.Partner) : Problems.KeyUnknown(KeyKinds.Partner));
    }

    private static Partner? Find(ReadOnlySpan<char> key, ServerParts parts, ReferralProtocol protocol)
    {
        if (key.IsEmpty || key.Length > KeyLengthMax)
        {
            return null;
        }

        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(KeyLengthMax)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], hash);

        // All are looked at, whichever it is: how long it takes must not show whose key is nearly right.
        Partner? found = null;
        foreach (var partner in parts.Served.Workspace.Partners.Partners.Values)
        {
            foreach (var known in partner.KeyHashes)
            {
                found = partner.Protocol == protocol && CryptographicOperations.FixedTimeEquals(known.Span, hash) ? partner : found;
            }
        }

        return found;
    }
}
