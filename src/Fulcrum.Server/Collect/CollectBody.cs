using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Collect;

/// <summary>The body of an event request: as it came, and as JSON.</summary>
internal sealed class CollectBody : IDisposable
{
    /// <summary>Most bytes as sent. Segment documents 500 KB, but its own clients let 627 KB through.</summary>
    public const int CompressedBytesMax = 1 << 20;

    /// <summary>Most bytes once decompressed.</summary>
    public const int JsonBytesMax = 4 << 20;

    /// <summary>Bytes kept of a body that bears no write key: enough to see what it was, too little to fill a disk with.</summary>
    private const int NobodysBytesMax = 4096;

    private readonly RequestBody _sent;
    private readonly RequestBody? _unzipped;

    private CollectBody(RequestBody sent, RequestBody? unzipped, Fault? fault) => (_sent, _unzipped, Fault) = (sent, unzipped, fault);

    /// <summary>Stands for the source of a body that nobody can read and that bears no write key.</summary>
    public static Source NobodysSource { get; } = new("unknown", 0, "", [], "", "", "en", [], false, [], [], new LocalText("Unknown", "Неизвестно"));

    /// <summary>Why it cannot be used; null when it can.</summary>
    public Fault? Fault { get; }

    /// <summary>Its JSON, without byte order mark.</summary>
    public ReadOnlyMemory<byte> Json
    {
        get
        {
            var bytes = (_unzipped ?? _sent).Bytes;
            return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        }
    }

    /// <summary>What quarantine keeps of it.</summary>
    public ReadOnlyMemory<byte> Kept(Source source) =>
        source.Code == 0 ? _sent.Bytes[..Math.Min(_sent.Bytes.Length, NobodysBytesMax)] : _sent.Bytes;

    /// <summary>Reads it. Whether it is gzip is told by its bytes, since clients' labels are wrong both ways.</summary>
    public static async ValueTask<CollectBody> ReadAsync(HttpContext http)
    {
        var sent = await RequestBody.ReadAsync(http, CompressedBytesMax);
        if (sent.Overflowed)
        {
            return new CollectBody(sent, null, TooLarge);
        }

        if (sent.Bytes.Span is not [0x1f, 0x8b, ..])
        {
            return new CollectBody(sent, null, null);
        }

        var unzipped = Unzip(sent.Bytes);
        return new CollectBody(sent, unzipped, unzipped switch { null => BadGzip, { Overflowed: true } => TooLarge, _ => null });
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _sent.Dispose();
        _unzipped?.Dispose();
    }

    private static RequestBody? Unzip(ReadOnlyMemory<byte> gzip)
    {
        MemoryMarshal.TryGetArray(gzip, out var segment);
        using var zipped = new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false);
        using var unzipping = new GZipStream(zipped, CompressionMode.Decompress);
        try
        {
            return RequestBody.ReadFrom(unzipping, JsonBytesMax);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Fault TooLarge { get; } = new(
        "events-too-large", "The body has more than 1 MB, or more than 4 MB once decompressed.", "Send fewer events in one request.");

    private static Fault BadGzip { get; } = new(
        "bad-gzip", "The body begins like gzip and cannot be decompressed.", "Compress it whole, or send it plain.");
}
