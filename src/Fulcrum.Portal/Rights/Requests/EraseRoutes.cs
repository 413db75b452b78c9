using Fulcrum.Pages.Rights;
using Fulcrum.Portal.Identity;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Certificates;
using Fulcrum.Rights.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>Erasing at once, and the certificate of it, for the browser that asked.</summary>
internal static class EraseRoutes
{
    private const string Use = "certificate";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods($"/{{language}}/{ErasePage.Path}", Reply.ReadMethods, (RequestDelegate)(http =>
            OwnPages.ShowAsync(http, parts, ErasePage.Path, (visit, _) => ValueTask.FromResult<string?>(new ErasePage(visit).WriteAsk()))));
        app.MapPost($"/{{language}}/{ErasePage.Path}", (RequestDelegate)(http => EraseAsync(http, parts)));
        app.MapMethods("/{language}/certificates/{certificate}", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));
    }

    private static async Task EraseAsync(HttpContext http, PortalParts parts)
    {
        var (visit, person, form) = await OwnPages.ReadFormAsync(http, parts);
        if (form["act"] != "erase")
        {
            throw new PageException(PageProblem.BadRequest);
        }

        try
        {
            var erasure = await parts.Core.Erasures.EraseProvenAsync(person.Proven, AccessRequest.Self, "", CancellationToken.None);
            if (erasure.Result == OwnErasureResult.NotAllTheirs)
            {
                // Others' claims were joined to theirs: whose the rest is, a person has to see.
                await parts.Core.Requests.OpenAsync(person.Asker, RequestKind.Erasure, "", CancellationToken.None);
                await Reply.SeeOtherAsync(http, $"{visit.Path(RequestsPage.Path)}{new Done(RequestsRoutes.Desk, "").ToQuery(visit)}#news");
                return;
            }

            if (erasure.Outcome is not { } erased)
            {
                await Reply.SeeOtherAsync(http, visit.Path(RequestsPage.Path));
                return;
            }

            parts.Sessions.End(http, person);
            var after = visit with { Person = null };
            await Reply.PageAsync(http, new ErasePage(after).WriteErased(erased, parts.Core.Certificates.CanIssue ? PathOf(erased.Sequence, after) : ""));
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, new ErasePage(visit).WriteNotSure(), StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static string PathOf(long sequence, Visit after)
    {
        var id = ErasureCertificate.IdOf(sequence);
        return $"{after.Path($"certificates/{id}")}?for={after.Mac(Use, id)}";
    }

    private static async Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var visit = parts.VisitOf(http) with { Person = null };
        var id = http.Request.RouteValues["certificate"] as string ?? "";
        if (!ErasureCertificate.TryReadId(id, out var sequence) || !visit.IsMac(http.Request.Query["for"].ToString(), Use, id)
            || await parts.Core.Certificates.IssueAsync(sequence, http.RequestAborted) is not { } certificate)
        {
            throw new PageException(PageProblem.NoPage);
        }

        http.Response.Headers.ContentSecurityPolicy = $"{CertificatePage.Policy}; frame-ancestors 'none'";
        await Reply.WriteAsync(http, StatusCodes.Status200OK, "text/html; charset=utf-8", CertificatePage.Write(certificate, visit.Workspace, visit.Language.Code));
    }
}
