using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Permits;

/// <summary>How the question whether something was allowed is described.</summary>
internal static class ExplainDocs
{
    /// <summary>Was it allowed?</summary>
    public static RouteDoc Explain { get; } = new(
        "explainPermit", "Was a purpose permitted for a subject, now or at an instant, and which law decided what?", KeyOf.DecideOrAdmin,
        Shape.Of(
            ("purpose", Shape.Text()), ("at", Shape.Time()), ("permitted", Shape.Truth()), ("why", Shape.Text("permitted, or the key of the refusal.")),
            ("workspace", Shape.Text("Version that was in force.")), ("place", Shape.Text("Where the subject was taken to live; empty when nothing said.")), ("placeWhy", Shape.Text()),
            ("basis", Shape.Text()), ("needsConsent", Shape.Truth()), ("age?", Shape.Number()), ("state", Shape.Text("What the subject had decided.")),
            ("demands", Shape.ListOf(Shape.Of(
                ("axis", Shape.Text()), ("class", Shape.Text()), ("value", Shape.Text()), ("conflict", Shape.Truth()), ("pack", Shape.Text()), ("source", Shape.Text()),
                ("confidence", Shape.Text()), ("others", Shape.ListOf(Shape.Text())))))))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("purpose", Shape.Text()),
            ("scope?", Shape.Of(("channel?", Shape.Text()), ("category?", Shape.Text()))), ("at?", Shape.Time("Now when left out."))),
        Example = """{"identifiers":{"userId":"u-1"},"purpose":"personalization"}""",
        Problems = [Undeclared.Purpose(""), .. Identity.IdentityDocs.OfIdentifiers],
    };
}
