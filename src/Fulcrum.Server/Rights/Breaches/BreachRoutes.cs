using System.Text;
using Fulcrum.Rights;
using Fulcrum.Rights.Breaches;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights.Breaches;

/// <summary>The breach register: put on record, whom to tell by when, whom it concerns, drafts, who was told, closed.</summary>
internal static class BreachRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/breaches", (RequestDelegate)(http => OpenAsync(http, parts))).Described(BreachDocs.Open);
        app.MapGet("/v1/breaches", (RequestDelegate)(http => ListAsync(http, parts))).Described(BreachDocs.List);
        app.MapPost("/v1/breaches/{breach}/told", (RequestDelegate)(http => TellAsync(http, parts))).Described(BreachDocs.Tell);
        app.MapPost("/v1/breaches/{breach}/people", (RequestDelegate)(http => ListPeopleAsync(http, parts))).Described(BreachDocs.People);
        app.MapGet("/v1/breaches/{breach}/draft", (RequestDelegate)(http => DraftAsync(http, parts))).Described(BreachDocs.Draft);
        app.MapPost("/v1/breaches/{breach}/close", (RequestDelegate)(http => CloseAsync(http, parts))).Described(BreachDocs.Close);
    }

    private static async Task OpenAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "what", "knownAt", "from", "until", "source", "drill");
        Required.Check(asked.What, "what");
        if (asked.Source.Length > 0 && !parts.Served.Workspace.Sources.ContainsKey(asked.Source))
        {
            throw new ProblemException(Problems.BadMember("source", "a source of the workspace, or left out for all"));
        }

        var now = parts.Now;
        var opening = new BreachOpening(asked.What, asked.KnownAt ?? now, asked.From ?? throw new ProblemException(Problems.MissingMember("from")), asked.Until ?? now)
        {
            Source = asked.Source, IsDrill = asked.IsDrill,
        };
        if (opening.From >= opening.Until || opening.KnownAt > now)
        {
            throw new ProblemException(BreachDocs.BadSpan);
        }

        // On record to its end when the caller goes away.
        await AnswerAsync(http, parts, await parts.Core.Breaches.OpenAsync(opening, asked.By, CancellationToken.None));
    }

    private static async Task ListAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var breaches = await parts.Core.Breaches.ListAsync(http.RequestAborted);
        await Answer.WriteAsync(http, breaches, static (json, breaches) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("breaches"u8);
            foreach (var breach in breaches)
            {
                BreachJson.Write(json, breach, null);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task TellAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "to", "law", "note");
        if (parts.Served.Workspace.Laws.Packs.All.All(pack => pack.Name != asked.Law))
        {
            throw new ProblemException(Problems.BadMember("law", "the name of a law of the workspace, as the duty has it"));
        }

        var told = new BreachTold(ToWhom(asked.To), asked.Law, parts.Now, asked.By, asked.Note);
        await AnswerAsync(http, parts, await parts.Core.Breaches.TellAsync(IdIn(http), told, CancellationToken.None) ?? throw new ProblemException(BreachDocs.Unknown));
    }

    private static async Task ListPeopleAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "why");
        Required.Check(asked.Why, "why");
        var breach = await FindAsync(http, parts);
        var people = await parts.Core.Breaches.ListPeopleAsync(breach, asked.By, asked.Why, http.RequestAborted) ?? throw new ProblemException(BreachDocs.Drill);
        await Answer.WriteAsync(http, people, static (json, people) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("people"u8);
            foreach (var person in people)
            {
                BreachJson.Write(json, person);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task DraftAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var breach = await FindAsync(http, parts);
        var (to, language) = (ToWhom(http.Request.Query["to"].ToString()), http.Request.Query["language"].ToString());
        if (!parts.Served.Workspace.Languages.Contains(language))
        {
            throw new ProblemException(Problems.BadMember("language", $"one of {string.Join(", ", parts.Served.Workspace.Languages)}"));
        }

        var text = BreachDraft.Write(to, breach, await parts.Core.Breaches.CountAsync(breach, http.RequestAborted), parts.Served.Workspace, language);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    private static async Task CloseAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "found", "harmless");
        Required.Check(asked.Found, "found");
        var (breach, owed) = await parts.Core.Breaches.CloseAsync(IdIn(http), asked.Found, asked.IsHarmless, asked.By, CancellationToken.None);
        await AnswerAsync(http, parts, owed.IsEmpty ? breach ?? throw new ProblemException(BreachDocs.Unknown) : throw new ProblemException(BreachDocs.Owed(owed)));
    }

    private static async Task AnswerAsync(HttpContext http, ServerParts parts, Breach breach)
    {
        var reach = await parts.Core.Breaches.CountAsync(breach, http.RequestAborted);
        var duties = parts.Core.Breaches.DutiesOf(breach, reach);
        await Answer.WriteAsync(http, (breach, reach, duties), static (json, state) => BreachJson.Write(json, state.breach, (state.reach, state.duties)));
    }

    private static async Task<Breach> FindAsync(HttpContext http, ServerParts parts) =>
        await parts.Core.Breaches.FindAsync(IdIn(http), http.RequestAborted) ?? throw new ProblemException(BreachDocs.Unknown);

    private static string IdIn(HttpContext http) => http.Request.RouteValues["breach"] as string ?? "";

    private static BreachAddressee ToWhom(string word) => word switch
    {
        "authority" => BreachAddressee.Authority,
        "subjects" => BreachAddressee.Subjects,
        _ => throw new ProblemException(Problems.BadMember("to", "authority or subjects")),
    };

    private static async Task<BreachBody> ReadAsync(HttpContext http, ServerParts parts, params string[] known)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        using var body = await RequestBody.ReadAsync(http);
        var asked = BodyReader.Read(body.Bytes.Span, (ref BodyReader reader) => BreachBody.Read(ref reader, known));
        Required.Check(asked.By, "by");
        return asked;
    }
}
