using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>The problem of a name the workspace in force does not declare, a kind each, so that each has its page.</summary>
internal static class Undeclared
{
    /// <summary>No such placement.</summary>
    public static Problem Placement(string nearest) => new Problem(
        StatusCodes.Status400BadRequest, "unknown-placement", "The placement is not declared",
        "The workspace in force declares no such placement.",
        "Only what the workspace declares can be used.",
        "Use a declared placement, or declare it in the workspace and apply it.").Near(nearest);

    /// <summary>No such purpose.</summary>
    public static Problem Purpose(string nearest) => new Problem(
        StatusCodes.Status400BadRequest, "unknown-purpose", "The purpose is not declared",
        "The workspace in force declares no such purpose.",
        "Only what the workspace declares can be used.",
        "Use a declared purpose, or declare it in the workspace and apply it.").Near(nearest);

    /// <summary>No such identifier type.</summary>
    public static Problem IdentifierType(string nearest) => new Problem(
        StatusCodes.Status400BadRequest, "unknown-identifier-type", "The identifier type is not declared",
        "The workspace in force declares no such identifier type.",
        "Only what the workspace declares can be used.",
        "Use a declared identifier type, or declare it in the workspace and apply it.").Near(nearest);

    /// <summary>No such source.</summary>
    public static Problem Source(string nearest, int status = StatusCodes.Status400BadRequest) => new Problem(
        status, "unknown-source", "The source is not declared",
        "The workspace in force declares no such source.",
        "Only what the workspace declares can be used.",
        "Use a declared source, or declare it in the workspace and apply it.").Near(nearest);

    /// <summary>No such view.</summary>
    public static Problem View(string nearest) => new Problem(
        StatusCodes.Status404NotFound, "unknown-view", "The view is not declared",
        "The workspace in force declares no such view.",
        "Only what the workspace declares can be used.",
        "Use a declared view, or declare it in the workspace and apply it.").Near(nearest);

    /// <summary>No such notice.</summary>
    public static Problem Notice(string nearest) => new Problem(
        StatusCodes.Status404NotFound, "notice-undeclared", "The notice is not declared",
        "The workspace in force declares no such notice.",
        "Only what the workspace declares can be shown.",
        "Ask for a declared one, as NAME or NAME@VERSION, or declare it in the workspace and apply it.").Near(nearest);

    private static Problem Near(this Problem problem, string nearest) =>
        nearest.Length == 0 ? problem : problem with { What = $"{problem.What[..^1]}; did you mean '{nearest}'?" };
}
