using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Rights.Systems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights;

/// <summary>Rights that hold at once, and requests about rights, for the desk that serves them.</summary>
internal static class RightsRoutes
{
    private const string Surface = "api";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/rights", (RequestDelegate)(http => ActAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(RequestDocs.Rights);
        app.MapPost("/v1/requests", (RequestDelegate)(http => OpenAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(RequestDocs.Open);
        app.MapPost("/v1/requests/act", (RequestDelegate)(http => ProceedAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(RequestDocs.Act);
        app.MapPost("/v1/requests/query", (RequestDelegate)(http => QueryAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(RequestDocs.Query);
    }

    private static async Task ActAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "act", "fact", "value");
        var (rights, desk) = (parts.Core.Rights, asked.Desk(parts));

        // Done to its end when the caller goes away.
        var outcome = asked.Act switch
        {
            "correct" => await rights.CorrectAsync(desk, asked.Fact, asked.Value, CancellationToken.None),
            "contest" => await rights.ContestAsync(desk, asked.Fact, asked.Why, CancellationToken.None),
            "uphold" => await rights.ReviewAsync(desk, asked.Fact, isUpheld: true, asked.Why, CancellationToken.None),
            "dismiss" => await rights.ReviewAsync(desk, asked.Fact, isUpheld: false, asked.Why, CancellationToken.None),
            "restrict" => await rights.RestrictAsync(desk, asked.Why, CancellationToken.None),
            "lift" => await rights.LiftAsync(desk, asked.Why, CancellationToken.None),
            "object" => Recorded(await rights.ObjectAsync(desk, [], "en", CancellationToken.None)),
            _ => throw new ProblemException(Problems.BadMember("act", $"one of {string.Join(", ", RequestDocs.Acts)}")),
        };
        if (outcome.Result is not (RightsResult.Done or RightsResult.Unchanged))
        {
            throw new ProblemException(RequestDocs.Of(outcome.Result));
        }

        await Answer.WriteAsync(http, outcome, static (json, outcome) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("changed"u8, outcome.Result == RightsResult.Done);
            json.WriteNumber("sequence"u8, outcome.Sequence);
            if (outcome.Told is { Length: > 0 } told)
            {
                json.WriteString("told"u8, told);
            }

            json.WriteEndObject();
        });
    }

    private static RightsOutcome Recorded(ConsentOutcome? outcome) => outcome is { Recorded: [var first, ..] }
        ? new RightsOutcome(RightsResult.Done, first.Sequence)
        : new RightsOutcome(RightsResult.Unchanged, 0);

    private static async Task OpenAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "kind");
        var (desk, requests) = (asked.Desk(parts), parts.Core.Requests);
        var request = await requests.OpenAsync(desk, asked.Kind, asked.Why, CancellationToken.None) ?? throw new ProblemException(AccessDocs.NothingKept);
        await AnswerAsync(http, parts, request, await requests.ListToldAsync(desk, CancellationToken.None));
    }

    private static async Task ProceedAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, "kind", "act", "reason", "outcome");
        if (!Words.TryRead<RequestAct>(asked.Act, out var act) || act is RequestAct.Open or RequestAct.Join)
        {
            throw new ProblemException(Problems.BadMember("act", $"one of {string.Join(", ", RequestDocs.RequestActs)}"));
        }

        var finding = asked.Finding(act);

        // Of each kind one request at most is open: that one is meant.
        var desk = asked.Desk(parts);
        var open = (await parts.Core.Requests.ListAsync(desk, http.RequestAborted)).FirstOrDefault(one => one.Request.Kind == asked.Kind && !one.Request.IsClosed)
            ?? throw new ProblemException(RequestDocs.NoneOpen);
        var outcome = await parts.Core.Requests.ActAsync(desk, open.Request.Id, act, asked.Why, finding, CancellationToken.None);
        await AnswerAsync(
            http, parts, outcome.Result == RequestResult.Done ? outcome.Request! : throw new ProblemException(RequestDocs.NotNow), await parts.Core.Requests.ListToldAsync(desk, CancellationToken.None));
    }

    private static async Task QueryAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        IdentifiersBody identifiers;
        using (var body = await RequestBody.ReadAsync(http))
        {
            identifiers = BodyReader.Read(body.Bytes.Span, IdentifiersBody.ReadAlone);
        }

        var desk = RightsAsker.Desk(identifiers.Resolve(parts), "admin", Surface);
        var requests = await parts.Core.Requests.ListAsync(desk, http.RequestAborted);
        var told = await parts.Core.Requests.ListToldAsync(desk, http.RequestAborted);
        await Answer.WriteAsync(http, (requests, told, parts), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("requests"u8);
            foreach (var request in state.requests)
            {
                Write(json, request, state.told, state.parts);
            }

            json.WriteEndArray();
            json.WriteStartArray("told"u8);
            foreach (var tell in state.told)
            {
                SystemJson.Write(json, tell, state.parts.Served.Workspace);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task AnswerAsync(HttpContext http, ServerParts parts, TimedRequest request, ImmutableArray<Tell> told) =>
        Answer.WriteAsync(http, (parts, request, told), static (json, state) => Write(json, state.request, state.told, state.parts));

    private static void Write(Utf8JsonWriter json, TimedRequest timed, ImmutableArray<Tell> told, ServerParts parts)
    {
        var request = timed.Request;
        json.WriteStartObject();
        json.WriteString("request"u8, request.Id);
        json.WriteString("kind"u8, Words.Of(request.Kind));
        json.WriteString("state"u8, Words.Of(request.State));
        json.WriteString("openedAt"u8, request.OpenedAt.ToString());
        json.WriteString("dueAt"u8, timed.DueAt.ToString());
        json.WriteBoolean("late"u8, timed.IsLate(parts.Now));
        json.WriteBoolean("extended"u8, request.IsExtended);
        json.WriteNumber("askedAgain"u8, request.Joined);
        json.WriteString("law"u8, timed.Law?.Name ?? "");
        json.WriteString("said"u8, request.Said);
        if (request.Finding.Reason != DenialReason.None)
        {
            json.WriteString("reason"u8, Words.Of(request.Finding.Reason));
        }

        if (request.Finding.Outcome != ReviewOutcome.None)
        {
            json.WriteString("outcome"u8, Words.Of(request.Finding.Outcome));
        }

        json.WriteStartArray("acts"u8);
        foreach (var act in request.Acts)
        {
            if (act is not RequestAct.Join && (act is not RequestAct.Extend || timed.MayBeExtended))
            {
                json.WriteStringValue(Words.Of(act));
            }
        }

        json.WriteEndArray();
        SystemJson.WriteSystems(json, told.Where(tell => tell.IsOf(request)), parts.Served.Workspace);
        json.WriteEndObject();
    }

    private static async Task<AskedBody> ReadAsync(HttpContext http, ServerParts parts, params string[] members)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        using var body = await RequestBody.ReadAsync(http);
        return BodyReader.Read(body.Bytes.Span, (ref BodyReader reader) => AskedBody.Read(ref reader, members));
    }

    private sealed record AskedBody(IdentifiersBody Identifiers, string By, string Why, string Act, string Fact, string Value, RequestKind Kind)
    {
        public RightsAsker Desk(ServerParts parts) => Identifiers.Resolve(parts) is { Count: > 0 } identifiers
            ? RightsAsker.Desk(identifiers, By, Surface)
            : throw new ProblemException(Problems.MissingMember("identifiers"));

        /// <summary>For a refusal why, for the end of a review what became of it: the one needed, the other refused.</summary>
        public string Reason { get; private init; } = "";

        public string Outcome { get; private init; } = "";

        public RequestFinding Finding(RequestAct act)
        {
            var (reason, outcome, isReview) = (DenialReason.None, ReviewOutcome.None, act == RequestAct.Complete && Kind == RequestKind.Review);
            if (Reason.Length > 0 && (act != RequestAct.Refuse || !Words.TryRead(Reason, out reason) || reason == DenialReason.None))
            {
                throw new ProblemException(Problems.BadMember("reason", $"with the act refuse, one of {string.Join(", ", RequestDocs.Reasons)}"));
            }

            if (Outcome.Length > 0 && (!isReview || !Words.TryRead(Outcome, out outcome) || outcome == ReviewOutcome.None))
            {
                throw new ProblemException(Problems.BadMember("outcome", $"with the act complete of a review, one of {string.Join(", ", RequestDocs.Outcomes)}"));
            }

            return isReview && outcome == ReviewOutcome.None ? throw new ProblemException(Problems.MissingMember("outcome")) : new RequestFinding(reason, outcome);
        }

        public static AskedBody Read(ref BodyReader reader, string[] members)
        {
            IdentifiersBody? identifiers = null;
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            string[] known = ["identifiers", "by", "why", .. members];
            while (reader.NextMember())
            {
                if (reader.Is("identifiers"u8))
                {
                    identifiers = IdentifiersBody.Read(ref reader, "identifiers");
                }
                else if (known.Contains(reader.Name))
                {
                    var name = reader.Name;
                    reader.ToValue();
                    texts[name] = reader.Text(name, name is "why" or "value" ? 512 : 200);
                }
                else
                {
                    throw reader.Unknown("the body", known);
                }
            }

            Required.Check(texts.GetValueOrDefault("by", ""), "by");
            Required.Check(texts.GetValueOrDefault("why", ""), "why");
            var kind = RequestKind.Access;
            if (members.Contains("kind") && !Words.TryRead(texts.GetValueOrDefault("kind", ""), out kind))
            {
                throw new ProblemException(Problems.BadMember("kind", $"one of {string.Join(", ", RequestDocs.Kinds)}"));
            }

            return new AskedBody(
                identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), texts["by"], texts["why"], texts.GetValueOrDefault("act", ""),
                texts.GetValueOrDefault("fact", ""), texts.GetValueOrDefault("value", ""), kind)
            {
                Reason = texts.GetValueOrDefault("reason", ""), Outcome = texts.GetValueOrDefault("outcome", ""),
            };
        }
    }
}
