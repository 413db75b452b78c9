using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Consent;

/// <summary>How the policy of pages is described.</summary>
internal static class PagePolicyDocs
{
    private static readonly Shape BothLanguages = Shape.Of(("en", Shape.Text()), ("ru", Shape.Text()));

    /// <summary>The policy.</summary>
    public static RouteDoc Policy { get; } = new(
        "pagePolicy", "What a page must know to ask its visitor, and to send nothing that may not be kept. The same for everybody; browsers may keep it a minute.", KeyOf.Nobody,
        Shape.Of(
            ("source", Shape.Text()), ("surface", Shape.Text("Where the page asks; empty where a yes needs no nonce.")), ("notice", Shape.Text("name@version of what is shown.")), ("text", BothLanguages),
            ("mayKeepId", Shape.Truth("Whether the law lets the page keep the visitor's id before a yes; false where nobody knows.")),
            ("confirmsSignal", Shape.Truth("Whether the visitor must be shown that their browser's signal was followed.")),
            ("choiceDays", Shape.Whole("How long a choice is remembered, a no as long as a yes.")),
            ("categories", Shape.ListOf(Shape.Of(
                ("id", Shape.Text()), ("purpose", Shape.Text()), ("needsYes", Shape.Truth("Whether only a yes allows it; otherwise it is allowed until a no.")),
                ("refusedBySignal", Shape.Truth("Whether Global Privacy Control says no to it.")), ("within", Shape.ListOf(Shape.Text(), "A no to one of these is a no to it.")), ("title", BothLanguages), ("reason", BothLanguages)))),
            ("events", Shape.ListOf(Shape.Of(
                ("type", Shape.Text()), ("event", Shape.Text("Empty for any name.")), ("categories", Shape.ListOf(Shape.Text(), "Any of these justifies keeping it.")),
                ("ground", Shape.OneOf("Whether it may be kept whatever the visitor says.", "none", "unless-signalled", "always"))))),
            ("lapsed", Shape.MapOf(Shape.ListOf(Shape.Text()), "Earlier notices, and the categories whose yes under them no longer stands."))))
    {
        IsKept = true,
        Values =
        [
            ("writeKey", "A source's public write key.", "sample-key-web-for-development-only"),
            ("jurisdiction", "Where the visitor is, when the page knows: GB, US-CA. The strictest law holds where it does not say and the workspace takes nobody to live anywhere.", ""),
        ],
        Problems = [Undeclared.Source("", 404), Problems.OriginNotAllowed],
    };
}
