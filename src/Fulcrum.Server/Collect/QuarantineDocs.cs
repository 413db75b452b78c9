using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Collect;

/// <summary>How the routes of quarantine are described.</summary>
internal static class QuarantineDocs
{
    private static readonly Shape Row = Shape.Of(
        ("id", Shape.Text()), ("source", Shape.Text()), ("at", Shape.Time("When it was received.")), ("reason", Shape.Text("A problem's code.")), ("detail", Shape.Text()), ("remedy", Shape.Text()));

    private static readonly (string, string, string)[] Id = [("id", "The row's id.", "0")];

    /// <summary>The list.</summary>
    public static RouteDoc List { get; } = new(
        "listQuarantined", "What is kept aside, and why; newest first, without its content.", KeyOf.Admin, Shape.Of(("quarantined", Shape.ListOf(Row))))
    {
        Values = [("source", "Only this source's.", "web"), ("before", "Only what was received before.", ""), ("limit", "At most so many, 1 to 1,000.", "10")],
        Problems = [Undeclared.Source(""), Problems.BadMember("", "")],
    };

    /// <summary>Who looked.</summary>
    public static RouteDoc LookUps { get; } = new(
        "listQuarantineLookUps", "Who looked into what was kept aside, or replayed it, and why; newest first.", KeyOf.Admin,
        Shape.Of(("lookUps", Shape.ListOf(Shape.Of(
            ("id", Shape.Text()), ("act", Shape.OneOf("", "read", "replay")), ("who", Shape.Text()), ("why", Shape.Text()), ("at", Shape.Time()), ("sequence", Shape.Whole("Journal sequence.")))))))
    {
        Values = [("limit", "At most so many, 1 to 1,000.", "10")],
        Problems = [Problems.BadMember("", "")],
    };

    /// <summary>A payload.</summary>
    public static RouteDoc Read { get; } = new(
        "readQuarantined", "Show what was kept aside. Who and why is journaled first.", KeyOf.Admin,
        Row.With(("lookUp", Shape.Whole("Journal sequence of the look-up.")), ("payload?", Shape.Text("Null when it is damaged.").OrNull()), ("payloadBase64?", Shape.Text("Where it is no text."))))
    {
        Body = Shape.Of(("who", Shape.Text()), ("why", Shape.Text())),
        Example = """{"who":"clerk-7","why":"the till sent a number"}""",
        Values = Id,
        Problems = [QuarantineProblems.Unknown],
    };

    /// <summary>A replay.</summary>
    public static RouteDoc Replay { get; } = new(
        "replayQuarantined", "Take in what was kept aside, mended or as it is: once, with the message id and the time of its first receipt.", KeyOf.Admin,
        Shape.Of(
            ("id", Shape.Text()), ("fate", Shape.OneOf("quarantined: it stays, and the rest says why.", "stored", "duplicate", "quarantined", "refused")),
            ("reason", Shape.Text().OrNull()), ("detail", Shape.Text().OrNull()), ("remedy", Shape.Text().OrNull())))
    {
        Body = Shape.Of(("who", Shape.Text()), ("why", Shape.Text()), ("payload?", Shape.AnyObject("What to take in instead of what was kept."))),
        Example = """{"who":"clerk-7","why":"the till sent a number","payload":{"type":"track","event":"Brochure Downloaded","messageId":"m-9","userId":"u-1","properties":{"model":"roadster"}}}""",
        Values = Id,
        Problems = QuarantineProblems.All,
    };
}
