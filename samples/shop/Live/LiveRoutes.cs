using System.Text;
using Meridian.Shop.Pages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Meridian.Shop.Live;

/// <summary>What the page asks while it is open. Who asks is told by their cookies; nothing of anybody is in an address.</summary>
internal static class LiveRoutes
{
    private const int AnswersMax = 20;

    /// <summary>Maps them.</summary>
    public static void Map(WebApplication app)
    {
        foreach (var language in Words.LanguageCodes)
        {
            var own = app.MapGroup($"/{language}/").AddEndpointFilter(async (call, next) => BrowserPolicy.IsForeign(call.HttpContext.Request) ? Results.StatusCode(StatusCodes.Status403Forbidden) : await next(call));
            own.MapPost("live", (Shown shown, HttpRequest request, Observer observer, CancellationToken cancellation) => LiveAsync(language, shown, request, observer, cancellation));
            own.MapPost("choices", (Dictionary<string, bool> byCategory, HttpRequest request, Observer observer, CancellationToken cancellation) =>
                ChooseAsync(language, byCategory, request, observer, cancellation));
            own.MapPost("receipt", SaveReceiptAsync);
        }
    }

    /// <summary>Both halves, where they changed.</summary>
    private static async Task<IResult> LiveAsync(string language, Shown shown, HttpRequest request, Observer observer, CancellationToken cancellation) =>
        await observer.ReadSinceAsync(Visitor.Of(request), shown.State ?? "", shown.HasSent, cancellation) is { } changed
            ? new RazorComponentResult<Halves>(new { Snapshot = changed, Language = language, Visitor = Visitor.Of(request) })
            : Results.NoContent();

    /// <summary>The visitor answered the snippet's question.</summary>
    private static async Task<IResult> ChooseAsync(string language, Dictionary<string, bool> byCategory, HttpRequest request, Observer observer, CancellationToken cancellation)
    {
        if (byCategory.Count > AnswersMax)
        {
            return Results.BadRequest();
        }

        try
        {
            await observer.ChooseAsync(Visitor.Of(request), language, byCategory, cancellation);
            return Results.NoContent();
        }
        catch (HttpRequestException)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The receipt as a file to keep; it works without a script.</summary>
    private static async Task<IResult> SaveReceiptAsync(HttpRequest request, Observer observer, CancellationToken cancellation) =>
        await observer.ReadAsync(Visitor.Of(request), cancellation) is { Receipt: { } receipt }
            ? Results.File(Encoding.UTF8.GetBytes(receipt), "application/json", "receipt.json")
            : Results.NotFound();

    /// <summary>What a page shows already.</summary>
    /// <param name="State">As it was told.</param>
    /// <param name="HasSent">Whether it sent an event since.</param>
    private sealed record Shown(string? State, bool HasSent);
}
