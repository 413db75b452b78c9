using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Rights;

/// <summary>How the routes of rights are described.</summary>
internal static class RightsDocs
{
    /// <summary>Erasure.</summary>
    public static RouteDoc Erase { get; } = new(
        "erase", "Erase a subject: keys destroyed, rows deleted, a tombstone left. Counted apart from all other requests.", KeyOf.Admin,
        Shape.Of(
            ("erased", Shape.Truth("False when nobody is known by the identifiers.")), ("sequence?", Shape.Whole()), ("subjects?", Shape.Whole()), ("rows?", Shape.Whole()), ("keys?", Shape.Whole()), ("keysGoneFromBackupsAt?", Shape.Time("From then on no backup the program keeps holds the destroyed keys.")),
            ("at?", Shape.Time())))
    {
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers), ("by", Shape.Text()), ("why", Shape.Text())),
        Example = """{"identifiers":{"userId":"u-1"},"by":"clerk-7","why":"asked for in writing"}""",
        Problems = Identity.IdentityDocs.OfIdentifiers,
    };
}
