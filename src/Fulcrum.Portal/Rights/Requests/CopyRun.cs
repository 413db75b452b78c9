using Fulcrum.Portal.Identity;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Access.Export;
using Fulcrum.Rights.Requests;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>Writes copies beside the pages, and hands them to the session that asked.</summary>
internal static class CopyRun
{
    /// <summary>A small copy is there before the page that asks for it is answered.</summary>
    private static readonly TimeSpan WaitedFor = TimeSpan.FromSeconds(2);

    private const int PieceBytes = 1 << 16;

    /// <summary>Begins one, as a request of its own that counts as answered once the copy is whole. One that is being written is not begun again.</summary>
    /// <exception cref="StoreUnavailableException">That it was asked for could not be kept.</exception>
    public static async ValueTask BeginAsync(HttpContext http, PortalParts parts, Visit visit, ProvenVisitor person)
    {
        if (person.Copy is { State: CopyState.Writing })
        {
            return;
        }

        var request = await parts.Core.Requests.OpenAsync(person.Asker, RequestKind.Access, "", http.RequestAborted);
        if (request is null || await parts.Core.Access.OpenProvenAsync(person.Proven, new AccessRequest(AccessRequest.Self, Visit.Surface, "export"), http.RequestAborted) is not { } access)
        {
            return; // Nothing is kept, and the page says so.
        }

        var company = visit.Workspace.Disclosures.Controller is { } controller ? visit.Language[controller.Name] : visit.Workspace.Name;
        var copy = new DataCopy(access);
        person.Keep(copy);
        var writing = Task.Run(() => WriteAsync(parts, person, copy, new ExportRequest(visit.Language.Code, company), request.Request.Id), CancellationToken.None);
        await Task.WhenAny(writing, Task.Delay(WaitedFor, http.RequestAborted));
    }

    /// <summary>Hands the copy over; to anybody but the session that asked there is none.</summary>
    public static async Task FetchAsync(HttpContext http, PortalParts parts)
    {
        var visit = parts.VisitOf(http);
        if (visit.Person?.Copy is not { } copy || !await copy.CanBeFetchedAsync(parts.Core.Now, http.RequestAborted))
        {
            await Reply.SeeOtherAsync(http, visit.Path(RequestsPage.Path));
            return;
        }

        http.Response.ContentType = "application/zip";
        http.Response.ContentLength = copy.Bytes;
        http.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.zip\"";
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var piece = new byte[PieceBytes];
        var sent = 0L;
        while (await copy.ReadAsync(sent, piece, http.RequestAborted) is > 0 and var read)
        {
            await http.Response.Body.WriteAsync(piece.AsMemory(0, read), http.RequestAborted);
            sent += read;
        }

        if (sent < copy.Bytes)
        {
            // The session ended meanwhile: half a copy must not look like a whole one.
            http.Abort();
        }
    }

    private static async Task WriteAsync(PortalParts parts, ProvenVisitor person, DataCopy copy, ExportRequest request, string id)
    {
        await copy.WriteAsync(request, () => parts.Core.Now);
        if (copy.State == CopyState.Ready)
        {
            try
            {
                await parts.Core.Requests.ActAsync(person.Asker, id, RequestAct.Complete, "", CancellationToken.None);
            }
            catch (StoreUnavailableException)
            {
                // The copy is there all the same; the request stays open, and asking again joins it.
            }
        }
    }
}
