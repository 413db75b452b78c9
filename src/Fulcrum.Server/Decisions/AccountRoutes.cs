using System.Text.Json;
using Fulcrum.Decisions;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Decisions;

/// <summary>Why a decision was made, and what came of it.</summary>
internal static class AccountRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/v1/decisions/{id}", (RequestDelegate)(http => ExplainAsync(http, parts))).Described(DecisionDocs.Explain);
        app.MapPost("/v1/outcomes", (RequestDelegate)(http => ReportAsync(http, parts))).Described(DecisionDocs.Report);
    }

    private static async Task ExplainAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        var id = http.Request.RouteValues["id"] as string ?? "";
        var account = await parts.Core.Decisions.ExplainAsync(id, http.RequestAborted) ?? throw await MissingAsync(id, parts, http.RequestAborted);
        await Answer.WriteAsync(http, (parts.Served, account), static (json, state) => Write(json, state.Served, state.account));
    }

    private static async Task ReportAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide);
        OutcomeBody said;
        using (var body = await RequestBody.ReadAsync(http))
        {
            said = BodyReader.Read(body.Bytes.Span, OutcomeBody.Read);
        }

        if (!await parts.Core.Decisions.ReportAsync(said.DecisionId, said.Offer, said.Outcome, CancellationToken.None))
        {
            throw await MissingAsync(said.DecisionId, parts, CancellationToken.None);
        }

        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"recorded":true}"""u8);
    }

    private static async Task<ProblemException> MissingAsync(string id, ServerParts parts, CancellationToken cancellation) =>
        new(await parts.Core.Decisions.IsKeptNoLongerAsync(id, cancellation) ? Problems.DecisionNotKept : Problems.UnknownDecision);

    private static void Write(Utf8JsonWriter json, ServedWorkspace served, Account account)
    {
        var decision = account.Decision;
        json.WriteStartObject();
        json.WriteString("id"u8, decision.Id);
        json.WriteString("placement"u8, decision.Placement.Name);
        json.WriteString("purpose"u8, decision.Placement.Purpose.Name);
        json.WriteString("at"u8, account.At.ToString());
        json.WriteString("workspace"u8, account.WorkspaceVersion);
        json.WriteString("mode"u8, Words.Of(decision.Mode));
        json.WriteString("why"u8, decision.Why);
        json.WriteString("subject"u8, account.Subject.IsNone ? null : account.Subject.ToString());
        json.WritePropertyName("sentence"u8);
        Words.Write(json, account.Sentence);
        json.WriteBoolean("agrees"u8, account.Agrees);
        json.WriteStartObject("consent"u8);
        json.WriteNumber("sequence"u8, account.Consent);
        json.WriteString("notice"u8, account.ConsentNotice);
        json.WriteEndObject();
        json.WriteStartArray("chosen"u8);
        foreach (var offer in decision.Chosen)
        {
            json.WriteRawValue(served.FragmentOf(offer), skipInputValidation: true);
        }

        json.WriteEndArray();
        json.WriteStartArray("facts"u8);
        foreach (var fact in account.Facts)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, fact.Name);
            Words.WriteMembers(json, fact.Reading);
            json.WriteNumber("ageSeconds"u8, Math.Round(fact.Age.TotalSeconds, 3));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("candidates"u8);
        foreach (var candidate in account.Candidates)
        {
            Write(json, candidate);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CandidateAccount candidate)
    {
        json.WriteStartObject();
        json.WriteString("offer"u8, candidate.Offer);
        json.WriteNumber("slot"u8, candidate.Chosen);
        if (double.IsFinite(candidate.Score))
        {
            json.WriteNumber("score"u8, candidate.Score);
        }
        else
        {
            json.WriteNull("score"u8);
        }

        json.WriteStartArray("verdicts"u8);
        foreach (var verdict in candidate.Verdicts)
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, verdict.Rule);
            json.WriteBoolean("keeps"u8, verdict.Keeps);
            json.WriteStartArray("readings"u8);
            foreach (var reading in verdict.Readings)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, reading.Name);
                json.WriteString("value"u8, reading.Value);
                json.WriteString("test"u8, reading.Test);
                json.WriteBoolean("holds"u8, reading.Holds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record OutcomeBody(string DecisionId, string Offer, string Outcome)
    {
        public static OutcomeBody Read(ref BodyReader reader)
        {
            string decisionId = "", offer = "", outcome = "";
            while (reader.NextMember())
            {
                if (reader.Is("decisionId"u8))
                {
                    decisionId = reader.Text("decisionId", 100);
                }
                else if (reader.Is("offer"u8))
                {
                    offer = reader.Text("offer", 100);
                }
                else if (reader.Is("outcome"u8))
                {
                    outcome = reader.Text("outcome", 100);
                }
                else
                {
                    throw reader.Unknown("the body", "decisionId", "offer", "outcome");
                }
            }

            Required.Check(decisionId, "decisionId");
            Required.Check(offer, "offer");
            Required.Check(outcome, "outcome");
            return new OutcomeBody(decisionId, offer, outcome);
        }
    }
}
