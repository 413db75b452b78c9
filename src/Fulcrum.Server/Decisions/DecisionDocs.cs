using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Decisions;

/// <summary>How the routes of decisions are described.</summary>
internal static class DecisionDocs
{
    private static readonly Shape Local = Shape.Of(("en", Shape.Text()), ("ru", Shape.Text()));

    private static readonly Shape Shown = Shape.Of(
        ("offer", Shape.Text()), ("kind", Shape.OneOf("", "offer", "content", "experience")), ("title", Local), ("payload", Shape.Any("What the page gets; null for none.")));

    private static readonly Shape Mode = Shape.OneOf("Whose data was used: the subject's, nobody's, or none because promotion is off.", "personal", "contextual", "suppressed");

    private static readonly Shape Reading = Shape.Of(
        ("name", Shape.Text()), ("value", Shape.Text()), ("test", Shape.Text()), ("holds", Shape.Truth()));

    private static readonly Shape Verdict = Shape.Of(("rule", Shape.Text()), ("keeps", Shape.Truth()), ("readings", Shape.ListOf(Reading)));

    /// <summary>A question.</summary>
    public static RouteDoc Decide { get; } = new(
        "decide", "What should this customer see now, in one or several placements?", KeyOf.Decide,
        Shape.Of(
            ("decisions", Shape.ListOf(Shape.Of(
                ("id", Shape.Text("Finds its account; empty for one that is kept nowhere (owner-unreachable).")), ("placement", Shape.Text()), ("mode", Mode), ("why", Shape.Text("The refusal's key, or the suppression's name; empty for personal.")),
                ("chosen", Shape.ListOf(Shown))))),
            ("ignored?", Shape.ListOf(Shape.Of(("identifier", Shape.Text()), ("code", Shape.Text())), "Identifiers that are none."))))
    {
        Body = Shape.Of(
            ("placements", Shape.ListOf(Shape.Text(), "1 to 16.")), ("subject?", Identity.IdentityDocs.Identifiers),
            ("context?", Shape.MapOf(Shape.Any(), "Texts, numbers, booleans or lists of texts.")), ("requestId?", Shape.Text("Asked again within 24 hours, the same decision is answered."))),
        Example = """{"placements":["home-hero"],"subject":{"anonymousId":"a-1"},"context":{"country":"GB","hour":9},"requestId":"page-1"}""",
        Problems = [Undeclared.Placement(""), Undeclared.IdentifierType("")],
    };

    /// <summary>An account.</summary>
    public static RouteDoc Explain { get; } = new(
        "explainDecision", "Why was this decided?", KeyOf.DecideOrAdmin,
        Shape.Of(
            ("id", Shape.Text()), ("placement", Shape.Text()), ("purpose", Shape.Text()), ("at", Shape.Time()), ("workspace", Shape.Text()), ("mode", Mode),
            ("why", Shape.Text()), ("subject", Shape.Text().OrNull()), ("sentence", Local), ("agrees", Shape.Truth("Whether its rules, run again, gave the same answer.")),
            ("consent", Shape.Of(("sequence", Shape.Whole()), ("notice", Shape.Text()))), ("chosen", Shape.ListOf(Shown)),
            ("facts", Shape.ListOf(Permits.ViewDocs.Fact.With(("name", Shape.Text()), ("ageSeconds", Shape.Number())))),
            ("candidates", Shape.ListOf(Shape.Of(
                ("offer", Shape.Text()), ("slot", Shape.Whole("0 for none.")), ("score", Shape.Number().OrNull()), ("verdicts", Shape.ListOf(Verdict)))))))
    {
        Values = [("id", "The decision's id.", "d-1")],
        Problems = [Problems.UnknownDecision, Problems.DecisionNotKept, Problems.PinnedVersionUnreadable(new Fault("pinned-version-unreadable", "", ""))],
    };

    /// <summary>An outcome.</summary>
    public static RouteDoc Report { get; } = new("reportOutcome", "What came of a decision?", KeyOf.Decide, Shape.Of(("recorded", Shape.Truth())))
    {
        Body = Shape.Of(("decisionId", Shape.Text()), ("offer", Shape.Text()), ("outcome", Shape.Text("impression, click, conversion, complaint."))),
        Example = """{"decisionId":"d-1","offer":"discover-range","outcome":"impression"}""",
        Problems = [Problems.UnknownDecision, Problems.DecisionNotKept, Problems.PinnedVersionUnreadable(new Fault("pinned-version-unreadable", "", ""))],
    };
}
