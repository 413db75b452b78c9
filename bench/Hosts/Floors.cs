using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Bench.Hosts;

/// <summary>The floors: the same server and the same bytes, with none of the work.</summary>
internal static class Floors
{
    /// <summary>Asked like <c>/v1/decide</c>; parses the question and answers a JSON of the same size.</summary>
    public const string Decide = "/floor/decide";

    /// <summary>Sent like <c>/v1/batch</c>; walks over every token and answers.</summary>
    public const string Batch = "/floor/batch";

    private static readonly byte[] Answer =
        """{"decisions":[{"id":"d-0123456789ABCDEFGHJKMNPQRS","placement":"bench-slot","mode":"personal","why":"","chosen":[{"offer":"offer-077","kind":"offer","title":{"en":"Offer","ru":"Offer"},"payload":{"en":"Buy it.","ru":"Buy it."}}]}]}"""u8.ToArray();

    private static readonly byte[] Success = """{"success":true}"""u8.ToArray();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Decide, async http => await AnswerAsync(http, Answer));
        routes.MapPost(Batch, async http => await AnswerAsync(http, Success));
    }

    private static async Task AnswerAsync(HttpContext http, byte[] answer)
    {
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync();
            if (read.IsCompleted)
            {
                Walk(read.Buffer);
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                break;
            }

            http.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer);
    }

    private static void Walk(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
        }
    }
}
