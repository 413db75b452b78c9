using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>Answers as OpenDSR wants them: signed with the key of the domain, faults with its error object beside ours.</summary>
/// <param name="key">What is signed with.</param>
/// <param name="domain">Whose it is.</param>
/// <param name="isOpenGdpr">Whether the headers go by their earlier name.</param>
internal sealed class SignedAnswer(RightsKey key, string domain, bool isOpenGdpr)
{
    /// <summary>Answers with what is written.</summary>
    public Task WriteAsync<T>(HttpContext http, int status, T state, Action<Utf8JsonWriter, T> write)
    {
        var content = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(content, Answer.Options))
        {
            write(json, state);
        }

        return WriteAsync(http, status, "application/json", content.WrittenMemory);
    }

    /// <summary>Answers with a problem.</summary>
    public Task WriteAsync(HttpContext http, Problem problem)
    {
        var content = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(content, Answer.Options))
        {
            problem.Write(json, static (json, problem) =>
            {
                json.WriteStartObject("error"u8);
                json.WriteNumber("code"u8, problem.Status);
                json.WriteString("message"u8, problem.What);
                json.WriteStartArray("errors"u8);
                json.WriteStartObject();
                json.WriteString("domain"u8, problem.Status == StatusCodes.Status400BadRequest ? "Validation" : "Request");
                json.WriteString("reason"u8, problem.Code);
                json.WriteString("message"u8, problem.Remedy);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        problem.SetHeaders(http);
        http.Response.Headers.CacheControl = "no-store";
        return WriteAsync(http, problem.Status, "application/problem+json", content.WrittenMemory);
    }

    /// <summary>The headers that show whose a content is.</summary>
    public IEnumerable<(string Name, string Value)> Headers(ReadOnlyMemory<byte> content)
    {
        var name = isOpenGdpr ? "OpenGDPR" : "OpenDSR";
        return [($"X-{name}-Processor-Domain", domain), ($"X-{name}-Signature", key.Sign(content.Span))];
    }

    private Task WriteAsync(HttpContext http, int status, string type, ReadOnlyMemory<byte> content)
    {
        foreach (var (name, value) in Headers(content))
        {
            http.Response.Headers[name] = value;
        }

        return Answer.WriteAsync(http, status, type, content.Span);
    }
}
