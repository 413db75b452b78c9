using System.Globalization;
using Fulcrum.Rights.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Rights.Uses;

/// <summary>How somebody's data was used, and why they saw what they saw.</summary>
internal static class UsesRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/uses", Reply.ReadMethods, (RequestDelegate)(http => OwnPages.ShowAsync(http, parts, UsesPage.Path, async (visit, access) =>
        {
            var before = BeforeOf(http);
            return await access.ReadAsync(OwnKinds.LookUps, before, UsesPage.LookUpsMax, isExplained: false, http.RequestAborted) is { } lookUps
                && await access.SummariseAsync(http.RequestAborted) is { } summary
                    ? new UsesPage(visit).Write(summary, lookUps, before)
                    : null;
        })));
        app.MapMethods("/{language}/reasons", Reply.ReadMethods, (RequestDelegate)(http => OwnPages.ShowAsync(http, parts, ReasonsPage.Path, async (visit, access) =>
        {
            var before = BeforeOf(http);
            return await access.ReadAsync(OwnKinds.Decisions, before, ReasonsPage.DecisionsMax, isExplained: true, http.RequestAborted) is { } page ? new ReasonsPage(visit).Write(page, before) : null;
        })));
    }

    /// <summary>Where a page of rows begins; 0 for the newest.</summary>
    public static long BeforeOf(HttpContext http) => long.TryParse(http.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0;
}
