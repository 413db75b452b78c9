using Fulcrum.Consent.Receipts;
using Fulcrum.Pages.Consent.Receipts;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Consent.Receipts;

/// <summary>The receipt of a choice, for the device that made it and for no other: its link was signed for this device's cookie.</summary>
internal static class ReceiptRoutes
{
    private const string Use = "receipt";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts) =>
        app.MapMethods("/{language}/receipts/{receipt}", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));

    /// <summary>The page's address for one device; opened with another cookie it is not there.</summary>
    public static string PathOf(long sequence, PageLanguage language, Devices devices, Device device)
    {
        var id = Receipt.IdOf(sequence);
        return $"{language.Path($"receipts/{id}")}?for={devices.Mac(Use, device, id)}";
    }

    private static async Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var language = parts.LanguageOf(http);
        var id = http.Request.RouteValues["receipt"] as string ?? "";
        if (!Receipt.TryReadId(id, out var sequence) || parts.Devices.Find(http, parts.Core) is not { } device
            || !parts.Devices.IsMac(http.Request.Query["for"].ToString(), Use, device, id)
            || await parts.Core.Receipts.FindAsync(sequence, http.RequestAborted) is not { } receipt)
        {
            throw new PageException(PageProblem.NoPage);
        }

        var keys = parts.Core.Store.Ledger!.Keys.Select(key => key.ToString());
        var back = new WayBack(language.Path("choices"), language[ShellWords.Choices]);
        http.Response.Headers.ContentSecurityPolicy = $"{ReceiptPage.Policy}; frame-ancestors 'none'";
        await Reply.WriteAsync(http, StatusCodes.Status200OK, "text/html; charset=utf-8", ReceiptPage.Write(receipt, keys, parts.Workspace, language.Code, back));
    }
}
