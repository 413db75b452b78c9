using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights;

/// <summary>How the routes of access are described.</summary>
internal static class AccessDocs
{
    /// <summary>Nobody known, or somebody erased: nobody is told which.</summary>
    public static Problem NothingKept { get; } = new(
        StatusCodes.Status404NotFound, "nothing-kept", "Nothing is kept",
        "Nothing is kept under these identifiers.",
        "Nobody was ever known by them, or whoever was has been erased; the answer is the same for both.",
        "Check the identifiers; another type may be the one they are known by.");

    /// <summary>The archive.</summary>
    public static RouteDoc Export { get; } = new(
        "exportAccess", "Everything kept about a subject as one ZIP file for them: a page to read, JSON by a schema, tables, and checksums. Journaled with who and why.",
        KeyOf.Admin, Shape.Text("A ZIP file; a connection cut before its end means that it is not whole."))
    {
        Type = "application/zip",
        Body = Shape.Of(("identifiers", Identity.IdentityDocs.Identifiers), ("by", Shape.Text()), ("why", Shape.Text()), ("language?", Shape.Text("Of what is read by people: en or ru."))),
        Example = """{"identifiers":{"userId":"u-1"},"by":"clerk-7","why":"asked for in writing"}""",
        Problems = [NothingKept, .. Identity.IdentityDocs.OfIdentifiers],
    };
}
