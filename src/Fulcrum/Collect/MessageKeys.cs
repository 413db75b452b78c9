using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Decisions;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Collect;

/// <summary>Keyed hashes of message and request ids: what is kept of them, so that a second sending is known.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class MessageKeys
{
    private readonly KeyedHash _hash;

    public MessageKeys(StoreSecrets secrets) => _hash = new KeyedHash(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secrets.LookUp.ToArray(), 32, info: "fulcrum message ids v1"u8.ToArray()));

    /// <summary>The key of an event: of its message id, or of its content when the client sent none. Never 0.</summary>
    public UInt128 Of(int source, Event taken) => taken.MessageId.Length > 0
        ? Of(source, (byte)'m', taken.MessageId)
        : Of(source, (byte)'c', taken.Raw.IsEmpty ? ContentOf(taken) : taken.Raw.Span);

    /// <summary>The key of a caller's request id. Never 0.</summary>
    public UInt128 OfRequest(string kind, string requestId) => Of(0, (byte)'r', $"{kind}\n{requestId}");

    /// <summary>The key of an impression: of the decision and the offer seen. Never 0.</summary>
    public UInt128 OfImpression(SeenOffer seen) => Of(0, (byte)'i', string.Create(CultureInfo.InvariantCulture, $"{seen.Decision}\n{seen.Offer}"));

    /// <summary>The key of a page nonce or subject token. Never 0.</summary>
    public UInt128 OfCapture(UInt128 id) => Of(0, (byte)'n', id.ToString("x32", CultureInfo.InvariantCulture));

    private UInt128 Of(int source, byte kind, string text)
    {
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = length <= 512 ? stackalloc byte[512] : new byte[length];
        return Of(source, kind, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private UInt128 Of(int source, byte kind, ReadOnlySpan<byte> content)
    {
        var length = 5 + content.Length;
        Span<byte> input = length <= 1024 ? stackalloc byte[length] : new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(input, source);
        input[4] = kind;
        content.CopyTo(input[5..]);
        Span<byte> hash = stackalloc byte[KeyedHash.Length];
        _hash.Write(input, hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        return key == 0 ? 1 : key;
    }

    private static byte[] ContentOf(Event taken) => Encoding.UTF8.GetBytes(string.Join(
        '\n', taken.Type, taken.Name, taken.UserId, taken.AnonymousId, taken.PreviousId, taken.OccurredAt, Encoding.UTF8.GetString(taken.Properties.Span)));
}
