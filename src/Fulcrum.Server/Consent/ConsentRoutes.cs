using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Receipts;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent;

/// <summary>Grants and withdrawals in, and what stands.</summary>
internal static class ConsentRoutes
{
    /// <summary>What recorded consents name as their source.</summary>
    private const string Caller = "api";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/consents", (RequestDelegate)(http => RecordAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(ConsentDocs.Record);
        app.MapPost("/v1/consents/query", (RequestDelegate)(http => QueryAsync(http, parts))).Described(ConsentDocs.Query);
    }

    private static async Task RecordAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide);
        ConsentBody said;
        using (var body = await RequestBody.ReadAsync(http))
        {
            said = BodyReader.Read(body.Bytes.Span, ConsentBody.Read);
        }

        var request = new ConsentRequest(said.Identifiers.Resolve(parts, said.Verified), said.RequestId, Records(said, parts))
        {
            Capture = ClaimOf(said, parts),
            Residence = said.Residence,
        };

        if (request.Decisions.Any(decision => decision.State == ConsentState.Given))
        {
            parts.Rates.CheckGrant(http, request.Identifiers);
        }

        // Recorded to its end when the caller goes away: half a withdrawal is none.
        var outcome = await parts.Core.Consents.RecordAsync(request, CancellationToken.None);
        CaptureProblems.ThrowIfNothingElse(outcome.Refused, request.Decisions.Length);

        // A receipt can be had of what is in the ledger; a no that only the journal took, since the ledger is damaged, has none yet.
        var hasReceipts = parts.Core.Store.Ledger is { Damage: null };
        var packs = parts.Served.Workspace.Laws.Packs;
        await Answer.WriteAsync(http, (outcome, packs, hasReceipts), static (json, state) =>
        {
            var (outcome, packs, hasReceipts) = state;
            json.WriteStartObject();
            json.WriteStartArray("recorded"u8);
            foreach (var recorded in outcome.Recorded)
            {
                var (sequence, record) = recorded;
                json.WriteStartObject();
                json.WriteString("purpose"u8, record.Purpose);
                json.WriteString("state"u8, Words.Of(record.State));
                WriteScope(json, record.Scope);
                json.WriteNumber("sequence"u8, sequence);
                if (hasReceipts)
                {
                    json.WriteString("receipt"u8, Receipt.IdOf(sequence));
                }

                json.WriteStartArray("faults"u8);
                foreach (var fault in record.Faults)
                {
                    json.WriteStringValue(fault);
                }

                json.WriteEndArray();
                WriteLaw(json, record, packs);
                if (recorded.AnswerToken.Length > 0)
                {
                    json.WriteString("answerToken"u8, recorded.AnswerToken);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("invalid"u8, outcome.Invalid);
            if (outcome.BeforeErasure > 0)
            {
                json.WriteNumber("beforeErasure"u8, outcome.BeforeErasure);
            }

            CaptureProblems.Write(json, outcome.Refused);
            json.WriteEndObject();
        });
    }

    private static async Task QueryAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide);
        IdentifiersBody identifiers;
        using (var body = await RequestBody.ReadAsync(http))
        {
            identifiers = BodyReader.Read(body.Bytes.Span, IdentifiersBody.ReadAlone);
        }

        var standings = await parts.Core.Consents.ReadAsync(identifiers.Resolve(parts), http.RequestAborted);
        if (standings.IsEmpty)
        {
            // Nobody is known by these identifiers, so nothing was ever said.
            standings = [.. parts.Served.Workspace.Purposes.Values.OrderBy(purpose => purpose.Name, StringComparer.Ordinal)
                .Select(purpose => new PurposeStanding(purpose, ConsentStanding.Unknown))];
        }

        await Answer.WriteAsync(http, standings, static (json, standings) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("purposes"u8);
            foreach (var stands in standings)
            {
                var (purpose, standing, parts) = stands;
                json.WriteStartObject();
                json.WriteString("purpose"u8, purpose.Name);
                json.WriteString("basis"u8, Words.Of(stands.Basis ?? purpose.Basis));
                json.WriteString("state"u8, Words.Of(standing.State));
                WriteParts(json, parts);
                if (stands.AskAgainFrom is { } from)
                {
                    json.WriteString("askAgainFrom"u8, from.ToString());
                }

                if (standing.Sequence > 0)
                {
                    json.WriteNumber("sequence"u8, standing.Sequence);
                    json.WriteString("at"u8, standing.At.ToString());
                    json.WriteString("notice"u8, standing.Notice);
                    json.WriteBoolean("synthetic"u8, standing.Synthetic);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteConsentMode(json, standings);
            json.WriteEndObject();
        });
    }

    /// <summary>The same for tags that speak consent mode; a type stands for yes only when every purpose behind it does.</summary>
    private static void WriteConsentMode(Utf8JsonWriter json, ImmutableArray<PurposeStanding> standings)
    {
        var types = standings.SelectMany(standing => standing.Purpose.Signals.ConsentMode.Select(type => (type, IsGiven: standing.Standing.State == ConsentState.Given)))
            .GroupBy(one => one.type).OrderBy(type => type.Key, StringComparer.Ordinal).ToArray();
        if (types.Length == 0)
        {
            return;
        }

        json.WriteStartObject("consentMode"u8);
        foreach (var type in types)
        {
            json.WriteString(type.Key, type.All(one => one.IsGiven) ? "granted" : "denied");
        }

        json.WriteEndObject();
    }

    /// <summary>What was decided about less than the whole purpose, and what follows from it.</summary>
    private static void WriteParts(Utf8JsonWriter json, ImmutableArray<ScopeStanding> parts)
    {
        if (parts.IsDefaultOrEmpty)
        {
            return;
        }

        json.WriteStartArray("parts"u8);
        foreach (var (scope, standing) in parts)
        {
            json.WriteStartObject();
            WriteScope(json, scope);
            json.WriteString("state"u8, Words.Of(standing.State));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The rule that settled a decision, and where it is written.</summary>
    private static void WriteLaw(Utf8JsonWriter json, ConsentRecord record, Rulebook packs)
    {
        if (record.Evidence.Law.Length == 0)
        {
            return;
        }

        json.WriteStartObject("law"u8);
        json.WriteString("rule"u8, record.Evidence.Law);
        json.WriteString("source"u8, packs.FindSource(record.Evidence.Law, record.At));
        json.WriteEndObject();
    }

    /// <summary>Leaves the scope out where it is the whole purpose.</summary>
    internal static void WriteScope(Utf8JsonWriter json, ConsentScope scope)
    {
        if (scope.IsWhole)
        {
            return;
        }

        json.WriteStartObject("scope"u8);
        if (scope.Channel.Length > 0)
        {
            json.WriteString("channel"u8, scope.Channel);
        }

        if (scope.Category.Length > 0)
        {
            json.WriteString("category"u8, scope.Category);
        }

        json.WriteEndObject();
    }

    /// <summary>The surface that the yes of a request names, where it takes nonces or tokens: then each of them must name it, since one proof is for one.</summary>
    private static CaptureClaim? ClaimOf(ConsentBody said, ServerParts parts)
    {
        var surfaces = parts.Served.Workspace.Surfaces;
        var named = said.Decisions.Where(decision => decision.State == ConsentState.Given).Select(decision => decision.Evidence.Surface).Distinct(StringComparer.Ordinal).ToArray();
        var signed = named.FirstOrDefault(name => surfaces.TryGetValue(name, out var surface) && surface.NeedsSigned);
        if (signed is null)
        {
            return said.Proof.Length == 0 || named.Length == 0
                ? null
                : throw new ProblemException(Problems.BadMember("proof", "left out, where no yes names a surface that takes nonces or tokens in evidence.surface"));
        }

        return named.Length == 1
            ? new CaptureClaim(surfaces[signed], null, said.Proof, NoticeOf(said))
            : throw new ProblemException(Problems.BadMember("evidence.surface", "the same for every yes, where it takes nonces or tokens"));
    }

    private static string NoticeOf(ConsentBody said)
    {
        var notices = said.Decisions.Where(decision => decision is { State: ConsentState.Given, Notice.Length: > 0 }).Select(decision => decision.Notice).Distinct(StringComparer.Ordinal).ToArray();
        return notices.Length <= 1 ? notices.FirstOrDefault() ?? "" : throw new ProblemException(Problems.BadMember("notice", "the same for every yes, where one nonce or token is for all"));
    }

    private static ImmutableArray<ConsentRecord> Records(ConsentBody said, ServerParts parts)
    {
        var now = parts.Now;
        var purposes = parts.Served.Workspace.Purposes;
        var records = ImmutableArray.CreateBuilder<ConsentRecord>(said.Decisions.Length);
        foreach (var decision in said.Decisions)
        {
            if (decision.Purpose != ConsentRecord.EveryPurpose && !purposes.ContainsKey(decision.Purpose))
            {
                throw new ProblemException(Undeclared.Purpose(Nearest.To(decision.Purpose, purposes.Keys)));
            }

            // A grant without its time is invalid; a refusal or withdrawal without one counts from now.
            ImmutableArray<string> faults = decision is { State: ConsentState.Given, At: null } ? ["time-missing"] : [];
            records.Add(new ConsentRecord(
                decision.Purpose, decision.State, decision.Notice, decision.Language, decision.At ?? now, now,
                decision.Channel, decision.Method, said.Verified, Caller, faults, Synthetic: false) { Scope = decision.Scope, Evidence = decision.Evidence });
        }

        return records.MoveToImmutable();
    }
}
