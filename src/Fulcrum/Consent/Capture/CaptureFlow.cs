using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Capture;

/// <summary>Nonces for pages that are about to ask, and tokens for subjects whom a server has signed in.</summary>
/// <remarks>Writes nothing. Safe from many threads.</remarks>
public sealed class CaptureFlow
{
    private readonly CaptureTokens _tokens;
    private readonly IdentifierReader _reader;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;

    internal CaptureFlow(CaptureTokens tokens, IdentifierReader reader, WorkspaceInForce workspace, TimeProvider clock) =>
        (_tokens, _reader, _workspace, _clock) = (tokens, reader, workspace, clock);

    /// <summary>Issues a nonce for a page: for one visitor by the device's own identifier, one surface and one notice.</summary>
    /// <param name="surface">Where it asks.</param>
    /// <param name="notice"><c>name@version</c> of what it shows; one of the surface's.</param>
    /// <param name="visitor">The visitor, by an identifier that names a device: whoever holds a public key can claim any other.</param>
    /// <param name="source">The source whose page it is.</param>
    /// <exception cref="ArgumentException">The surface shows no such notice, is not of this source, or the identifier names no device.</exception>
    public IssuedCapture IssueNonce(CaptureSurface surface, string notice, Identifier visitor, Source source)
    {
        if (!surface.Sources.Contains(source.Name) || !visitor.Type.NamesDevice)
        {
            throw new ArgumentException("A page nonce is for a device and a source of the surface.", nameof(visitor));
        }

        return Issue(EvidenceKind.PageNonce, surface, notice, visitor, isVerified: false, source.Code);
    }

    /// <summary>Issues a token for a subject whom the calling server knows.</summary>
    /// <param name="surface">Where they are asked.</param>
    /// <param name="notice"><c>name@version</c> of what they are shown; one of the surface's.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="isVerified">Whether the server vouches for the identifier, since they signed in.</param>
    /// <exception cref="ArgumentException">The surface shows no such notice.</exception>
    public IssuedCapture IssueToken(CaptureSurface surface, string notice, Identifier subject, bool isVerified) =>
        Issue(EvidenceKind.SubjectToken, surface, notice, subject, isVerified, source: 0);

    /// <summary>The surface that a nonce or token says it is of, where the source may use it; else the source's first by name; null when it has none. Relied on for nothing: what was signed is looked at when a decision is recorded.</summary>
    /// <param name="proof">The nonce or token; empty for none.</param>
    /// <param name="source">The source that brings it.</param>
    public CaptureSurface? FindSurface(string proof, Source source) => CaptureGate.SurfaceOf(proof, source, _workspace.Current);

    /// <summary>What a page of a source must know to ask its visitor, and to send nothing that may not be kept.</summary>
    /// <param name="source">The source whose page it is.</param>
    /// <param name="place">Where the page says that its visitor is, for example <c>US-CA</c>; empty when it does not. A place no law knows is none, and then the strictest law holds.</param>
    public PagePolicy PolicyFor(Source source, string place = "") => PagePolicies.Of(source, place, Instant.From(_clock.GetUtcNow()), _workspace.Current);

    private IssuedCapture Issue(EvidenceKind kind, CaptureSurface surface, string notice, Identifier bound, bool isVerified, int source)
    {
        if (!surface.NeedsSigned || !surface.Notices.Contains(notice))
        {
            throw new ArgumentException("The surface takes no nonce, or shows no such notice.", nameof(surface));
        }

        var now = Instant.From(_clock.GetUtcNow());
        var (token, text) = _tokens.Issue(kind, surface, notice, _reader.KeyOf(bound), isVerified, source, now);
        return new IssuedCapture(text, surface.Name, notice, token.Until);
    }
}

/// <summary>A nonce or token that was issued.</summary>
/// <param name="Text">What to send with the yes. Whoever holds it can use it once, for whom it was issued for.</param>
/// <param name="Surface">Where it holds.</param>
/// <param name="Notice">The notice it holds for.</param>
/// <param name="Until">First instant at which it no longer does.</param>
public sealed record IssuedCapture(string Text, string Surface, string Notice, Instant Until)
{
    /// <inheritdoc />
    public override string ToString() => $"IssuedCapture({Surface})";
}

/// <summary>How a decision came in, where its yes has to show that its subject gave it.</summary>
/// <param name="Surface">The surface it came through; null where the workspace has none for its source.</param>
/// <param name="Source">The source with a public key that brought it; null for a server with a secret one.</param>
/// <param name="Proof">The nonce or token it brought; empty for none.</param>
/// <param name="Notice"><c>name@version</c> that the caller says was shown; empty for what the nonce or token says.</param>
public sealed record CaptureClaim(CaptureSurface? Surface, Source? Source, string Proof, string Notice = "")
{
    /// <inheritdoc />
    public override string ToString() => $"CaptureClaim({Surface?.Name})";
}

/// <summary>A yes that was refused: nothing of it was kept.</summary>
/// <param name="Purpose">Which purpose it was about.</param>
/// <param name="Scope">How much of it.</param>
/// <param name="Fault">Why.</param>
public sealed record RefusedConsent(string Purpose, ConsentScope Scope, Fault Fault);
