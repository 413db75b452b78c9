using System.Globalization;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent.Ledger;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent;

/// <summary>What an outsider needs to hold the ledger to its past: its head, its keys, its proofs. Open to anybody; nothing personal is in it.</summary>
internal static class LedgerRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/v1/ledger/checkpoint", (RequestDelegate)(http => Answer.WriteAsync(
            http, StatusCodes.Status200OK, "text/plain", Encoding.UTF8.GetBytes(LedgerOf(parts).Publish())))).Described(LedgerDocs.Checkpoint);
        app.MapGet("/v1/ledger/key", (RequestDelegate)(http => ShowKeysAsync(http, LedgerOf(parts)))).Described(LedgerDocs.Key);
        app.MapGet("/v1/ledger/proof/inclusion", (RequestDelegate)(http => ProveInclusionAsync(http, LedgerOf(parts)))).Described(LedgerDocs.Inclusion);
        app.MapGet("/v1/ledger/proof/consistency", (RequestDelegate)(http => ProveConsistencyAsync(http, LedgerOf(parts)))).Described(LedgerDocs.Consistency);
    }

    private static ConsentLedger LedgerOf(ServerParts parts) => parts.Core.Store.Ledger ?? throw new ProblemException(LedgerDocs.Missing);

    private static Task ShowKeysAsync(HttpContext http, ConsentLedger ledger) => Answer.WriteAsync(http, ledger, static (json, ledger) =>
    {
        json.WriteStartObject();
        json.WriteString("origin"u8, ledger.Origin);
        json.WriteString("key"u8, ledger.Keys[0].ToString());
        json.WriteStartArray("earlier"u8);
        foreach (var key in ledger.Keys.Skip(1))
        {
            json.WriteStringValue(key.ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("successions"u8);
        foreach (var note in ledger.Successions)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static Task ProveInclusionAsync(HttpContext http, ConsentLedger ledger)
    {
        var size = Asked(http.Request, "size", 1, ledger.Size);
        var index = Asked(http.Request, "index", 0, size - 1);
        var proof = ledger.ProveInclusion(index, size);
        return Answer.WriteAsync(http, (index, size, ledger, proof), static (json, state) =>
        {
            var leaf = state.ledger.Read(state.index);
            json.WriteStartObject();
            json.WriteNumber("leafIdx"u8, state.index);
            json.WriteNumber("treeSize"u8, state.size);
            json.WriteBase64String("root"u8, state.ledger.RootAt(state.size));
            json.WriteBase64String("leaf"u8, leaf.ToBytes());
            json.WriteBase64String("leafHash"u8, leaf.Hash());
            Write(json, state.proof);
            json.WriteEndObject();
        });
    }

    private static Task ProveConsistencyAsync(HttpContext http, ConsentLedger ledger)
    {
        var to = Asked(http.Request, "to", 1, ledger.Size);
        var from = Asked(http.Request, "from", 1, to);
        var proof = ledger.ProveConsistency(from, to);
        return Answer.WriteAsync(http, (from, to, ledger, proof), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteNumber("size1"u8, state.from);
            json.WriteNumber("size2"u8, state.to);
            json.WriteBase64String("root1"u8, state.ledger.RootAt(state.from));
            json.WriteBase64String("root2"u8, state.ledger.RootAt(state.to));
            Write(json, state.proof);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        json.WriteStartArray("proof"u8);
        foreach (var hash in proof)
        {
            json.WriteBase64StringValue(hash.Span);
        }

        json.WriteEndArray();
    }

    private static long Asked(HttpRequest request, string name, long min, long max)
    {
        var text = request.Query[name].ToString();
        return max >= min && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new ProblemException(LedgerDocs.OutOfRange(name, min, max));
    }
}
