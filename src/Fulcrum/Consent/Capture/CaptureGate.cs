using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Capture;

/// <summary>What of a request may be recorded, by what its yes brings. Every no may.</summary>
/// <param name="Decisions">What may.</param>
/// <param name="Identifiers">Whose: of a yes that rests on a nonce or token, the identifier that it was issued for and no other.</param>
/// <param name="Refused">What may not, and why.</param>
/// <param name="ProofKey">What must be taken once for a yes among them; 0 for none.</param>
internal sealed record CaptureGate(
    ImmutableArray<ConsentRecord> Decisions, IReadOnlyList<Identifier> Identifiers, ImmutableArray<RefusedConsent> Refused, UInt128 ProofKey)
{
    /// <summary>Looks at a request. Takes nothing.</summary>
    public static CaptureGate Of(ConsentRequest request, CollectParts parts, Instant now)
    {
        var claim = request.Capture;
        if (claim is null || request.Decisions.All(IsNo))
        {
            return new CaptureGate(request.Decisions, request.Identifiers, [], 0);
        }

        var strongest = request.Identifiers.MinBy(identifier => identifier.Type.Priority)!;
        CaptureToken? token = null;
        var fault = claim.Surface is { } surface
            ? parts.Capture.Check(claim.Proof, new CaptureDemand(surface, claim.Source?.Code ?? 0, claim.Notice, parts.Reader.KeyOf(strongest), now), out token)
            : CaptureFaults.NoSurface;

        var decisions = ImmutableArray.CreateBuilder<ConsentRecord>();
        var refused = ImmutableArray.CreateBuilder<RefusedConsent>();
        foreach (var decision in request.Decisions)
        {
            var why = IsNo(decision) ? null : fault ?? (CaptureRules.IsAsked(decision, claim.Surface!, parts.Workspace.Current) ? null : CaptureFaults.NotAsked);
            if (why is not null)
            {
                refused.Add(new RefusedConsent(decision.Purpose, decision.Scope, why));
            }
            else
            {
                decisions.Add(IsNo(decision) ? decision : Proved(decision, token!) with { Channel = claim.Surface!.Channel, Notice = token!.Notice });
            }
        }

        var isProved = decisions.Any(decision => !IsNo(decision));
        return new CaptureGate(
            decisions.ToImmutable(), isProved ? [strongest] : request.Identifiers, refused.ToImmutable(), isProved ? parts.MessageKeys.OfCapture(token!.Id) : 0);
    }

    /// <summary>Whether a decision only takes away.</summary>
    public static bool IsNo(ConsentRecord decision) => decision.State is ConsentState.Refused or ConsentState.Withdrawn;

    /// <summary>Whether a record rests on a nonce or token of this store.</summary>
    public static bool IsProved(ConsentRecord record) => record.Evidence.Kind is EvidenceKind.PageNonce or EvidenceKind.SubjectToken;

    /// <summary>A yes with the nonce or token as its evidence.</summary>
    public static ConsentRecord Proved(ConsentRecord decision, CaptureToken token) => decision with
    {
        Verified = decision.Verified || token.Verified,
        Evidence = decision.Evidence with { Surface = token.Surface, Kind = token.Kind, Reference = token.IdText },
    };

    /// <summary>The surface that an event's yes came through: the one its nonce names, else the only one of its source.</summary>
    public static CaptureSurface? SurfaceOf(string proof, Source source, Workspace workspace)
    {
        if (CaptureToken.TryRead(proof, out var token, out _, out _) && workspace.Surfaces.TryGetValue(token.Surface, out var named) && named.Sources.Contains(source.Name))
        {
            return named;
        }

        return workspace.Surfaces.Values.Where(surface => surface.Sources.Contains(source.Name)).MinBy(surface => surface.Name, StringComparer.Ordinal);
    }
}
