using Fulcrum.Rights.Access;
using Fulcrum.Rights.Access.Export;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fulcrum.Server.Rights;

/// <summary>Everything kept about a subject, as the file that a route answers.</summary>
internal static class AccessArchive
{
    /// <summary>Writes it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parts">The server's.</param>
    /// <param name="access">What was opened.</param>
    /// <param name="language">Of what is read by people.</param>
    public static async Task WriteAsync(HttpContext http, ServerParts parts, SelfAccess access, string language)
    {
        var workspace = parts.Served.Workspace;
        var company = workspace.Disclosures.Controller?.Name.In(language) ?? workspace.Name;
        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"fulcrum-access.zip\"";
        http.Response.Headers.CacheControl = "no-store";

        // Compression hands its bytes on as it is written to, not when it is awaited.
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        try
        {
            if (await AccessExport.WriteAsync(access, new ExportRequest(language, company), http.Response.Body, null, http.RequestAborted) is null)
            {
                throw new StoreUnavailableException("The profile changed while it was written. Asking again is safe.");
            }
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            // Half an archive must not look like a whole one: the connection is cut, and the caller sees that it was.
            http.Abort();
        }
    }
}
