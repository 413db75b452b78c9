using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Pages.Passkeys;
using Fulcrum.Portal.Rights;
using Fulcrum.Rights.Proof;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Identity.Passkeys;

/// <summary>Passkeys: the question a browser is asked, the page that lists them, and signing in with one. Not there where nobody said what the centre is called.</summary>
internal static class PasskeyRoutes
{
    /// <summary>Where the script asks for a question.</summary>
    public const string QuestionPath = "passkeys/question";

    /// <summary>What the form says that adds one.</summary>
    public const string Add = "add";

    /// <summary>What the form says that removes one.</summary>
    public const string Remove = "remove";

    /// <summary>Longest name.</summary>
    public const int NameMax = 60;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        if (parts.Passkeys is not { } gate)
        {
            return;
        }

        app.MapPost($"/{{language}}/{QuestionPath}", (RequestDelegate)(http => AskAsync(http, parts, gate)));
        app.MapMethods($"/{{language}}/{PasskeyPage.Path}", Reply.ReadMethods, (RequestDelegate)(http =>
        {
            PasskeyForm.Allow(http);
            return OwnPages.ShowAsync(http, parts, PasskeyPage.Path, (visit, _) => WriteAsync(http, parts, new PasskeyPage(visit) { Done = Done.Read(http.Request.Query["done"].ToString(), visit) }));
        }));
        app.MapPost($"/{{language}}/{PasskeyPage.Path}", (RequestDelegate)(http => ChangeAsync(http, parts, gate)));
    }

    /// <summary>Signs in whoever a browser's answer proves to be somebody; what does not is answered in one way.</summary>
    public static async Task EnterAsync(HttpContext http, PortalParts parts, SignInPage page, IFormCollection form)
    {
        var gate = parts.Passkeys ?? throw new PageException(PageProblem.BadRequest);
        if (PasskeyAnswer.Read(form) is { } answer && await gate.ProveAsync(http, Asked(page.Visit), answer, parts.Core.Now) is { } proof
            && await parts.Core.Passkeys.UseAsync(proof.Handle, proof.Passkey, proof.Counter, CancellationToken.None) is { } proved)
        {
            parts.Sessions.Begin(http, page.Visit.Device, proved, parts.Core.Now);
            await Reply.SeeOtherAsync(http, page.Visit.Path(page.To));
            return;
        }

        PasskeyForm.Allow(http);
        await Reply.PageAsync(http, page.WriteNotEntered(), StatusCodes.Status400BadRequest);
    }

    private static async Task AskAsync(HttpContext http, PortalParts parts, PasskeyGate<PasskeyOwner> gate)
    {
        var (visit, form) = await parts.ReadFormAsync(http);
        var (id, question) = form["use"].ToString() switch
        {
            PasskeyForm.New when visit.Person is { } person && await parts.Core.Passkeys.FindAsync(person.Proven, http.RequestAborted) is { } owner => await gate.AskNewAsync(http, Asked(visit), owner, person.Masked, parts.Core.Now),
            PasskeyForm.Any when visit.Person is null => await gate.AskAnyAsync(http, Asked(visit), parts.Core.Now),
            _ => throw new PageException(PageProblem.BadRequest),
        };
        var body = new JsonObject { ["id"] = id, ["question"] = JsonNode.Parse(question) };
        await Reply.WriteAsync(http, StatusCodes.Status200OK, "application/json", JsonSerializer.SerializeToUtf8Bytes(body));
    }

    private static async Task ChangeAsync(HttpContext http, PortalParts parts, PasskeyGate<PasskeyOwner> gate)
    {
        var (visit, person, form) = await OwnPages.ReadFormAsync(http, parts);
        var act = form["act"].ToString();
        if (act == Remove && form["id"] is [{ Length: > 0 } id])
        {
            // To its end, when the visitor goes away: they pressed the button. One that is gone already is gone.
            await parts.Core.Passkeys.RemoveAsync(person.Proven, id, CancellationToken.None);
        }
        else if (act != Add)
        {
            throw new PageException(PageProblem.BadRequest);
        }
        else if (await AddAsync(http, parts, gate, visit, form) is { } fault)
        {
            PasskeyForm.Allow(http);
            var page = new PasskeyPage(visit) { Fault = fault, Typed = NameIn(form) };
            await Reply.PageAsync(http, await OwnPages.WriteAsync(http, parts, visit, PasskeyPage.Path, _ => WriteAsync(http, parts, page)), StatusCodes.Status400BadRequest);
            return;
        }

        await Reply.SeeOtherAsync(http, $"{visit.Path(PasskeyPage.Path)}{new Done(act, "").ToQuery(visit)}#news");
    }

    private static async Task<LocalText?> AddAsync(HttpContext http, PortalParts parts, PasskeyGate<PasskeyOwner> gate, Visit visit, IFormCollection form)
    {
        var name = NameIn(form) is { Length: > 0 } typed ? typed : visit.Language[PasskeyWords.Unnamed];
        if (PasskeyAnswer.Read(form) is not { } answer || await gate.ReadNewAsync(http, Asked(visit), answer, name, parts.Core.Now) is not var (owner, passkey))
        {
            return PasskeyWords.NotAdded;
        }

        var place = new Uri($"{parts.Options.PublicAddress!.Origin}{visit.Path(PasskeyPage.Path)}");
        return await parts.Core.Passkeys.AddAsync(owner, passkey, place, visit.Language.Code, CancellationToken.None) switch
        {
            PasskeyAdded.Done => null,
            PasskeyAdded.TooMany => PasskeyWords.TooMany,
            _ => PasskeyWords.NotAdded,
        };
    }

    /// <summary>Null when there is nobody any more whose they would be: the page is opened anew.</summary>
    private static async ValueTask<string?> WriteAsync(HttpContext http, PortalParts parts, PasskeyPage page) =>
        await parts.Core.Passkeys.FindAsync(page.Visit.Person!.Proven, http.RequestAborted) is { } owner ? page.Write(owner) : null;

    /// <summary>A question is for one browser and one session.</summary>
    private static string Asked(Visit visit) => visit.Mac("passkey", "");

    private static string NameIn(IFormCollection form) =>
        form["name"] is [{ } name] && string.Concat(name.Where(letter => !char.IsControl(letter))).Trim() is { } said ? (said.Length > NameMax ? said[..NameMax] : said) : "";
}
