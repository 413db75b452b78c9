using System.Collections.Immutable;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Identity;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>My requests: shown, made, and taken back.</summary>
internal static class RequestsRoutes
{
    public const string Copy = "copy";
    public const string Stop = "stop";
    public const string GoOn = "go-on";
    public const string Object = "object";
    public const string Ask = "ask";
    public const string Drop = "drop";
    public const string Answer = "answer";
    public const string Confirm = "confirm";
    public const string Decline = "decline";

    /// <summary>Said when an erasure waits for a person.</summary>
    public const string Desk = "desk";

    /// <summary>Where a copy is fetched.</summary>
    public const string CopyPath = "requests/copy";

    private const int WordsMax = 500;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/requests", Reply.ReadMethods, (RequestDelegate)(http =>
            OwnPages.ShowAsync(http, parts, RequestsPage.Path, (visit, access) => WriteAsync(http, parts, new RequestsPage(visit) { Done = Done.Read(http.Request.Query["done"].ToString(), visit) }, access))));
        app.MapPost("/{language}/requests", (RequestDelegate)(http => ActAsync(http, parts)));
        app.MapMethods($"/{{language}}/{CopyPath}", Reply.ReadMethods, (RequestDelegate)(http => CopyRun.FetchAsync(http, parts)));
        EraseRoutes.Map(app, parts);
    }

    private static async ValueTask<string?> WriteAsync(HttpContext http, PortalParts parts, RequestsPage page, Fulcrum.Rights.Access.SelfAccess access) =>
        await access.ReadViewAsync(http.RequestAborted) is { } view
            ? (page with
            {
                Waiting = await parts.Core.Referrals.ListWaitingAsync(page.Visit.Person!.Proven, http.RequestAborted),
                Told = await parts.Core.Requests.ListToldAsync(page.Visit.Person!.Asker, http.RequestAborted),
            }).Write(await parts.Core.Requests.ListAsync(page.Visit.Person!.Asker, http.RequestAborted), OwnChoices.IsStopped(view), parts.Core.Now)
            : null;

    private static async Task ActAsync(HttpContext http, PortalParts parts)
    {
        var (visit, person, form) = await OwnPages.ReadFormAsync(http, parts);
        var (act, id, typed) = (form["act"].ToString(), form["id"].ToString(), form["what"].ToString());
        var isKind = Enum.TryParse<RequestKind>(form["kind"].ToString(), out var kind) && RequestsPage.Askable.Contains(kind);
        var page = new RequestsPage(visit) { Typed = typed, Chosen = isKind ? kind : null };
        try
        {
            if (act == Ask && FaultOf(isKind, typed.Trim()) is { } fault)
            {
                var html = await OwnPages.WriteAsync(http, parts, visit, RequestsPage.Path, access => WriteAsync(http, parts, page with { Fault = fault }, access));
                await Reply.PageAsync(http, html, StatusCodes.Status400BadRequest);
                return;
            }

            if (act == Answer && WordsFault(typed.Trim()) is { } wrong)
            {
                var html = await OwnPages.WriteAsync(http, parts, visit, RequestsPage.Path, access => WriteAsync(http, parts, page with { AnswerFault = wrong, Answered = id }, access));
                await Reply.PageAsync(http, html, StatusCodes.Status400BadRequest);
                return;
            }

            await DoAsync(http, parts, visit, person, act, id, kind, typed.Trim());
            var anchor = act == Copy ? "#copy" : "#news";
            await Reply.SeeOtherAsync(http, $"{visit.Path(RequestsPage.Path)}{(act == Copy ? "" : new Done(act, "").ToQuery(visit))}{anchor}");
        }
        catch (StoreUnavailableException)
        {
            await Reply.PageAsync(http, page.WriteNotSaved(act, id), StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>Does it, to its end when the visitor goes away: they pressed the button.</summary>
    private static async ValueTask DoAsync(HttpContext http, PortalParts parts, Visit visit, ProvenVisitor person, string act, string id, RequestKind kind, string words)
    {
        switch (act)
        {
            case Copy:
                await CopyRun.BeginAsync(http, parts, visit, person);
                break;
            case Stop:
                await parts.Core.Rights.RestrictAsync(person.Asker, "", CancellationToken.None);
                break;
            case GoOn:
                await parts.Core.Rights.LiftAsync(person.Asker, "", CancellationToken.None);
                break;
            case Object:
                await parts.Core.Rights.ObjectAsync(person.Asker, ImmutableArray<string>.Empty, visit.Language.Code, CancellationToken.None);
                break;
            case Ask:
                await parts.Core.Requests.OpenAsync(person.Asker, kind, words, CancellationToken.None);
                break;
            case Drop when id.Length is > 0 and <= 64:
                await parts.Core.Requests.ActAsync(person.Asker, id, RequestAct.Drop, "", CancellationToken.None);
                break;
            case Answer when id.Length is > 0 and <= 64:
                await parts.Core.Requests.ActAsync(person.Asker, id, RequestAct.Answer, words, CancellationToken.None);
                break;
            case Confirm or Decline when id.Length is > 0 and <= 64:
                await parts.Core.Referrals.AnswerAsync(person.Proven, id, act == Confirm, CancellationToken.None);
                break;
            default:
                throw new PageException(PageProblem.BadRequest);
        }
    }

    private static LocalText? FaultOf(bool isKind, string words) =>
        !isKind ? RequestsWords.NoKind : WordsFault(words);

    private static LocalText? WordsFault(string words) => words.Length == 0 ? RequestsWords.NoWords : words.Length > WordsMax ? RequestsWords.TooLong : null;
}
