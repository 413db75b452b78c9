using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Consent;

/// <summary>How the routes of capture are described.</summary>
internal static class CaptureDocs
{
    /// <summary>What was refused among what was taken.</summary>
    public static Shape Refused { get; } = Shape.ListOf(
        Shape.Of(("purpose", Shape.Text()), ("scope?", ConsentDocs.Scope), ("code", Shape.Text()), ("detail", Shape.Text()), ("remedy", Shape.Text())),
        "A yes that was refused, and why; nothing of it was kept.");

    private static readonly Shape Issued = Shape.Of(
        ("proof", Shape.Text("Send it with the yes, in proof or context.consent.proof. It can be used once.")), ("surface", Shape.Text()), ("notice", Shape.Text()),
        ("until", Shape.Time("First instant at which it can no longer be used.")));

    private static readonly Problem[] OfBodies = [Problems.MalformedJson(0, 0), Problems.BadMember("", ""), Problems.UnknownMember("", "", []), Problems.MissingMember(""), Problems.BodyTooLarge];

    /// <summary>A page's nonce.</summary>
    public static RouteDoc Nonce { get; } = new("issueNonce", "A nonce for a page that is about to ask a visitor: for one visitor, surface and version of a notice, once.", KeyOf.Source, Issued)
    {
        Body = Shape.Of(("surface", Shape.Text()), ("notice?", Shape.Text("name@version; the surface's only one when left out.")), ("identifiers", Identity.IdentityDocs.Identifiers)),
        Example = """{"surface":"web-banner","notice":"web-privacy@2026-11","identifiers":{"anonymousId":"a-1"}}""",
        Problems = [CaptureProblems.UnknownSurface(""), CaptureProblems.NoticeElsewhere, Problems.OriginNotAllowed, .. OfBodies, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>A subject's token.</summary>
    public static RouteDoc Token { get; } = new("issueToken", "A token for a subject whom your server has signed in: for one surface and version of a notice, once.", KeyOf.Decide, Issued)
    {
        Body = Shape.Of(
            ("surface", Shape.Text()), ("notice?", Shape.Text("name@version; the surface's only one when left out.")), ("identifiers", Identity.IdentityDocs.Identifiers),
            ("verified?", Shape.Truth("Whether you vouch for the identifier, since they signed in."))),
        Example = """{"surface":"my-privacy","identifiers":{"userId":"u-1"},"verified":true}""",
        Problems = [CaptureProblems.UnknownSurface(""), CaptureProblems.NoticeElsewhere, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>What a visitor decided.</summary>
    public static RouteDoc Decisions { get; } = new(
        "takeDecisions", "What a visitor decided on a page. A yes needs its proof; a no is always taken. Counted apart from all other requests.", KeyOf.Source,
        Shape.Of(
            ("taken", Shape.ListOf(Shape.Of(("purpose", Shape.Text()), ("state", Shape.Text()), ("scope?", ConsentDocs.Scope), ("faults", Shape.ListOf(Shape.Text()))))),
            ("refused?", Refused)))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("proof?", Shape.Text("The nonce or token of the page.")), ("surface?", Shape.Text("Where it asked; what the proof says when left out.")),
            ("notice?", Shape.Text("What was shown; what the proof says when left out.")), ("language?", Shape.Text("Of the text shown.")),
            ("decisions", Shape.ListOf(Shape.Of(("purpose", Shape.Text()), ("state", Shape.OneOf("", "given", "refused", "withdrawn")), ("scope?", ConsentDocs.Scope))))),
        Example = """{"identifiers":{"anonymousId":"a-9"},"decisions":[{"purpose":"analytics","state":"refused"}]}""",
        Problems = [Undeclared.Purpose(""), CaptureProblems.UnknownSurface(""), Problems.OriginNotAllowed, .. CaptureProblems.All, .. OfBodies, .. Identity.IdentityDocs.OfIdentifiers],
    };
}
