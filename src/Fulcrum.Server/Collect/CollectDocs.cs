using Fulcrum.Collect;
using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Collect;

/// <summary>How the routes of events are described. Their dialect is Segment's, which takes more than is said here.</summary>
internal static class CollectDocs
{
    private static readonly (string, Shape)[] Common =
    [
        ("messageId?", Shape.Text("Unique within the source; at most 100 characters.")), ("userId?", Shape.Text()), ("anonymousId?", Shape.Text()),
        ("timestamp?", Shape.Time()), ("originalTimestamp?", Shape.Time()), ("sentAt?", Shape.Time()), ("context?", Shape.AnyObject()), ("writeKey?", Shape.Text()),
    ];

    private static readonly Shape Taken = Shape.Of(("success", Shape.Truth("Every event is on disk: stored, known already, kept aside with its reason, or refused for want of a permitted purpose.")));

    private static readonly Problem[] OfBodies =
    [
        Problems.IntakeFull, Problems.OriginNotAllowed, .. new[] { "malformed-json", "batch-missing", "batch-too-long", "batch-context-malformed", "events-too-large", "bad-gzip" }
            .Select(code => Problems.Of(new Fault(code, "", ""))),
    ];

    /// <summary>One event, by its call.</summary>
    public static RouteDoc One(EventType? type) => type switch
    {
        null => Many,
        EventType.Track => Of(("event", Shape.Text()), ("properties?", Shape.AnyObject())) with { Example = """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"}}""" },
        EventType.Identify => Of(("traits?", Shape.AnyObject())) with { Example = """{"userId":"u-1","anonymousId":"a-1","traits":{"firstName":"Ada"}}""" },
        EventType.Group => Of(("groupId", Shape.Text()), ("traits?", Shape.AnyObject())) with { Example = """{"userId":"u-1","groupId":"club-1"}""" },
        EventType.Alias => Of(("previousId", Shape.Text())) with { Example = """{"userId":"u-1","previousId":"a-0"}""" },
        _ => Of(("name?", Shape.Text()), ("properties?", Shape.AnyObject())) with { Example = """{"anonymousId":"a-1","properties":{"path":"/cars/roadster"}}""" },
    };

    /// <summary>Clients' metrics.</summary>
    public static RouteDoc Metrics { get; } = new("discardMetrics", "Clients' own metrics: taken and thrown away.", KeyOf.Nobody, Shape.Of(("success", Shape.Truth())));

    /// <summary>What clients ask for before they send.</summary>
    public static RouteDoc Settings { get; } = new(
        "settings", "Where to send to, and which consent categories there are.", KeyOf.Nobody,
        Shape.Of(
            ("integrations", Shape.AnyObject()), ("plan", Shape.AnyObject()), ("edgeFunction", Shape.AnyObject()), ("metrics", Shape.Of(("sampleRate", Shape.Whole()), ("host", Shape.Text()))),
            ("consentSettings", Shape.Of(("allCategories", Shape.ListOf(Shape.Text())), ("hasUnmappedDestinations", Shape.Truth())))))
    {
        Values = [("writeKey", "A source's write key; it is public.", "sample-key-web-for-development-only")],
        Problems = [Undeclared.Source("", 404)],
    };

    /// <summary>Counts.</summary>
    public static RouteDoc Counts { get; } = new(
        "counts", "What became of events, by source: received = stored + duplicate + quarantined + refused.", KeyOf.Admin,
        Shape.Of(
            ("from", Shape.Time()), ("until", Shape.Time()),
            ("sources", Shape.ListOf(Shape.Of(
                ("source", Shape.Text()), ("received", Shape.Whole()), ("stored", Shape.Whole()), ("duplicate", Shape.Whole()), ("quarantined", Shape.Whole()), ("refused", Shape.Whole()),
                ("replayed", Shape.Whole("How many were kept aside first and taken in later; each counts once, as what became of it then.")), ("balances", Shape.Truth()))))))
    {
        Values = [("from", "The first instant; a day ago when left out.", "2026-01-01T00:00:00Z"), ("until", "The first instant no longer asked about.", "")],
        Problems = [Problems.BadMember("", "")],
    };

    private static RouteDoc Many { get; } = new("{route}", "Many events. One bad event never fails the others.", KeyOf.Source, Taken)
    {
        Body = Shape.Of(("batch", Shape.ListOf(Shape.AnyObject())), ("sentAt?", Shape.Time()), ("context?", Shape.AnyObject()), ("writeKey?", Shape.Text())),
        Example = """{"batch":[{"type":"track","event":"Test Drive Booked","messageId":"m-1","userId":"u-1","properties":{"model":"roadster"}}],"sentAt":"2026-11-24T09:30:00Z"}""",
        Problems = OfBodies,
    };

    private static RouteDoc Of(params (string, Shape)[] own) =>
        new("{route}", "One event.", KeyOf.Source, Taken) { Body = Shape.Of([.. own, .. Common]), Problems = OfBodies };
}
