using System.Security.Cryptography;

namespace Fulcrum.Rights;

/// <summary>HMAC-SHA-256 under one key that is set up once: setting it up anew costs several times the hash of a short text.</summary>
/// <remarks>Allocates nothing. Safe from many threads, each of which takes a state for itself.</remarks>
internal sealed class KeyedHash(ReadOnlyMemory<byte> key)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    private const int Places = 16;

    private readonly byte[] _key = key.ToArray();
    private readonly IncrementalHash?[] _idle = new IncrementalHash?[Places];

    /// <summary>Writes the hash of a text; <paramref name="hash"/> takes <see cref="Length"/> bytes.</summary>
    public void Write(ReadOnlySpan<byte> text, Span<byte> hash)
    {
        ref var place = ref _idle[Environment.CurrentManagedThreadId % Places];
        var state = Interlocked.Exchange(ref place, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        state.AppendData(text);
        state.GetHashAndReset(hash);

        // Two threads may share a place: the state of one of them goes.
        Interlocked.Exchange(ref place, state)?.Dispose();
    }
}
