using Fulcrum.Consent.Receipts;
using Fulcrum.Pages.Consent.Receipts;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent.Receipts;

/// <summary>Receipts of grants, refusals and withdrawals: as a file to verify, and as a page to keep or print.</summary>
internal static class ReceiptRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/receipts", (RequestDelegate)(http => AnswerAsync(http, parts))).Described(ReceiptDocs.Receipt);
        app.MapPost("/v1/receipts/page", (RequestDelegate)(http => ShowAsync(http, parts))).Described(ReceiptDocs.Page);
    }

    private static async Task AnswerAsync(HttpContext http, ServerParts parts)
    {
        var (receipt, _) = await FindAsync(http, parts);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", receipt.Write());
    }

    private static async Task ShowAsync(HttpContext http, ServerParts parts)
    {
        var (receipt, asked) = await FindAsync(http, parts);
        var keys = parts.Core.Store.Ledger!.Keys.Select(key => key.ToString());
        http.Response.Headers.ContentSecurityPolicy = $"{ReceiptPage.Policy}; frame-ancestors 'none'";
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "text/html", ReceiptPage.Write(receipt, keys, parts.Served.Workspace, asked.Language));
    }

    private static async Task<(Receipt Receipt, ReceiptBody Asked)> FindAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        ReceiptBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, ReceiptBody.Read);
        }

        if (!parts.Core.Receipts.HasLedger)
        {
            throw new ProblemException(LedgerDocs.Missing);
        }

        return await parts.Core.Receipts.FindAsync(asked.Sequence, http.RequestAborted) is { } receipt ? (receipt, asked) : throw new ProblemException(ReceiptDocs.Unknown);
    }

    /// <summary>Which receipt.</summary>
    /// <param name="Sequence">The row of its consent.</param>
    /// <param name="Language">Of the page.</param>
    private sealed record ReceiptBody(long Sequence, string Language)
    {
        public static ReceiptBody Read(ref BodyReader reader)
        {
            string id = "", language = "en";
            while (reader.NextMember())
            {
                if (reader.Is("receipt"u8))
                {
                    id = reader.Text("receipt", 30);
                }
                else if (reader.Is("language"u8))
                {
                    language = reader.Text("language", 35);
                }
                else
                {
                    throw reader.Unknown("the body", "receipt", "language");
                }
            }

            Required.Check(id, "receipt");
            return Receipt.TryReadId(id, out var sequence)
                ? new ReceiptBody(sequence, language)
                : throw new ProblemException(Problems.BadMember("receipt", "the id of a receipt, for example r-42"));
        }
    }
}
