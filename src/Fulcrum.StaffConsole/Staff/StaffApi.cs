using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Pages.Passkeys;
using Fulcrum.StaffConsole.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The API of the console: signing in, and the table of acts. A session's cookie opens it together with that session's token.</summary>
internal static class StaffApi
{
    /// <summary>Where it is.</summary>
    public const string Root = "/v1/staff/";

    /// <summary>The header that shows the token of the session.</summary>
    public const string TokenHeader = "X-Staff-Token";

    private static readonly string[] AnswerMembers = ["question", "answer", "link"];

    /// <summary>Whether a request is a call of the API rather than a page.</summary>
    public static bool IsCall(HttpContext http) => http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        foreach (var act in StaffActs.All)
        {
            app.MapMethods($"{Root}{act.Path}", [act.Method], (RequestDelegate)(http => ServeAsync(http, parts, act)));
        }

        Post("sign-in/question", (http, visit, _) => QuestionAsync(http, Entrance.AskAsync(http, parts, visit)));
        Post("sign-in", async (http, visit, body) => await SessionAsync(http, visit, await Entrance.EnterAsync(http, parts, visit, AnswerOf(body))));
        Post("set-up/question", (http, visit, body) => QuestionAsync(http, Entrance.AskNewAsync(http, parts, visit, TextOf(body, "link"))));
        Post("set-up", async (http, visit, body) => await SessionAsync(http, visit, await Entrance.EnrolAsync(http, parts, visit, TextOf(body, "link"), AnswerOf(body))));
        Post("prove/question", (http, visit, _) => QuestionAsync(http, Entrance.AskAsync(http, parts, Known(http, visit))));
        Post("prove", async (http, visit, body) =>
        {
            var proved = await Entrance.ProveAsync(http, parts, Known(http, visit), AnswerOf(body)) ?? throw new StaffProblemException(StaffProblems.NotProved);
            await AnswerAsync(http, new JsonObject { ["proved"] = true, ["token"] = (visit with { Session = proved.Session }).Token });
        });
        Post("sign-out", (http, visit, _) =>
        {
            Entrance.Leave(http, parts, Known(http, visit));
            return AnswerAsync(http, new JsonObject { ["signedOut"] = true });
        });

        void Post(string path, Func<HttpContext, Visit, JsonObject, Task> serve) => app.MapPost($"{Root}{path}", (RequestDelegate)(async http =>
        {
            RequireOurs(http, parts);
            var visit = await parts.VisitOfAsync(http, new PageLanguage("en"));
            await serve(http, visit, await StaffCall.ReadAsync(http, AnswerMembers));
        }));
    }

    private static async Task ServeAsync(HttpContext http, ConsoleParts parts, StaffAct act)
    {
        RequireOurs(http, parts);
        var visit = await parts.VisitOfAsync(http, new PageLanguage("en"));
        if (visit.Session is null)
        {
            throw new StaffProblemException(StaffProblems.SignedOut);
        }

        var isChange = act.Method != HttpMethods.Get;
        if (isChange)
        {
            RequireToken(http, visit);
        }

        var body = isChange ? await StaffCall.ReadAsync(http, act.Members) : [];
        await AnswerAsync(http, await act.Do(new StaffCall(http, parts, visit, body)));
    }

    private static void RequireOurs(HttpContext http, ConsoleParts parts)
    {
        if (ConsoleCookies.IsForeign(http.Request, parts.Options.Address))
        {
            throw new StaffProblemException(StaffProblems.NotOurs);
        }
    }

    private static void RequireToken(HttpContext http, Visit visit)
    {
        if (!visit.IsToken(http.Request.Headers[TokenHeader].ToString()))
        {
            throw new StaffProblemException(StaffProblems.NotOurs);
        }
    }

    private static Visit Known(HttpContext http, Visit visit)
    {
        if (visit.Session is null)
        {
            throw new StaffProblemException(StaffProblems.SignedOut);
        }

        RequireToken(http, visit);
        return visit;
    }

    private static async Task QuestionAsync(HttpContext http, Task<(string Id, string Question)> asked)
    {
        var (id, question) = await asked;
        await AnswerAsync(http, new JsonObject { ["id"] = id, ["question"] = JsonNode.Parse(question) });
    }

    private static Task SessionAsync(HttpContext http, Visit visit, StaffEntered? entered) => entered is null
        ? throw new StaffProblemException(StaffProblems.NotProved)
        : AnswerAsync(http, new JsonObject { ["member"] = entered.Member.Id, ["token"] = (visit with { Session = entered.Session }).Token });

    private static Task AnswerAsync(HttpContext http, JsonNode body) =>
        Reply.WriteAsync(http, StatusCodes.Status200OK, "application/json", JsonSerializer.SerializeToUtf8Bytes(body, StaffJson.Options));

    private static string TextOf(JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static PasskeyAnswer? AnswerOf(JsonObject body) => PasskeyAnswer.Of(TextOf(body, "question"), body["answer"] is JsonObject answer ? answer.ToJsonString() : TextOf(body, "answer"));
}
