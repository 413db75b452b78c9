using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Identity;

/// <summary>How identifiers and the routes of links are described.</summary>
internal static class IdentityDocs
{
    /// <summary>Identifiers by their type.</summary>
    public static Shape Identifiers { get; } = Shape.MapOf(Shape.Any("A text, or a list of texts."), "A member a declared type.");

    private static Shape Ends => Shape.Of(
        ("left", Shape.Text()), ("right", Shape.Text()), ("identifierType", Shape.Text()), ("at", Shape.Time()), ("sequence", Shape.Whole()));

    /// <summary>Why parts are read together.</summary>
    public static RouteDoc Query { get; } = new(
        "listLinks", "Why are the parts of a profile read together?", KeyOf.Admin,
        Shape.Of(("links", Shape.ListOf(Ends.With(("reason", Shape.Text()), ("verified", Shape.Truth()))))))
    {
        Body = Shape.Of(("identifiers", Identifiers)),
        Example = """{"identifiers":{"userId":"u-1"}}""",
        Problems = OfIdentifiers,
    };

    /// <summary>Cutting one.</summary>
    public static RouteDoc Cut { get; } = new("cutLink", "Cut a link: each side has its own events and consents back.", KeyOf.Admin, Shape.Of(("cut", Shape.Truth())))
    {
        Body = Shape.Of(("left", Shape.Text()), ("right", Shape.Text()), ("by", Shape.Text()), ("why", Shape.Text())),
        Example = """{"left":"s-1","right":"s-2","by":"clerk-7","why":"a shared tablet"}""",
        Problems = [Problems.UnknownLink],
    };

    /// <summary>Those a limit forbade.</summary>
    public static RouteDoc Refused { get; } = new(
        "listRefusedLinks", "Which links did a limit forbid?", KeyOf.Admin, Shape.Of(("refused", Shape.ListOf(Ends.With(("fault", Shape.Text()))))));

    /// <summary>What can be wrong with identifiers.</summary>
    public static Problem[] OfIdentifiers =>
    [
        Undeclared.IdentifierType(""),
        Problems.Of(new Fault("identifier-form", "", "")), Problems.Of(new Fault("identifier-blocked", "", "")), Problems.Of(new Fault("identifier-type-unknown", "", "")),
    ];
}
