using System.Text.Json;
using Meridian.Shop.Fulcrum;

namespace Meridian.Shop.Rights;

/// <summary>The newsletter service of the sample company, as a system that Fulcrum tells of rights: it believes a signed message alone, and says when it is done.</summary>
/// <remarks>It writes letters to nobody and keeps nobody, so what it is told of is done as soon as it was heard. A real service would take the person off its lists before it says so.</remarks>
internal static class NewsletterRoutes
{
    /// <summary>Where it is told.</summary>
    public const string Path = "/connected/newsletter";

    private const string SignatureHeader = "X-OpenDSR-Signature";
    private const int BodyMax = 64 * 1024;

    /// <summary>Maps it.</summary>
    public static void Map(WebApplication app) => app.MapPost(Path, TakeAsync);

    private static async Task<IResult> TakeAsync(HttpContext http, FulcrumApi fulcrum)
    {
        var cancellation = http.RequestAborted;
        if (await ReadAsync(http.Request, cancellation) is not { } body)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        bool isTheirs;
        try
        {
            isTheirs = await fulcrum.HasSignedAsync(body, http.Request.Headers[SignatureHeader].ToString(), cancellation);
        }
        catch (HttpRequestException)
        {
            // It tries again: nothing was said about what it sent.
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        if (!isTheirs)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (CallbackOf(body) is not { } callback)
        {
            return Results.BadRequest();
        }

        // Once it was answered: the message counts as taken over then, and this as its end.
        http.Response.OnCompleted(() => fulcrum.SayDoneAsync(callback, CancellationToken.None));
        return Results.Accepted();
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is null or > BodyMax)
        {
            return null;
        }

        var body = new byte[request.ContentLength.Value];
        await request.Body.ReadExactlyAsync(body, cancellation);
        return body;
    }

    private static Uri? CallbackOf(byte[] body)
    {
        try
        {
            using var message = JsonDocument.Parse(body);
            return message.RootElement.TryGetProperty("callback", out var callback) && Uri.TryCreate(callback.GetString(), UriKind.Absolute, out var address) ? address : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
