using Fulcrum.Hosting.Nodes;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Staff;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole;

/// <summary>What a node says in place of the console while it reaches no owner of the store: nothing is read, and what becomes of an act is told truly.</summary>
internal static class DetachedPage
{
    private const string RetryAfterSeconds = "2";

    /// <summary>Holds it to the rules of every page.</summary>
    public static Task GuardAsync(HttpContext http, RequestDelegate next, ConsoleOptions options)
    {
        ConsolePipeline.SetHeaders(http, options);
        return next(http);
    }

    /// <summary>Answers a call with a problem, and a browser with a page.</summary>
    public static Task WriteAsync(HttpContext http)
    {
        var mayBeDone = http.Features.Get<DetachedRequest>() is { MayBeDone: true };
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        if (StaffApi.IsCall(http))
        {
            return (mayBeDone ? StaffProblems.OutcomeUnsure : StaffProblems.OwnerUnreachable).WriteAsync(http);
        }

        var problem = mayBeDone ? PageProblem.DetachedUnsure : PageProblem.Detached;
        return Reply.PageAsync(http, BarePage.Write(http.Request, problem.Title, problem.Text, Assets.StylePath, Assets.IconPath), problem.Status);
    }
}
