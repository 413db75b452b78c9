using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Collect;

/// <summary>How the browser snippet's files are described.</summary>
internal static class SnippetDocs
{
    /// <summary>With the banner and the settings.</summary>
    public static RouteDoc Whole { get; } = Of("snippet", "The browser snippet: Segment's calls, the question to the visitor, and the settings.");

    /// <summary>Without them.</summary>
    public static RouteDoc Core { get; } = Of("snippetCore", "The browser snippet without its question, for pages that ask in their own words.");

    private static RouteDoc Of(string id, string summary) => new(id, summary, KeyOf.Nobody, Shape.Text("A script."))
    {
        Type = "text/javascript",
        IsKept = true,
        Values = [("writeKey", "A source's public write key.", "sample-key-web-for-development-only")],
        Problems = [Undeclared.Source("", 404)],
    };
}
