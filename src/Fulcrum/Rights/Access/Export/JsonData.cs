using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Access.Export;

/// <summary>The archive's <c>data.json</c>: everything, by the published schema.</summary>
internal static class JsonData
{
    private const int FlushedAt = 1 << 16;

    private static readonly JsonWriterOptions Options = new() { Indented = true };

    internal static async ValueTask WriteAsync(ExportRun run, Stream output, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("schema"u8, AccessExport.Schema);
        json.WriteString("company"u8, run.Company);
        json.WriteString("at"u8, run.At.ToString());
        WriteFacts(json, run.Summary.View.Facts, run.Language);
        WriteStandings(json, run.Summary.View.Standings, run.Language);
        WriteIdentifiers(json, run.Summary);
        WriteUses(json, run.Summary.Uses);
        json.WriteStartArray("history"u8);
        await foreach (var entry in run.ReadAsync(OwnKinds.All, isExplained: true, cancellation))
        {
            Write(json, entry, run.Language);
            if (json.BytesPending > FlushedAt)
            {
                await json.FlushAsync(cancellation);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    private static void WriteFacts(Utf8JsonWriter json, ImmutableArray<OwnFact> facts, string language)
    {
        json.WriteStartArray("facts"u8);
        foreach (var (fact, readings) in facts)
        {
            foreach (var reading in readings)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, fact.Name);
                json.WriteString("title"u8, fact.Title.In(language));
                json.WriteString("category"u8, fact.Label.Category);
                json.WriteString("reason"u8, fact.Reason.In(language));
                WriteValue(json, "value"u8, reading.Value.Value);
                json.WriteString("at"u8, reading.Value.At.ToString());
                json.WriteString("source"u8, reading.Value.Source);
                json.WriteString("provenance"u8, ExportWords.Of(reading.Value.Provenance));
                json.WriteStartArray("purposes"u8);
                foreach (var purpose in reading.Purposes)
                {
                    json.WriteStartObject();
                    json.WriteString("purpose"u8, purpose.Purpose.Name);
                    json.WriteBoolean("used"u8, purpose.IsUsed);
                    json.WriteString("notUsedBecause"u8, purpose.NotUsed?.Key() ?? "");
                    json.WriteString("until"u8, purpose.Until is { } until ? until.ToString() : "");
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteStandings(Utf8JsonWriter json, ImmutableArray<OwnStanding> standings, string language)
    {
        json.WriteStartArray("choices"u8);
        foreach (var standing in standings)
        {
            json.WriteStartObject();
            json.WriteString("purpose"u8, standing.Purpose.Name);
            json.WriteString("title"u8, standing.Purpose.Title.In(language));
            json.WriteString("basis"u8, ExportWords.Of(standing.Basis));
            json.WriteString("state"u8, ExportWords.Of(standing.Standing.State));
            json.WriteString("at"u8, ExportWords.Of(standing.Standing.At));
            json.WriteBoolean("used"u8, standing.Refused is null);
            json.WriteString("law"u8, standing.Place);
            json.WriteStartArray("channels"u8);
            foreach (var channel in standing.Channels)
            {
                json.WriteStartObject();
                json.WriteString("channel"u8, channel.Channel);
                json.WriteString("state"u8, ExportWords.Of(channel.Standing.State));
                json.WriteBoolean("used"u8, channel.Refused is null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteIdentifiers(Utf8JsonWriter json, OwnSummary summary)
    {
        json.WriteStartArray("identifiers"u8);
        foreach (var identifier in summary.Identifiers)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, identifier.Type);
            json.WriteString("value"u8, identifier.Reveal());
            json.WriteBoolean("verified"u8, identifier.IsVerified);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("identifiersHeldAsHashes"u8);
        foreach (var (type, count) in summary.Unnamed)
        {
            json.WriteNumber(type, count);
        }

        json.WriteEndObject();
    }

    private static void WriteUses(Utf8JsonWriter json, ImmutableArray<OwnUse> uses)
    {
        json.WriteStartArray("uses"u8);
        foreach (var use in uses)
        {
            json.WriteStartObject();
            json.WriteString("purpose"u8, use.Purpose);
            json.WriteString("kind"u8, ExportWords.Of(use.Kind));
            json.WriteNumber("count"u8, use.Count);
            json.WriteString("lastAt"u8, use.LastAt.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, OwnEntry entry, string language)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, ExportWords.KindOf(entry));
        json.WriteNumber("sequence"u8, entry.Sequence);
        json.WriteString("at"u8, entry.At.ToString());
        switch (entry)
        {
            case OwnEvent happened:
                Write(json, happened);
                break;
            case OwnConsent(_, _, var record):
                Write(json, record);
                break;
            case OwnDecision decision:
                json.WriteString("id"u8, decision.Id);
                json.WriteString("placement"u8, decision.Placement);
                json.WriteString("purpose"u8, decision.Purpose);
                json.WriteString("mode"u8, ExportWords.Of(decision.Mode));
                json.WriteString("why"u8, decision.Why);
                Write(json, "offers"u8, decision.Offers);
                json.WriteString("sentence"u8, decision.Sentence?.In(language) ?? "");
                break;
            case OwnOutcome outcome:
                json.WriteString("decision"u8, outcome.Decision);
                json.WriteString("offer"u8, outcome.Offer);
                json.WriteString("what"u8, outcome.What);
                break;
            case OwnLookUp lookUp:
                json.WriteString("who"u8, lookUp.Who);
                json.WriteString("view"u8, lookUp.View);
                json.WriteString("purpose"u8, lookUp.Purpose);
                json.WriteString("why"u8, lookUp.Why);
                break;
            case OwnAccess access:
                json.WriteString("by"u8, access.By);
                json.WriteString("surface"u8, access.Surface);
                json.WriteString("what"u8, access.What);
                json.WriteString("why"u8, access.Why);
                break;
            case OwnMessage message:
                json.WriteString("channel"u8, message.Channel);
                json.WriteString("template"u8, message.Template);
                json.WriteString("outcome"u8, message.Outcome);
                break;
            case OwnRequest request:
                WriteRequest(json, request);
                break;
            case OwnExchangeAct exchange:
                json.WriteString("exchange"u8, exchange.Exchange);
                json.WriteString("act"u8, exchange.Act.ToString().ToLowerInvariant());
                json.WriteString("by"u8, exchange.By);
                json.WriteString("why"u8, exchange.Why);
                break;
            case OwnPasskey passkey:
                json.WriteString("act"u8, passkey.Act.ToString().ToLowerInvariant());
                json.WriteString("name"u8, passkey.Name);
                break;
            case OwnRight right:
                json.WriteString("act"u8, ExportWords.Of(right.Act));
                json.WriteString("fact"u8, right.Fact);
                json.WriteString("by"u8, right.By);
                json.WriteString("why"u8, right.Why);
                break;
            case OwnLink link:
                json.WriteBoolean("cut"u8, link.IsCut);
                json.WriteString("why"u8, link.Why);
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, OwnEvent happened)
    {
        json.WriteString("type"u8, happened.Type.ToString().ToLowerInvariant());
        json.WriteString("name"u8, happened.Name);
        json.WriteString("occurredAt"u8, happened.OccurredAt.ToString());
        json.WriteString("source"u8, happened.Source);
        Write(json, "purposes"u8, happened.Purposes);
        json.WriteStartObject("identifiers"u8);
        foreach (var known in happened.Identifiers.DistinctBy(known => known.Type))
        {
            json.WriteString(known.Type, known.Reveal());
        }

        json.WriteEndObject();
        json.WriteStartObject("properties"u8);
        foreach (var property in happened.Properties.DistinctBy(property => property.Path))
        {
            WriteValue(json, System.Text.Encoding.UTF8.GetBytes(property.Path), property.Value);
        }

        json.WriteEndObject();
        if (!happened.Undeclared.IsEmpty)
        {
            json.WritePropertyName("undeclared"u8);
            json.WriteRawValue(happened.Undeclared.Span);
        }
    }

    private static void Write(Utf8JsonWriter json, ConsentRecord record)
    {
        json.WriteString("purpose"u8, record.Purpose);
        json.WriteString("channel"u8, record.Scope.Channel);
        json.WriteString("category"u8, record.Scope.Category);
        json.WriteString("state"u8, ExportWords.Of(record.State));
        json.WriteString("notice"u8, record.Notice);
        json.WriteString("language"u8, record.Language);
        json.WriteString("decidedAt"u8, record.At.ToString());
        json.WriteString("by"u8, record.Channel);
        json.WriteString("source"u8, record.Source);
        json.WriteString("law"u8, record.Evidence.Law);
        json.WriteBoolean("synthetic"u8, record.Synthetic);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> name, FactValue value)
    {
        switch (value.IsPresent ? value.Type : (FactType?)null)
        {
            case null:
                json.WriteNull(name);
                break;
            case FactType.Number when double.IsFinite(value.Number):
                json.WriteNumber(name, value.Number);
                break;
            case FactType.Boolean:
                json.WriteBoolean(name, value.Boolean);
                break;
            case FactType.TextList:
                Write(json, name, value.Texts);
                break;
            default:
                json.WriteString(name, value.Reveal());
                break;
        }
    }

    private static void WriteRequest(Utf8JsonWriter json, OwnRequest request)
    {
        json.WriteString("id"u8, request.Id);
        json.WriteString("right"u8, request.Kind.ToString().ToLowerInvariant());
        json.WriteString("act"u8, request.Act.ToString().ToLowerInvariant());
        json.WriteString("by"u8, request.By);
        json.WriteString("why"u8, request.Why);
        if (request.Finding.Reason != DenialReason.None)
        {
            json.WriteString("reason"u8, JsonNamingPolicy.KebabCaseLower.ConvertName(request.Finding.Reason.ToString()));
        }

        if (request.Finding.Outcome != ReviewOutcome.None)
        {
            json.WriteString("found"u8, request.Finding.Outcome.ToString().ToLowerInvariant());
        }
    }
}
