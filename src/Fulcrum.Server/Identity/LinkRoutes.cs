using System.Globalization;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Identity;

/// <summary>Staff's hand on the identity graph: links with their reasons, links refused, and cutting.</summary>
internal static class LinkRoutes
{
    private const int RefusedMax = 1_000;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/links/query", (RequestDelegate)(http => QueryAsync(http, parts))).Described(IdentityDocs.Query);
        app.MapPost("/v1/links/cut", (RequestDelegate)(http => CutAsync(http, parts))).Described(IdentityDocs.Cut);
        app.MapGet("/v1/links/refused", (RequestDelegate)(http => ListRefusedAsync(http, parts))).Described(IdentityDocs.Refused);
    }

    private static async Task QueryAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        IdentifiersBody identifiers;
        using (var body = await RequestBody.ReadAsync(http))
        {
            identifiers = BodyReader.Read(body.Bytes.Span, IdentifiersBody.ReadAlone);
        }

        var links = await parts.Core.Links.ListAsync(identifiers.Resolve(parts), http.RequestAborted);
        await Answer.WriteAsync(http, links, static (json, links) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("links"u8);
            foreach (var link in links)
            {
                json.WriteStartObject();
                json.WriteString("left"u8, link.Left.ToString());
                json.WriteString("right"u8, link.Right.ToString());
                json.WriteString("reason"u8, link.Reason);
                json.WriteString("identifierType"u8, link.IdentifierType);
                json.WriteBoolean("verified"u8, link.Verified);
                json.WriteString("at"u8, link.At.ToString());
                json.WriteNumber("sequence"u8, link.Sequence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CutAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        CutBody cut;
        using (var body = await RequestBody.ReadAsync(http))
        {
            cut = BodyReader.Read(body.Bytes.Span, CutBody.Read);
        }

        if (!await parts.Core.Links.CutAsync(cut.Left, cut.Right, cut.By, cut.Why, http.RequestAborted))
        {
            throw new ProblemException(Problems.UnknownLink);
        }

        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"cut":true}"""u8);
    }

    private static async Task ListRefusedAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var refused = await parts.Core.Links.ListRefusedAsync(RefusedMax, http.RequestAborted);
        await Answer.WriteAsync(http, refused, static (json, refused) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("refused"u8);
            foreach (var link in refused)
            {
                json.WriteStartObject();
                json.WriteString("left"u8, link.Left.ToString());
                json.WriteString("right"u8, link.Right.ToString());
                json.WriteString("fault"u8, link.Fault);
                json.WriteString("identifierType"u8, link.IdentifierType);
                json.WriteString("at"u8, link.At.ToString());
                json.WriteNumber("sequence"u8, link.Sequence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private sealed record CutBody(SubjectId Left, SubjectId Right, string By, string Why)
    {
        public static CutBody Read(ref BodyReader reader)
        {
            SubjectId left = default, right = default;
            string by = "", why = "";
            while (reader.NextMember())
            {
                if (reader.Is("left"u8))
                {
                    left = SubjectOf(reader.Text("left", 32), "left");
                }
                else if (reader.Is("right"u8))
                {
                    right = SubjectOf(reader.Text("right", 32), "right");
                }
                else if (reader.Is("by"u8))
                {
                    by = reader.Text("by", 200);
                }
                else if (reader.Is("why"u8))
                {
                    why = reader.Text("why", 500);
                }
                else
                {
                    throw reader.Unknown("the body", "left", "right", "by", "why");
                }
            }

            Required.Check(left.IsNone ? "" : "left", "left");
            Required.Check(right.IsNone ? "" : "right", "right");
            Required.Check(by, "by");
            Required.Check(why, "why");
            return new CutBody(left, right, by, why);
        }

        private static SubjectId SubjectOf(string text, string member) =>
            text.StartsWith("s-", StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
                ? new SubjectId(value)
                : throw new ProblemException(Problems.BadMember(member, "a subject as answered, for example s-42"));
    }
}
