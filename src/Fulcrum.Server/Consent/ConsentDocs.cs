using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Consent;

/// <summary>How the routes of consents are described.</summary>
internal static class ConsentDocs
{
    /// <summary>How much of a purpose is decided about.</summary>
    internal static readonly Shape Scope = Shape.Of(
        ("channel?", Shape.Text("By what way it reaches the subject; every way when left out.")),
        ("category?", Shape.Text("The category of data, with all below it; every category when left out.")));

    private static readonly Shape Evidence = Shape.Of(
        ("surface?", Shape.Text("Where it was captured.")), ("operator?", Shape.Text("Who wrote it down for the subject.")),
        ("kind?", Shape.OneOf("What the reference names.", "recording", "paper-form", "shop-receipt", "document", "import-record")),
        ("reference?", Shape.Text("What it can be looked up by.")), ("hash?", Shape.Text("SHA-256 of it, in lower-case hex.")), ("ageBand?", Shape.Text("How old the subject said they are: 13-15, under-13, 18+.")),
        ("separate?", Shape.Truth("Whether the subject agreed apart from every other text and act.")),
        ("guardian?", Shape.Any("What shows that a guardian agreed for a child: who, method, at, and reference or hash (a SHA-256). A text is kept and shows nothing.")),
        ("answer?", Shape.Text("The token that came back from the address.")));

    /// <summary>The rule of a law.</summary>
    private static readonly Shape LawShape = Shape.Of(("rule", Shape.Text("Pack and axis.")), ("source", Shape.Text("Law and article.")));

    /// <summary>Grants and withdrawals.</summary>
    public static RouteDoc Record { get; } = new(
        "recordConsents", "Record what a subject decided. Counted apart from all other requests.", KeyOf.Decide,
        Shape.Of(
            ("recorded", Shape.ListOf(Shape.Of(
                ("purpose", Shape.Text()), ("state", Shape.Text()), ("scope?", Scope), ("sequence", Shape.Whole()),
                ("receipt?", Shape.Text("Id of its receipt: POST /v1/receipts answers it.")), ("faults", Shape.ListOf(Shape.Text())), ("law?", LawShape),
                ("answerToken?", Shape.Text("Send it to the address; record the same decision again with what comes back as evidence.answer."))))),
            ("invalid", Shape.Whole()), ("beforeErasure?", Shape.Whole("Decisions not recorded: their subject was erased after them.")), ("refused?", CaptureDocs.Refused)))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("verified?", Shape.Truth()), ("requestId?", Shape.Text("The same id is recorded once.")),
            ("proof?", Shape.Text("The nonce or token of the surface that every yes names; what it is for is recorded once.")), ("residence?", Shape.Text("Where the subject lives, until they say it themselves.")),
            ("decisions", Shape.ListOf(Shape.Of(
                ("purpose", Shape.Text()), ("state", Shape.OneOf("", "given", "refused", "withdrawn")), ("notice?", Shape.Text()), ("language?", Shape.Text()), ("at?", Shape.Time()),
                ("channel?", Shape.Text()), ("method?", Shape.OneOf("Only express can grant.", "express", "implied", "bundled", "silent", "signal")),
                ("scope?", Scope), ("evidence?", Evidence))))),
        Example = """
            {"identifiers":{"userId":"u-1"},"verified":true,"requestId":"form-8841","decisions":[
              {"purpose":"personalization","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-24T09:30:00Z","channel":"web","method":"express"}]}
            """,
        Problems = [Undeclared.Purpose(""), .. CaptureProblems.All, .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>What stands.</summary>
    public static RouteDoc Query { get; } = new(
        "queryConsents", "What stands for a subject, purpose by purpose?", KeyOf.Decide,
        Shape.Of(("purposes", Shape.ListOf(Shape.Of(
            ("purpose", Shape.Text()), ("basis", Shape.Text()), ("state", Shape.OneOf("Only given enables a purpose that rests on consent.", "unknown", "given", "refused", "withdrawn", "expired", "invalid", "stale", "requested")),
            ("parts?", Shape.ListOf(Shape.Of(("scope", Scope), ("state", Shape.Text())))), ("askAgainFrom?", Shape.Time()), ("sequence?", Shape.Whole()), ("at?", Shape.Time()), ("notice?", Shape.Text()), ("synthetic?", Shape.Truth())))),
            ("consentMode?", Shape.MapOf(Shape.OneOf("", "granted", "denied"), "For tags that speak consent mode, where the workspace maps it."))))
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers)),
        Example = """{"identifiers":{"userId":"u-1"}}""",
        Problems = Identity.IdentityDocs.OfIdentifiers,
    };
}
