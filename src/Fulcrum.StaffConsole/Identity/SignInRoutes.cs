using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Pages.Passkeys;
using Fulcrum.StaffConsole.Identity.Company;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Identity;

/// <summary>Coming in: with a set-up link once, with a passkey afterwards, and once more before a dangerous act. What opens nothing is answered in one way.</summary>
internal static class SignInRoutes
{
    /// <summary>What the question is asked for that makes a new passkey.</summary>
    private const string New = "new";

    /// <summary>What it is asked for by whoever has one.</summary>
    private const string Any = "any";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        Page("sign-in", SignInWords.Title, SignInWords.Lead, (visit, isFaulty) => Html($"{Form(visit, "sign-in", Any, SignInWords.Enter, isFaulty)}{CompanyRoutes.Way(visit, CompanyUse.Enter)}<p class=\"soft\">{visit.Language[SignInWords.Lost]}</p>"), async (http, visit, answer) =>
            await Entrance.EnterAsync(http, parts, visit, answer) is not null);
        Page("set-up", SignInWords.SetUp, SignInWords.SetUpLead, (visit, isFaulty) => Html($"<p>{visit.Language[SignInWords.SetUpText]}</p>{Form(visit, "set-up", New, SignInWords.Add, isFaulty)}{CompanyRoutes.Way(visit, CompanyUse.SetUp)}"), async (http, visit, answer) =>
            await Entrance.EnrolAsync(http, parts, visit, ConsoleCookies.LinkOf(http), answer) is not null);
        Page("prove", SignInWords.Prove, SignInWords.ProveLead, (visit, isFaulty) => Html($"{Form(visit, "prove", Any, SignInWords.Touch, isFaulty)}{CompanyRoutes.Way(visit, CompanyUse.Prove)}"), async (http, visit, answer) =>
            await Entrance.ProveAsync(http, parts, visit, answer) is not null);

        app.MapPost("/{language}/question", (RequestDelegate)(http => AskAsync(http, parts)));
        app.MapPost("/{language}/sign-out", (RequestDelegate)(async http =>
        {
            var (visit, _) = await parts.ReadFormAsync(http);
            if (visit.Session is not null)
            {
                Entrance.Leave(http, parts, visit);
            }

            await Reply.SeeOtherAsync(http, visit.Path("sign-in"));
        }));

        void Page(string path, LocalText title, LocalText lead, Func<Visit, bool, Markup> body, Func<HttpContext, Visit, PasskeyAnswer?, Task<bool>> take)
        {
            app.MapMethods($"/{{language}}/{path}", Reply.ReadMethods, (RequestDelegate)(async http =>
            {
                if (path == "set-up" && http.Request.Query["link"] is [{ Length: > 0 and < 100 } link])
                {
                    // Out of the address at once: neither history nor a look over the shoulder keeps the secret.
                    ConsoleCookies.Keep(http, ConsoleCookies.LinkName, link);
                    await Reply.SeeOtherAsync(http, parts.LanguageOf(http).Path(path));
                    return;
                }

                var visit = path == "prove" ? await parts.SignedInAsync(http) : await parts.VisitOfAsync(http, parts.LanguageOf(http));
                await ShowAsync(http, visit, path, visit.Language[title], visit.Language[lead], body(visit, http.Request.Query.ContainsKey(CompanyRoutes.Nothing)), StatusCodes.Status200OK);
            }));
            app.MapPost($"/{{language}}/{path}", (RequestDelegate)(async http =>
            {
                var (visit, form) = await parts.ReadFormAsync(http);
                if (path == "prove")
                {
                    _ = visit.Who;
                }

                if (await take(http, visit, PasskeyAnswer.Read(form)))
                {
                    await Reply.SeeOtherAsync(http, visit.Path(""));
                    return;
                }

                await ShowAsync(http, visit, path, visit.Language[title], visit.Language[lead], body(visit, true), StatusCodes.Status400BadRequest);
            }));
        }
    }

    private static Task ShowAsync(HttpContext http, Visit visit, string path, string title, string lead, Markup body, int status)
    {
        ConsolePipeline.AllowScript(http);
        return Reply.PageAsync(http, Shell.Write(visit, new PageFrame(title, path) { Menu = null, Lead = lead, Script = Assets.PasskeysPath }, body), status);
    }

    private static async Task AskAsync(HttpContext http, ConsoleParts parts)
    {
        var (visit, form) = await parts.ReadFormAsync(http);
        var (id, question) = form["use"].ToString() switch
        {
            New => await Entrance.AskNewAsync(http, parts, visit, ConsoleCookies.LinkOf(http)),
            Any => await Entrance.AskAsync(http, parts, visit),
            _ => throw new PageException(PageProblem.BadRequest),
        };
        await Reply.WriteAsync(http, StatusCodes.Status200OK, "application/json", JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["id"] = id, ["question"] = JsonNode.Parse(question) }));
    }

    private static Markup Form(Visit visit, string action, string use, LocalText button, bool isFaulty) => Html($"""
        <form method="post" action="{visit.Path(action)}" class="entry" data-use="{use}" data-question="{visit.Path("question")}">
        {visit.TokenField}<input type="hidden" name="question" value=""><input type="hidden" name="answer" value="">
        <p class="fault" data-fault role="alert"{(isFaulty ? None : Html($" hidden"))}>{visit.Language[SignInWords.Nothing]}</p>
        <p class="soft" data-without>{visit.Language[SignInWords.WithoutScript]}</p>
        <button data-with hidden>{visit.Language[button]}</button>
        </form>
        """);
}
