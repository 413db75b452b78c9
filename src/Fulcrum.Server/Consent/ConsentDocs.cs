using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Consent;

/// <summary>How the routes of consents are described.</summary>
internal static class ConsentDocs
{
    /// <summary>Grants and withdrawals.</summary>
    public static RouteDoc Record { get; } = new(
        "recordConsents", "Record what a subject decided. Counted apart from all other requests.", KeyOf.Decide,
        Shape.Of(
            ("recorded", Shape.ListOf(Shape.Of(
                ("purpose", Shape.Text()), ("state", Shape.Text()), ("sequence", Shape.Whole()), ("faults", Shape.ListOf(Shape.Text()))))),
            ("invalid", Shape.Whole())))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("verified?", Shape.Truth()), ("requestId?", Shape.Text("The same id is recorded once.")),
            ("decisions", Shape.ListOf(Shape.Of(
                ("purpose", Shape.Text()), ("state", Shape.OneOf("", "given", "refused", "withdrawn")), ("notice?", Shape.Text()), ("language?", Shape.Text()), ("at?", Shape.Time()),
                ("channel?", Shape.Text()), ("method?", Shape.OneOf("Only express can grant.", "express", "implied", "bundled", "silent", "signal")))))),
        Example = """
            {"identifiers":{"userId":"u-1"},"verified":true,"requestId":"form-8841","decisions":[
              {"purpose":"personalization","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-24T09:30:00Z","channel":"web","method":"express"}]}
            """,
        Problems = [Undeclared.Purpose(""), .. Identity.IdentityDocs.OfIdentifiers],
    };

    /// <summary>What stands.</summary>
    public static RouteDoc Query { get; } = new(
        "queryConsents", "What stands for a subject, purpose by purpose?", KeyOf.Decide,
        Shape.Of(("purposes", Shape.ListOf(Shape.Of(
            ("purpose", Shape.Text()), ("basis", Shape.Text()), ("state", Shape.OneOf("Only given enables a purpose that rests on consent.", "unknown", "given", "refused", "withdrawn", "expired", "invalid")),
            ("sequence?", Shape.Whole()), ("at?", Shape.Time()), ("notice?", Shape.Text()), ("synthetic?", Shape.Truth()))))))
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers)),
        Example = """{"identifiers":{"userId":"u-1"}}""",
        Problems = Identity.IdentityDocs.OfIdentifiers,
    };
}
