using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>A request's bytes in a pooled buffer, given back on disposal.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Most bytes of any body but events.</summary>
    public const int ApiBytesMax = 256 * 1024;

    private byte[] _buffer;
    private int _length;

    private RequestBody(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Whether there was more than may be read; then <see cref="Bytes"/> is only its beginning.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Reads a body of our own APIs; too large a one is a problem.</summary>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http)
    {
        var body = await ReadAsync(http, ApiBytesMax);
        if (!body.Overflowed)
        {
            return body;
        }

        body.Dispose();
        throw new ProblemException(Problems.BodyTooLarge);
    }

    /// <summary>Reads at most so many bytes.</summary>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http, int bytesMax)
    {
        var declared = http.Request.ContentLength;
        var body = new RequestBody((int)Math.Clamp(declared ?? 4096, 256, bytesMax));
        try
        {
            var reader = http.Request.BodyReader;
            while (true)
            {
                // Without a token: a caller that goes away ends the reading all the same, and a token costs every request an object.
                var read = await reader.ReadAsync(CancellationToken.None);
                foreach (var segment in read.Buffer)
                {
                    body.Append(segment.Span, bytesMax);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || body.Overflowed)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads a stream to its end, or to so many bytes.</summary>
    public static RequestBody ReadFrom(Stream stream, int bytesMax)
    {
        var body = new RequestBody(64 * 1024);
        try
        {
            while (true)
            {
                body.Grow(body._length + 1);
                var count = stream.Read(body._buffer.AsSpan(body._length));
                if (count == 0)
                {
                    return body;
                }

                body._length = Math.Min(body._length + count, bytesMax);
                if (body._length == bytesMax && stream.ReadByte() >= 0)
                {
                    body.Overflowed = true;
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        _length = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Append(ReadOnlySpan<byte> bytes, int bytesMax)
    {
        if (bytes.Length > bytesMax - _length)
        {
            Overflowed = true;
            bytes = bytes[..(bytesMax - _length)];
        }

        Grow(_length + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Grow(int size)
    {
        if (size <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(size, _buffer.Length * 2));
        Bytes.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
