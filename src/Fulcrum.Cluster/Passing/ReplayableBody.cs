using Microsoft.AspNetCore.Http;

namespace Fulcrum.Cluster.Passing;

/// <summary>The body of a request, kept while it is passed on, so that it can be passed on again. Of one that is too large the rest is read once.</summary>
internal sealed class ReplayableBody
{
    private const int KeptMax = 1 << 20;
    private const int ReadAtOnce = 16 * 1024;

    private readonly byte[] _kept;
    private readonly Stream? _rest;
    private volatile bool _isRestRead;

    private ReplayableBody(byte[] kept, Stream? rest) => (_kept, _rest) = (kept, rest);

    /// <summary>Whether it can be passed on again.</summary>
    public bool CanReplay => !_isRestRead;

    /// <summary>Reads as much as is kept.</summary>
    public static async Task<ReplayableBody> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength is 0)
        {
            return new ReplayableBody([], null);
        }

        var kept = new MemoryStream();
        var piece = new byte[ReadAtOnce];
        while (kept.Length < KeptMax)
        {
            var read = await request.Body.ReadAsync(piece, cancellation);
            if (read == 0)
            {
                return new ReplayableBody(kept.ToArray(), null);
            }

            kept.Write(piece, 0, read);
        }

        return new ReplayableBody(kept.ToArray(), request.Body);
    }

    /// <summary>The whole body from its beginning.</summary>
    public Stream Open() => _rest is null ? new MemoryStream(_kept, writable: false) : new JoinedStream(this, _kept, _rest);

    /// <summary>First what was read, then the rest.</summary>
    private sealed class JoinedStream(ReplayableBody body, byte[] first, Stream rest) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_at == first.Length)
            {
                body._isRestRead = true;
                return await rest.ReadAsync(buffer, cancellationToken);
            }

            var length = Math.Min(buffer.Length, first.Length - _at);
            first.AsMemory(_at, length).CopyTo(buffer);
            _at += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
