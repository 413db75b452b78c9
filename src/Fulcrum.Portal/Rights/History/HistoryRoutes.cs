using Fulcrum.Portal.Rights.Uses;
using Fulcrum.Rights.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Rights.History;

/// <summary>My receipts and history. Undoing is a choice like any other, and goes the way of choices.</summary>
internal static class HistoryRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts) =>
        app.MapMethods("/{language}/history", Reply.ReadMethods, (RequestDelegate)(http => OwnPages.ShowAsync(http, parts, HistoryPage.Path, async (visit, access) =>
        {
            var (before, isAnswersOnly) = (UsesRoutes.BeforeOf(http), http.Request.Query["show"] == "answers");
            return await access.ReadAsync(isAnswersOnly ? OwnKinds.Consents : HistoryPage.Kinds, before, HistoryPage.RowsMax, isExplained: false, http.RequestAborted) is { } page
                ? new HistoryPage(visit, parts.Core.Receipts.HasLedger).Write(page, before, isAnswersOnly)
                : null;
        })));
}
