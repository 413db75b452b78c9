using System.Security.Cryptography;
using System.Text;
using Fulcrum.Rights.Referrals;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights.DataRights;

/// <summary>Tells agents apart by their tokens, and opens what they signed: in the order the protocol names, once, and not for long (its section 3.07).</summary>
/// <param name="parts">The server's.</param>
internal sealed class AgentGate(ServerParts parts)
{
    private const int TextMax = 64 * 1024;
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan LifeMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Instant> _seen = new(StringComparer.Ordinal);
    private readonly Instant _since = parts.Now;

    /// <summary>Whose token a request bears.</summary>
    /// <exception cref="ProblemException">None, or nobody's.</exception>
    public Partner Check(HttpContext http)
    {
        if (http.Request.Headers.Authorization is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problems.KeyMissing(KeyKinds.Partner));
        }

        foreach (var partner in Agents)
        {
            if (parts.Core.AgentTokens.IsOf(partner, text.AsSpan(Scheme.Length).Trim()))
            {
                return partner;
            }
        }

        throw new ProblemException(parts.Keys.Bears(http, KeyKinds.Decide | KeyKinds.Admin) ? Problems.KeyOfOtherKind(KeyKinds.Partner) : Problems.KeyUnknown(KeyKinds.Partner));
    }

    /// <summary>The agent with an id; null for none.</summary>
    public Partner? Find(string agentId) => Agents.FirstOrDefault(partner => partner.AgentId == agentId);

    /// <summary>Opens what an agent signed.</summary>
    /// <exception cref="ProblemException">It was not signed by them.</exception>
    public static async ValueTask<byte[]> OpenAsync(HttpContext http, Partner partner)
    {
        using var body = await RequestBody.ReadAsync(http, TextMax);
        if (body.Overflowed)
        {
            throw new ProblemException(Problems.BodyTooLarge);
        }

        var text = Encoding.ASCII.GetString(body.Bytes.Span).Trim();
        return SignedMessage.TryOpen(text, partner.VerifyKey.Span, out var content) ? content : throw new ProblemException(DataRightsDocs.NotSigned);
    }

    /// <summary>Holds what was signed against who sent it, to whom and when; and, where nothing else would notice, whether it came before.</summary>
    /// <exception cref="ProblemException">It is somebody else's, for somebody else, of another time, or came before.</exception>
    public void Check(SignedTerms terms, Partner partner, byte[]? onceOnly)
    {
        var now = parts.Now;
        if (terms.AgentId != partner.AgentId)
        {
            throw new ProblemException(DataRightsDocs.OtherAgent);
        }

        if (terms.BusinessId != parts.Served.Workspace.Partners.DataRights?.BusinessId)
        {
            throw new ProblemException(DataRightsDocs.OtherBusiness);
        }

        if (terms.IssuedAt > now + SkewMax || now >= terms.ExpiresAt || terms.ExpiresAt - terms.IssuedAt > LifeMax)
        {
            throw new ProblemException(DataRightsDocs.OutOfTime);
        }

        if (onceOnly is not null && (terms.IssuedAt < _since - SkewMax || !IsFirst(onceOnly, terms.ExpiresAt, now)))
        {
            // What was signed before this process began may have come to the one before it: nobody remembers that.
            throw new ProblemException(DataRightsDocs.SeenBefore);
        }
    }

    private IEnumerable<Partner> Agents => parts.Served.Workspace.Partners.Partners.Values.Where(partner => partner.Protocol == ReferralProtocol.DataRights);

    private bool IsFirst(byte[] message, Instant expiresAt, Instant now)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(message));
        lock (_gate)
        {
            foreach (var over in _seen.Where(seen => seen.Value <= now).Select(seen => seen.Key).ToList())
            {
                _seen.Remove(over);
            }

            return _seen.TryAdd(digest, expiresAt);
        }
    }
}

/// <summary>What every signed message says of itself.</summary>
/// <param name="AgentId">Who signed.</param>
/// <param name="BusinessId">For whom.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ExpiresAt">Until when it counts.</param>
internal sealed record SignedTerms(string AgentId, string BusinessId, Instant IssuedAt, Instant ExpiresAt);
