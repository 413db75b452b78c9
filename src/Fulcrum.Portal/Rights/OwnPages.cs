using Fulcrum.Identity;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Access;
using Microsoft.AspNetCore.Http;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights;

/// <summary>A page of somebody's own: shown to whoever is signed in, or to the browser it came from, once it is on disk that they looked.</summary>
internal static class OwnPages
{
    private const int TurnsMax = 4;

    /// <summary>Answers with a page; whoever is not signed in is sent there first.</summary>
    /// <param name="http">The request.</param>
    /// <param name="parts">What the page is given.</param>
    /// <param name="page">Its path, which is also what the journal says was looked at.</param>
    /// <param name="write">Writes it; null when the profile changed meanwhile, and then it is opened anew.</param>
    public static Task ShowAsync(HttpContext http, PortalParts parts, string page, Func<Visit, SelfAccess, ValueTask<string?>> write)
    {
        var visit = parts.VisitOf(http);
        return visit.Person is null ? SignInFirstAsync(http, visit, page) : ShowOwnAsync(http, parts, visit, page, write);
    }

    /// <summary>Answers with a page that has something to show to a browser too: to whoever is signed in, else what the browser itself brought; where that is nothing, they are sent to sign in.</summary>
    /// <inheritdoc cref="ShowAsync" path="/param"/>
    public static async Task ShowAlsoToDeviceAsync(HttpContext http, PortalParts parts, string page, Func<Visit, SelfAccess, ValueTask<string?>> write)
    {
        var visit = parts.VisitOf(http);
        if (visit.Person is not null)
        {
            await ShowOwnAsync(http, parts, visit, page, write);
        }
        else if (visit.Device.Identifier is { } device && await ReadAsync(http, parts, device, page, access => write(visit, access), () => null) is { } html)
        {
            await Reply.PageAsync(http, html);
        }
        else
        {
            await SignInFirstAsync(http, visit, page);
        }
    }

    /// <summary>Writes a page for a visit of somebody who is signed in.</summary>
    /// <inheritdoc cref="ShowAsync" path="/param"/>
    /// <exception cref="StoreUnavailableException">It cannot be read now.</exception>
    public static async ValueTask<string> WriteAsync(HttpContext http, PortalParts parts, Visit visit, string page, Func<SelfAccess, ValueTask<string?>> write) =>
        (await ReadAsync(http, parts, visit.Person!.Proven, page, write, () => WriteNothing(visit, page)))!;

    private static async Task ShowOwnAsync(HttpContext http, PortalParts parts, Visit visit, string page, Func<Visit, SelfAccess, ValueTask<string?>> write) =>
        await Reply.PageAsync(http, await WriteAsync(http, parts, visit, page, access => write(visit, access)));

    private static Task SignInFirstAsync(HttpContext http, Visit visit, string page) => Reply.SeeOtherAsync(http, SignInRoutes.PathTo(page, visit.Language));

    private static async ValueTask<string?> ReadAsync(
        HttpContext http, PortalParts parts, Identifier proven, string page, Func<SelfAccess, ValueTask<string?>> write, Func<string?> writeNothing)
    {
        parts.Rate.CheckOwnPage(http);
        for (var turn = 0; turn < TurnsMax; turn++)
        {
            var request = new AccessRequest(AccessRequest.Self, Visit.Surface, page.Length == 0 ? "summary" : page);
            if (await parts.Core.Access.OpenProvenAsync(proven, request, http.RequestAborted) is not { } access)
            {
                return writeNothing();
            }

            if (await write(access) is { } html)
            {
                return html;
            }
        }

        throw new StoreUnavailableException("The profile changed again and again while it was read. Asking again is safe.");
    }

    /// <summary>The visit of a form on a page of somebody's own.</summary>
    /// <exception cref="PageException">It is no form of ours, or nobody is signed in.</exception>
    public static async Task<(Visit Visit, ProvenVisitor Person, IFormCollection Form)> ReadFormAsync(HttpContext http, PortalParts parts)
    {
        var (visit, form) = await parts.ReadFormAsync(http);
        return (visit, visit.Person ?? throw new PageException(PageProblem.SignedOut), form);
    }

    /// <summary>Nobody known, and somebody erased: there is nothing, and it is said in the same words.</summary>
    private static string WriteNothing(Visit visit, string page) => Shell.Write(
        visit.Frame(visit.Language[OwnWords.Nothing], page) with { Lead = visit.Language[OwnWords.NothingText].Replace("{0}", visit.Person!.Masked, StringComparison.Ordinal) },
        visit.Workspace,
        Html($"<p class=\"actions\"><a class=\"button\" href=\"{visit.Path("choices")}\">{visit.Language[ShellWords.Choices]}</a></p>"));
}
