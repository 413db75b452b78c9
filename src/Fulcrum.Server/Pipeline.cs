using Fulcrum.Decisions;
using Fulcrum.Hosting.Doors;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Server;

/// <summary>What stands before every route: framing and rates are checked, and every fault becomes the one kind of answer.</summary>
internal static partial class Pipeline
{
    /// <summary>Puts it before the routes.</summary>
    public static void UseFulcrum(this WebApplication app, RateGate rates, AdmissionGate? lanes, ServerMeter meter, Door door)
    {
        var logger = app.Logger;
        var refusals = new RefusalLog(logger, TimeProvider.System);
        app.UseRequestSpans();
        app.Use((http, next) => ServeAsync(http, next, rates, lanes, meter, door, logger, refusals));
    }

    private static async Task ServeAsync(HttpContext http, RequestDelegate next, RateGate rates, AdmissionGate? lanes, ServerMeter meter, Door door, ILogger logger, RefusalLog refusals)
    {
        BrowserPolicy.Set(http.Response.Headers);
        door.Pin(http);
        try
        {
            if (IsDoubtful(http.Request))
            {
                http.Response.Headers.Connection = "close";
                throw new ProblemException(Problems.DoubtfulFraming);
            }

            rates.Check(http);
            using var place = lanes is null ? default : await lanes.EnterAsync(http);
            await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null)
            {
                await DescribeAsync(http);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The caller went away; nobody is left to answer.
        }
        catch (ProblemException fault)
        {
            await AnswerAsync(http, fault.Problem, meter);
        }
        catch (StoreUnavailableException)
        {
            LogStoreUnavailable(logger);
            await AnswerAsync(http, Problems.StoreUnavailable, meter);
        }
        catch (PinnedVersionUnreadableException unreadable)
        {
            await AnswerAsync(http, Problems.PinnedVersionUnreadable(unreadable.Fault), meter);
        }
        catch (BadHttpRequestException fault)
        {
            await AnswerAsync(http, Problems.BadHttp(fault.StatusCode), meter);
        }
#pragma warning disable CA1031 // The last catch: whatever it is becomes an answer, and only its type and place are logged, since messages may quote input.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogInternal(logger, fault.GetType().FullName ?? "", fault.StackTrace ?? "");
            await AnswerAsync(http, Problems.Internal, meter);
        }

        refusals.Note(http);
    }

    private static Task AnswerAsync(HttpContext http, Problem problem, ServerMeter meter)
    {
        meter.Problems.Add(1, new KeyValuePair<string, object?>("code", problem.Code));
        RequestSpans.Current?.SetTag("fulcrum.problem", problem.Code);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        return problem.WriteAsync(http);
    }

    private static Task DescribeAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.NoRoute.WriteAsync(http),
        StatusCodes.Status405MethodNotAllowed => Problems.OtherMethod.WriteAsync(http),
        _ => Task.CompletedTask,
    };

    // Kestrel takes the Content-Length away when there is a Transfer-Encoding, and leaves this header in its place. It looks
    // at the last coding only; we undo none but chunked, so any other, or chunked twice, is an end somebody else may see elsewhere.
    private static bool IsDoubtful(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        return coding.Count > 0
            && (request.ContentLength is not null || request.Headers.ContainsKey("X-Content-Length")
                || coding.Count > 1 || !string.Equals(coding[0], "chunked", StringComparison.OrdinalIgnoreCase));
    }

    [LoggerMessage(1, LogLevel.Error, "The store is not available; the request was answered 503.")]
    private static partial void LogStoreUnavailable(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "Unforeseen {Type}; the request was answered 500. At {Place}")]
    private static partial void LogInternal(ILogger logger, string type, string place);
}
