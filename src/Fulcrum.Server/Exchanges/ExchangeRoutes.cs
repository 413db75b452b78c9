using System.Text.Json;
using Fulcrum.Exchanges;
using Fulcrum.Rights;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Exchanges;

/// <summary>Value exchanges: what may be asked of somebody, what they took or declined, what they were given, and how it fares.</summary>
internal static class ExchangeRoutes
{
    private const string Surface = "api";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/exchanges/query", (RequestDelegate)(http => QueryAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(ExchangeDocs.Query);
        app.MapPost("/v1/exchanges/accept", (RequestDelegate)(http => AcceptAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(ExchangeDocs.Accept);
        app.MapPost("/v1/exchanges/decline", (RequestDelegate)(http => DeclineAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(ExchangeDocs.Decline);
        app.MapPost("/v1/exchanges/deliver", (RequestDelegate)(http => DeliverAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(ExchangeDocs.Deliver);
        app.MapGet("/v1/exchanges/figures", (RequestDelegate)(http => FiguresAsync(http, parts))).Described(ExchangeDocs.Figures);
        app.MapGet("/v1/exchanges/overdue", (RequestDelegate)(http => OverdueAsync(http, parts))).Described(ExchangeDocs.Overdue);
    }

    private static async Task QueryAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        IdentifiersBody identifiers;
        using (var body = await RequestBody.ReadAsync(http))
        {
            identifiers = BodyReader.Read(body.Bytes.Span, IdentifiersBody.ReadAlone);
        }

        var listed = await parts.Core.Exchanges.ListAsync(RightsAsker.Desk(identifiers.Resolve(parts), "api", Surface), http.RequestAborted);
        await Answer.WriteAsync(http, (listed, parts.Now), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("exchanges"u8);
            foreach (var own in state.listed)
            {
                Write(json, own, state.Now, changed: null);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task AcceptAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, KeyKinds.Decide, "value");

        // Done to its end when the caller goes away.
        await AnswerAsync(http, parts, await parts.Core.Exchanges.AcceptAsync(asked.Desk(parts), asked.Exchange, asked.Value, CancellationToken.None));
    }

    private static async Task DeclineAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, KeyKinds.Decide);
        await AnswerAsync(http, parts, await parts.Core.Exchanges.DeclineAsync(asked.Desk(parts), asked.Exchange, CancellationToken.None));
    }

    private static async Task DeliverAsync(HttpContext http, ServerParts parts)
    {
        var asked = await ReadAsync(http, parts, KeyKinds.Admin, "what");
        Required.Check(asked.Value, "what");
        await AnswerAsync(http, parts, await parts.Core.Exchanges.DeliverAsync(asked.Desk(parts), asked.Exchange, asked.Value, CancellationToken.None));
    }

    private static async Task FiguresAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        await Answer.WriteAsync(http, await parts.Core.Exchanges.CountAsync(http.RequestAborted), static (json, figures) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("exchanges"u8);
            foreach (var one in figures)
            {
                json.WriteStartObject();
                json.WriteString("exchange"u8, one.Exchange);
                json.WriteNumber("accepted"u8, one.Accepted);
                json.WriteNumber("declined"u8, one.Declined);
                json.WriteNumber("takeUp"u8, Math.Round(one.TakeUp, 4));
                json.WriteNumber("stated"u8, one.Stated);
                json.WriteNumber("delivered"u8, one.Delivered);
                json.WriteNumber("late"u8, one.Late);
                json.WriteNumber("withdrawn"u8, one.Withdrawn);
                json.WriteNumber("cost"u8, Math.Round(one.Cost, 2));
                json.WriteString("currency"u8, one.Currency);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task OverdueAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var late = await parts.Core.Exchanges.ListOverdueAsync(http.RequestAborted);
        await Answer.WriteAsync(http, late, static (json, late) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("overdue"u8);
            foreach (var (subject, standing) in late)
            {
                json.WriteStartObject();
                json.WriteString("subject"u8, subject.ToString());
                json.WriteString("exchange"u8, standing.Exchange);
                json.WriteString("acceptedAt"u8, standing.AcceptedAt.ToString());
                json.WriteString("dueAt"u8, standing.DueAt.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task AnswerAsync(HttpContext http, ServerParts parts, ExchangeOutcome outcome)
    {
        if (outcome is not { Result: ExchangeResult.Done or ExchangeResult.Unchanged, Exchange: { } own })
        {
            throw new ProblemException(ExchangeDocs.Of(outcome.Result));
        }

        return Answer.WriteAsync(http, (own, outcome.Result, parts.Now), static (json, state) => Write(json, state.own, state.Now, state.Result == ExchangeResult.Done));
    }

    private static void Write(Utf8JsonWriter json, OwnExchange own, Instant now, bool? changed)
    {
        var (exchange, standing) = (own.Exchange, own.Standing);
        json.WriteStartObject();
        json.WriteString("exchange"u8, exchange.Name);
        json.WriteString("state"u8, Words.Of(standing.State));
        if (changed is { } isChanged)
        {
            json.WriteBoolean("changed"u8, isChanged);
        }

        json.WriteBoolean("offered"u8, own.IsOffered);
        json.WriteString("heldBack"u8, Words.Of(own.HeldBack));
        json.WriteString("kind"u8, Words.Of(exchange.Kind));
        json.WriteString("purpose"u8, exchange.Purpose.Name);
        json.WriteBoolean("allowed"u8, own.IsAllowed);
        json.WriteString("fact"u8, exchange.Fact?.Name ?? "");
        json.WriteBoolean("factHeld"u8, own.FactHeld);
        json.WriteString("acceptedAt"u8, TimeOf(standing.AcceptedAt));
        json.WriteString("dueAt"u8, TimeOf(standing.DueAt));
        json.WriteBoolean("late"u8, standing.IsOverdue(now));
        WriteText(json, "title"u8, exchange.Title);
        WriteText(json, "benefit"u8, exchange.Benefit);
        WriteText(json, "refusal"u8, exchange.Refusal);
        WriteText(json, "withdrawal"u8, exchange.Withdrawal);
        json.WriteEndObject();
    }

    private static string TimeOf(Instant at) => at == Instant.Never ? "" : at.ToString();

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, Fulcrum.Workspaces.LocalText text)
    {
        json.WritePropertyName(name);
        Words.Write(json, text);
    }

    private static async Task<AskedBody> ReadAsync(HttpContext http, ServerParts parts, KeyKinds kinds, string member = "")
    {
        parts.Keys.Check(http, kinds);
        using var body = await RequestBody.ReadAsync(http);
        return BodyReader.Read(body.Bytes.Span, (ref BodyReader reader) => AskedBody.Read(ref reader, member));
    }

    private sealed record AskedBody(IdentifiersBody Identifiers, string Exchange, string By, string Value)
    {
        public RightsAsker Desk(ServerParts parts) => RightsAsker.Desk(Identifiers.Resolve(parts), By, Surface);

        public static AskedBody Read(ref BodyReader reader, string member)
        {
            IdentifiersBody? identifiers = null;
            var (exchange, by, value) = ("", "", "");
            while (reader.NextMember())
            {
                if (reader.Is("identifiers"u8))
                {
                    identifiers = IdentifiersBody.Read(ref reader, "identifiers");
                }
                else if (reader.Is("exchange"u8))
                {
                    exchange = reader.Text("exchange", 64);
                }
                else if (reader.Is("by"u8))
                {
                    by = reader.Text("by", 200);
                }
                else if (member.Length > 0 && reader.Name == member)
                {
                    reader.ToValue();
                    value = reader.Text(member, 512);
                }
                else
                {
                    throw reader.Unknown("the body", [.. new[] { "identifiers", "exchange", "by", member }.Where(name => name.Length > 0)]);
                }
            }

            Required.Check(exchange, "exchange");
            Required.Check(by, "by");
            return new AskedBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), exchange, by, value);
        }
    }
}
