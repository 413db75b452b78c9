using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Health;

/// <summary>How the routes of health are described.</summary>
internal static class HealthDocs
{
    /// <summary>Alive.</summary>
    public static RouteDoc Alive { get; } = new("alive", "Does the process live?", KeyOf.Nobody, Shape.Of(("alive", Shape.Truth())));

    /// <summary>Ready.</summary>
    public static RouteDoc Ready { get; } = new(
        "ready", "Can it do its work?", KeyOf.Nobody,
        Shape.Of(
            ("ready", Shape.Truth()),
            ("workspace", Shape.Text()),
            ("limited?", Shape.Of(("code", Shape.Text()), ("detail", Shape.Text()), ("remedy", Shape.Text()))),
            ("clock?", Shape.Of(("code", Shape.Text("Why the machine's clock is not followed.")), ("detail", Shape.Text()), ("remedy", Shape.Text()))),
            ("staleSince?", Shape.Time("With an admin key: since when earlier answers are stale, after a restore without the tail log.").OrNull()),
            ("backup?", Shape.Of(
                ("id", Shape.Text()), ("sequence", Shape.Whole("The last journal row in it.")), ("good", Shape.Truth()), ("verifiedAt", Shape.Time()), ("ageHours", Shape.Number())).OrNull())));
}
