using Fulcrum.Server.OpenApi;

namespace Fulcrum.Server.Workspaces;

/// <summary>How the routes of the workspace are described.</summary>
internal static class WorkspaceDocs
{
    private static readonly Shape Compared = Shape.Of(
        ("version", Shape.Text()), ("before", Shape.Text().OrNull()), ("applied", Shape.Truth()), ("at", Shape.Time("Since when it is in force; null when nothing was applied.").OrNull()), ("by", Shape.Text().OrNull()),
        ("changes", Shape.ListOf(Shape.Of(
            ("kind", Shape.OneOf("", "added", "removed", "changed")), ("what", Shape.Text()), ("name", Shape.Text()), ("detail", Shape.Text()), ("loosens", Shape.Truth("Whether it takes protection away."))))));

    /// <summary>In force.</summary>
    public static RouteDoc Describe { get; } = new(
        "describeWorkspace", "Which version is in force, and its names.", KeyOf.DecideOrAdmin,
        Shape.Of(
            ("name", Shape.Text()), ("version", Shape.Text()), ("purposes", Shape.ListOf(Shape.Text())), ("placements", Shape.ListOf(Shape.Text())), ("views", Shape.ListOf(Shape.Text())),
            ("identifierTypes", Shape.ListOf(Shape.Text()))));

    /// <summary>Putting another in force.</summary>
    public static RouteDoc Apply { get; } = new("applyWorkspace", "Put files in force, wholly or not at all. The next decision uses them.", KeyOf.Admin, Compared)
    {
        Body = Shape.Of(("by", Shape.Text()), ("files", Shape.MapOf(Shape.Text(), "Path inside the folder to text."))),
        Problems = [Problems.WorkspaceFaulty([])],
    };

    /// <summary>Whom another would reach.</summary>
    public static RouteDoc Reach { get; } = new(
        "simulateReach", "Whom would putting files in force reach or lose? Replays the journal, its personal decisions of the last days among it; changes nothing.", KeyOf.Admin,
        Shape.Of(
            ("version", Shape.Text("The workspace in force it was compared with.")), ("at", Shape.Text("The moment that counted as now.")),
            ("through", Shape.Whole("Where it ended: the after of the next request.")),
            ("people", Shape.Whole("Subjects looked at.")), ("everybody", Shape.Truth("Whether there are no more: else ask again with after and the same at, and add up.")), ("decisions", Shape.Whole("Personal decisions run again.")),
            ("purposes", Shape.ListOf(Shape.Of(
                ("purpose", Shape.Text()), ("before", Shape.Whole()), ("lost", Shape.Whole()), ("gained", Shape.Whole()), ("decisionsLost", Shape.Whole())))),
            ("objects", Shape.ListOf(Shape.Text("A placement or view behind a purpose whose reach changes.")))))
    {
        Body = Shape.Of(("by?", Shape.Text()), ("days?", Shape.Whole("How far back; 30 when left out.")), ("after?", Shape.Whole("Where an earlier answer ended.")), ("at?", Shape.Text("The moment of an earlier answer.")), ("files", Shape.MapOf(Shape.Text(), "Path inside the folder to text."))),
        Problems = [Problems.WorkspaceFaulty([])],
    };

    /// <summary>Comparing another.</summary>
    public static RouteDoc Diff { get; } = new("diffWorkspace", "What would putting files in force change? Changes nothing.", KeyOf.Admin, Compared)
    {
        Body = Shape.Of(("by?", Shape.Text()), ("files", Shape.MapOf(Shape.Text(), "Path inside the folder to text."))),
        Problems = [Problems.WorkspaceFaulty([])],
    };
}
