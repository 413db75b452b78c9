using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>Writes JSON answers: into a buffer of the thread, with its length, in one flush.</summary>
internal static class Answer
{
    /// <summary>How JSON is written: letters of every script as they are.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Scratch? _scratch;

    /// <summary>Answers 200 with what is written.</summary>
    public static Task WriteAsync<T>(HttpContext http, T state, Action<Utf8JsonWriter, T> write) =>
        WriteAsync(http, StatusCodes.Status200OK, "application/json", state, write);

    /// <summary>Answers with what is written. The writing must not await.</summary>
    public static Task WriteAsync<T>(HttpContext http, int status, string type, T state, Action<Utf8JsonWriter, T> write)
    {
        var scratch = _scratch ??= new Scratch();
        scratch.Buffer.ResetWrittenCount();
        scratch.Json.Reset(scratch.Buffer);
        write(scratch.Json, state);
        scratch.Json.Flush();
        return WriteAsync(http, status, type, scratch.Buffer.WrittenSpan);
    }

    /// <summary>Answers with bytes.</summary>
    public static Task WriteAsync(HttpContext http, int status, string type, ReadOnlySpan<byte> content)
    {
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = content.Length;
        response.BodyWriter.Write(content);
        var flush = response.BodyWriter.FlushAsync(CancellationToken.None);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }

    private sealed class Scratch
    {
        public Scratch() => Json = new Utf8JsonWriter(Buffer, Options);

        public ArrayBufferWriter<byte> Buffer { get; } = new(4096);

        public Utf8JsonWriter Json { get; }
    }
}
