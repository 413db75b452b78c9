using Fulcrum.Hosting.Telemetry;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Staff;
using Fulcrum.Pages;
using Fulcrum.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole;

/// <summary>What stands before every page and act: the rules browsers are held to, and every refusal and fault becomes a page in words, or a problem for a program.</summary>
internal static partial class ConsolePipeline
{
    /// <summary>What a page may do: use our own style and icon, and send forms to us.</summary>
    public const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Puts it before the routes.</summary>
    public static void UseConsole(this WebApplication app, ConsoleParts parts)
    {
        var logger = app.Logger;
        var refusals = new RefusalLog(logger, TimeProvider.System);
        app.Use(async (http, next) =>
        {
            await ServeAsync(http, next, parts, logger);
            refusals.Note(http);
        });
    }

    /// <summary>Lets the page that is answered run the one script of ours, for passkeys, and that script ask us.</summary>
    public static void AllowScript(HttpContext http) => http.Response.Headers.ContentSecurityPolicy = $"{Policy}; script-src 'self'; connect-src 'self'";

    private static async Task ServeAsync(HttpContext http, RequestDelegate next, ConsoleParts parts, ILogger logger)
    {
        SetHeaders(http, parts.Options);
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, ContentLength: null, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
            {
                var isUnknown = http.Response.StatusCode == StatusCodes.Status404NotFound;
                await AnswerAsync(http, parts, isUnknown ? PageProblem.NoPage : PageProblem.OtherMethod, isUnknown ? StaffProblems.NoRoute : StaffProblems.OtherMethod);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // They went away; nobody is left to answer.
        }
        catch (StaffProblemException fault)
        {
            await fault.Problem.WriteAsync(http);
        }
        catch (StaffRefusedException refused)
        {
            await RefuseAsync(http, parts, refused);
        }
        catch (PageException fault) when (fault.Problem == PageProblem.SignedOut && HttpMethods.IsGet(http.Request.Method))
        {
            await Reply.SeeOtherAsync(http, parts.LanguageOf(http).Path("sign-in"));
        }
        catch (PageException fault)
        {
            await AnswerAsync(http, parts, fault.Problem, StaffProblems.BadBody);
        }
        catch (StoreUnavailableException)
        {
            LogStoreUnavailable(logger);
            await AnswerAsync(http, parts, PageProblem.NotReadable, StaffProblems.StoreUnavailable);
        }
        catch (BadHttpRequestException)
        {
            await AnswerAsync(http, parts, PageProblem.BadRequest, StaffProblems.BadBody);
        }
#pragma warning disable CA1031 // The last catch: whatever it is becomes an answer, and only its type and place are logged, since messages may quote input.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogInternal(logger, fault.GetType().FullName ?? "", fault.StackTrace ?? "");
            await AnswerAsync(http, parts, PageProblem.Unforeseen, StaffProblems.Internal);
        }
    }

    /// <summary>The rules that browsers are held to.</summary>
    public static void SetHeaders(HttpContext http, ConsoleOptions options)
    {
        var headers = http.Response.Headers;
        BrowserPolicy.Set(headers);
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()";
        headers["X-Robots-Tag"] = "noindex";
        options.Door.Pin(http);
    }

    private static Task AnswerAsync(HttpContext http, ConsoleParts parts, PageProblem problem, StaffProblem told)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        if (StaffApi.IsCall(http))
        {
            return told.WriteAsync(http);
        }

        var language = LanguageFor(http, parts);
        var frame = new PageFrame(language[problem.Title], "") { Menu = null, Lead = language[problem.Text] };
        var (page, way) = problem == PageProblem.SignedOut || problem == PageProblem.CompanyUnreachable ? ("sign-in", ShellWords.SignIn) : ("", ShellWords.Home);
        var body = Html($"<p class=\"actions\"><a class=\"button\" href=\"{language.Path(page)}\">{language[way]}</a></p>");
        return Reply.PageAsync(http, Shell.WriteBare(frame, language, parts.Workspace, body), problem.Status);
    }

    private static async Task RefuseAsync(HttpContext http, ConsoleParts parts, StaffRefusedException refused)
    {
        if (StaffApi.IsCall(http))
        {
            await StaffProblems.Of(refused).WriteAsync(http);
            return;
        }

        var visit = await parts.VisitOfAsync(http, LanguageFor(http, parts));
        await Reply.PageAsync(http, RefusedPage.Write(visit, refused), StaffProblems.Of(refused).Status);
    }

    private static PageLanguage LanguageFor(HttpContext http, ConsoleParts parts)
    {
        var first = http.Request.Path.Value?.Split('/') is [_, var code, ..] ? code : "";
        return parts.Workspace.Languages.Contains(first) ? new PageLanguage(first) : PageLanguage.Preferred(http.Request, parts.Workspace);
    }

    [LoggerMessage(1, LogLevel.Error, "The store is not available; the console answered 503.")]
    private static partial void LogStoreUnavailable(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "Unforeseen {Type}; the console answered 500. At {Place}")]
    private static partial void LogInternal(ILogger logger, string type, string place);
}
