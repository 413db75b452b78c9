using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole;

/// <summary>Why a page is not shown or an act not done, in words for staff.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable key.</param>
/// <param name="Title">What.</param>
/// <param name="Text">Why, and what to do.</param>
internal sealed record PageProblem(int Status, string Code, LocalText Title, LocalText Text)
{
    public static PageProblem NoPage { get; } = new(StatusCodes.Status404NotFound, "no-page", ConsoleWords.NoPage, ConsoleWords.NoPageText);

    public static PageProblem OtherMethod { get; } = new(StatusCodes.Status405MethodNotAllowed, "other-method", ConsoleWords.OtherMethod, ConsoleWords.OtherMethodText);

    public static PageProblem BadRequest { get; } = new(StatusCodes.Status400BadRequest, "bad-request", ConsoleWords.BadRequest, ConsoleWords.BadRequestText);

    public static PageProblem FormNotOurs { get; } = new(StatusCodes.Status403Forbidden, "form-not-ours", ConsoleWords.FormNotOurs, ConsoleWords.FormNotOursText);

    public static PageProblem SignedOut { get; } = new(StatusCodes.Status401Unauthorized, "signed-out", ConsoleWords.SignedOut, ConsoleWords.SignedOutText);

    public static PageProblem NotReadable { get; } = new(StatusCodes.Status503ServiceUnavailable, "not-readable", ConsoleWords.NotReadable, ConsoleWords.NotReadableText);

    public static PageProblem Detached { get; } = new(StatusCodes.Status503ServiceUnavailable, "detached", ConsoleWords.Detached, ConsoleWords.DetachedText);

    public static PageProblem DetachedUnsure { get; } = new(StatusCodes.Status503ServiceUnavailable, "detached-unsure", ConsoleWords.DetachedUnsure, ConsoleWords.DetachedUnsureText);

    public static PageProblem CompanyUnreachable { get; } = new(StatusCodes.Status503ServiceUnavailable, "company-unreachable", ConsoleWords.CompanyUnreachable, ConsoleWords.CompanyUnreachableText);

    public static PageProblem Unforeseen { get; } = new(StatusCodes.Status500InternalServerError, "unforeseen", ConsoleWords.Unforeseen, ConsoleWords.UnforeseenText);
}

/// <summary>Ends a request with a problem's page.</summary>
internal sealed class PageException(PageProblem problem) : Exception(problem.Code)
{
    /// <summary>Which.</summary>
    public PageProblem Problem { get; } = problem;
}
