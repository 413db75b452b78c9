using Fulcrum.Consent.Receipts;
using Fulcrum.Pages.Consent.Receipts;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Consent.Receipts;

/// <summary>The receipt of a choice: for the person whose choice it was, once they are signed in; else for the device that made it, by a link that was signed for its cookie.</summary>
internal static class ReceiptRoutes
{
    private const string Use = "receipt";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts) =>
        app.MapMethods("/{language}/receipts/{receipt}", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));

    /// <summary>The page's address for one visitor; to anybody else it is not there.</summary>
    public static string PathOf(long sequence, Visit visit)
    {
        var id = Receipt.IdOf(sequence);
        var path = visit.Path($"receipts/{id}");
        return visit.Person is null ? $"{path}?for={visit.Mac(Use, id)}" : path;
    }

    private static async Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var visit = parts.VisitOf(http);
        var id = http.Request.RouteValues["receipt"] as string ?? "";
        if (!Receipt.TryReadId(id, out var sequence) || await FindAsync(http, parts, visit, id, sequence) is not { } receipt)
        {
            throw new PageException(PageProblem.NoPage);
        }

        var keys = parts.Core.Store.Ledger!.Keys.Select(key => key.ToString());
        var page = visit.Person is null ? ("choices", ShellWords.Choices) : ("history", ShellWords.History);
        var back = new WayBack(visit.Path(page.Item1), visit.Language[page.Item2]);
        http.Response.Headers.ContentSecurityPolicy = $"{ReceiptPage.Policy}; frame-ancestors 'none'";
        await Reply.WriteAsync(http, StatusCodes.Status200OK, "text/html; charset=utf-8", ReceiptPage.Write(receipt, keys, parts.Workspace, visit.Language.Code, back));
    }

    private static async ValueTask<Receipt?> FindAsync(HttpContext http, PortalParts parts, Visit visit, string id, long sequence)
    {
        if (visit.Person is { } person)
        {
            return await parts.Core.Access.OpenProvenAsync(person.Proven, new AccessRequest(AccessRequest.Self, Visit.Surface, "receipt"), http.RequestAborted) is { } access
                ? await access.FindReceiptAsync(sequence, http.RequestAborted)
                : null;
        }

        return visit.IsMac(http.Request.Query["for"].ToString(), Use, id) ? await parts.Core.Receipts.FindAsync(sequence, http.RequestAborted) : null;
    }
}
