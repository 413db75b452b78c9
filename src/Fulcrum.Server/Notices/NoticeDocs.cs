using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Notices;

/// <summary>How the route of notices is described, and what it cannot answer.</summary>
internal static class NoticeDocs
{
    /// <summary>A page was asked for, and none was built.</summary>
    public static Problem NotBuilt { get; } = new(
        StatusCodes.Status404NotFound, "notice-page-missing", "The notice has no page in this language",
        "The workspace in force holds no built page of this notice in this language.",
        "A page is shown only as it was built and checked.",
        "Build it (fulcrum notice build WORKSPACE --write) and apply the workspace; or ask for application/json.");

    /// <summary>A language the workspace does not have.</summary>
    public static Problem OtherLanguage { get; } = new(
        StatusCodes.Status400BadRequest, "notice-language", "The workspace does not have this language",
        "\"language\" is none of the workspace's languages.",
        "A notice is told in the languages it was written in.",
        "Write en or ru, as the workspace says, or leave it out: the browser's Accept-Language counts then.");

    /// <summary>One notice.</summary>
    public static RouteDoc Read { get; } = new(
        "readNotice", "What are people told? A page for whoever accepts text/html, else this.", KeyOf.Nobody,
        Shape.Of(
            ("notice", Shape.Text()), ("version", Shape.Text()), ("language", Shape.Text()), ("text", Shape.Text("The short form.")),
            ("inForce", Shape.Truth("False once another version took its place.")), ("supersedes", Shape.Text().OrNull()),
            ("reAsk", Shape.ListOf(Shape.Text(), "Surfaces that ask again after a material change.")), ("built", Shape.Truth()),
            ("purposes", Shape.ListOf(Shape.Of(
                ("purpose", Shape.Text()), ("asked", Shape.Truth()), ("basis", Shape.Text()), ("title", Shape.Text()), ("recipients", Shape.ListOf(Shape.Text())),
                ("places", Shape.ListOf(Shape.Text())), ("categories", Shape.ListOf(Shape.Text())), ("digest", Shape.Text("Of all that is told of it."))), "Empty for an earlier version that was never built."))))
    {
        HasPage = true,
        Values = [("notice", "Its name, or NAME@VERSION.", "web-privacy"), ("language", "en or ru; the browser's Accept-Language when left out.", "en")],
        Problems = [Undeclared.Notice(""), NotBuilt, OtherLanguage],
    };
}
