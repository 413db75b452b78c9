using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Consent;

/// <summary>How the routes of signals are described.</summary>
internal static class SignalDocs
{
    /// <summary>What machines say.</summary>
    public static RouteDoc Report { get; } = new(
        "reportSignals", "Settle what machines say for a subject against what the subject chose. A signal can only refuse. Counted apart from all other requests.", KeyOf.Decide,
        Shape.Of(("resolved", Shape.ListOf(Shape.Of(
            ("purpose", Shape.Text()), ("signal", Shape.OneOf("", "gpc", "att", "tcf", "gpp")), ("before", Shape.Text("What stood before.")),
            ("outcome", Shape.OneOf("", "refuses", "choice-stands", "ignored", "not-concerned")),
            ("mustBeShown", Shape.Truth("Whether the subject's law wants them to be shown it.")),
            ("sentence", Shape.Of(("en", Shape.Text()), ("ru", Shape.Text()))),
            ("law?", Shape.Of(("rule", Shape.Text()), ("source", Shape.Text()))))))))
    {
        Body = Shape.Of(
            ("identifiers", Identity.IdentityDocs.Identifiers), ("channel?", Shape.Text("By what way the signals came.")),
            ("gpc?", Shape.Truth("Whether the request carried Sec-GPC: 1.")),
            ("att?", Shape.OneOf("App Tracking Transparency.", "notDetermined", "restricted", "denied", "authorized")),
            ("installation?", Shape.Text("Which installation the status is of; needed with att.")), ("tcf?", Shape.Text("A TC string.")), ("gpp?", Shape.Text("A GPP string."))),
        Example = """{"identifiers":{"userId":"u-1"},"channel":"web","gpc":true,"gpp":"DBABLA~CAAAVVVVVVRA.QA"}""",
        Problems = Identity.IdentityDocs.OfIdentifiers,
    };

    /// <summary>That the site honours Global Privacy Control.</summary>
    public static RouteDoc Support { get; } = new(
        "privacyControlSupport", "Does this site honour Global Privacy Control (W3C)?", KeyOf.Nobody, Shape.Of(("gpc", Shape.Truth())));
}
