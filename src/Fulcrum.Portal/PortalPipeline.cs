using Fulcrum.Hosting.Telemetry;
using Fulcrum.Pages;
using Fulcrum.Portal.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal;

/// <summary>What stands before every page: the rules browsers are held to, and every fault becomes a page in words.</summary>
internal static partial class PortalPipeline
{
    /// <summary>What a page of ours may do: use our own style and icon, and send forms to us. No script runs, whoever wrote it.</summary>
    public const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Puts it before the routes.</summary>
    public static void UsePortal(this WebApplication app, PortalParts parts)
    {
        var logger = app.Logger;
        app.UseRequestSpans();
        var refusals = new RefusalLog(logger, TimeProvider.System);
        app.Use(async (http, next) =>
        {
            await ServeAsync(http, next, parts, logger);
            refusals.Note(http);
        });
    }

    private static async Task ServeAsync(HttpContext http, RequestDelegate next, PortalParts parts, ILogger logger)
    {
        SetHeaders(http, parts.Options);
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, ContentLength: null, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
            {
                await AnswerAsync(http, http.Response.StatusCode == StatusCodes.Status404NotFound ? PageProblem.NoPage : PageProblem.OtherMethod, parts);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The visitor went away; nobody is left to answer.
        }
        catch (PageException fault)
        {
            await AnswerAsync(http, fault.Problem, parts);
        }
        catch (StoreUnavailableException)
        {
            LogStoreUnavailable(logger);
            await AnswerAsync(http, PageProblem.NotReadable, parts);
        }
        catch (BadHttpRequestException)
        {
            await AnswerAsync(http, PageProblem.BadRequest, parts);
        }
#pragma warning disable CA1031 // The last catch: whatever it is becomes a page, and only its type and place are logged, since messages may quote input.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogInternal(logger, fault.GetType().FullName ?? "", fault.StackTrace ?? "");
            await AnswerAsync(http, PageProblem.Unforeseen, parts);
        }
    }

    /// <summary>The rules a browser is held to on every page.</summary>
    internal static void SetHeaders(HttpContext http, PortalOptions options)
    {
        var headers = http.Response.Headers;
        BrowserPolicy.Set(headers);
        headers.ContentSecurityPolicy = Policy;

        // Ours only: with no-referrer a browser would hide from us that a form came from our own page.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()";
        options.Door.Pin(http);
    }

    private static Task AnswerAsync(HttpContext http, PageProblem problem, PortalParts parts)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        var workspace = parts.Workspace;
        var first = http.Request.Path.Value?.Split('/') is [_, var code, ..] ? code : "";
        var language = workspace.Languages.Contains(first) ? new PageLanguage(first) : PageLanguage.Preferred(http.Request, workspace);
        var frame = new PageFrame(language, language[problem.Title], "") { Menu = null, Lead = language[problem.Text], Signed = parts.SignedInOf(http, language) };
        var way = problem.Page == "sign-in" ? ShellWords.SignIn : ShellWords.Choices;
        return Reply.PageAsync(http, Shell.Write(frame, workspace, Html($"<p class=\"actions\"><a class=\"button\" href=\"{language.Path(problem.Page)}\">{language[way]}</a></p>")), problem.Status);
    }

    [LoggerMessage(1, LogLevel.Error, "The store is not available; a page was answered 503.")]
    private static partial void LogStoreUnavailable(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "Unforeseen {Type}; a page was answered 500. At {Place}")]
    private static partial void LogInternal(ILogger logger, string type, string place);
}
