using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Permits;

/// <summary>How the routes of views are described.</summary>
internal static class ViewDocs
{
    /// <summary>A fact with where it came from, or why it is not shown.</summary>
    public static Shape Fact { get; } = Shape.Of(
        ("value", Shape.Any("Null when absent.")), ("absent", Shape.OneOf("Why it is not shown.", "not-known", "not-permitted", "too-old").OrNull()),
        ("source?", Shape.Text()), ("at?", Shape.Time()), ("sequence?", Shape.Whole()),
        ("provenance?", Shape.OneOf("", "declared", "observed", "derived", "inferred", "bought")));

    /// <summary>A look-up.</summary>
    public static RouteDoc LookUp { get; } = new(
        "lookUp", "What may somebody with this customer in front of them see? Every look-up is journaled with who and why.", KeyOf.DecideOrAdmin,
        Shape.Of(
            ("view", Shape.Text()), ("purpose", Shape.Text()), ("lookUp", Shape.Whole("Journal sequence of the look-up; 0 when nobody is known by the identifiers.")),
            ("permitted", Shape.Truth()), ("refusal", Shape.Text("The refusal's key.").OrNull()),
            ("facts", Shape.ListOf(Fact.With(("name", Shape.Text()), ("title", Shape.Of(("en", Shape.Text()), ("ru", Shape.Text()))))))))
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers), ("who", Shape.Text()), ("why", Shape.Text())),
        Example = """{"identifiers":{"userId":"u-1"},"who":"dealer-042","why":"at the desk, asks about the roadster"}""",
        Values = [("name", "A view the workspace declares.", "dealer")],
        Problems = [Undeclared.View(""), .. Identity.IdentityDocs.OfIdentifiers],
    };
}
