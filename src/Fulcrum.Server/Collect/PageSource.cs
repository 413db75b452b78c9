using Fulcrum.Collect;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Collect;

/// <summary>The source whose page asks for its script or its policy, by the write key in the path.</summary>
internal static class PageSource
{
    /// <summary>Finds it. A trusted source's key is secret: a page that holds one is answered as one whose key nobody knows.</summary>
    public static Source Of(HttpContext http, ServedWorkspace served) =>
        served.SourceOf(http.Request.RouteValues["writeKey"] as string ?? "") is { Trusted: false } source
            ? source
            : throw new ProblemException(Undeclared.Source("", StatusCodes.Status404NotFound));
}
