using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Decisions;

/// <summary>Makes and reads decision ids, and the keys of request ids.</summary>
/// <remarks>
/// An id is <c>d-</c> and 26 Crockford base32 characters: the decision's journal sequence and a 64-bit MAC of it. So it needs no
/// index and cannot be guessed. Each decision's is made under the look-up key of its time, so ids handed out before a rotation stay
/// what they were, and nobody makes one of a later decision with the key that went. Safe from many threads.
/// </remarks>
internal sealed class DecisionIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;

    private readonly KeyedHash _ofFirstIds;
    private readonly ImmutableArray<(long From, KeyedHash OfIds)> _later;
    private readonly KeyedHash _ofRequests;

    internal DecisionIds(StoreSecrets secrets)
    {
        _ofFirstIds = OfIds(secrets.LookUp);
        _later = [.. secrets.LaterLookUps.Select(later => (later.From, OfIds(later.Key)))];
        _ofRequests = new KeyedHash(HMACSHA256.HashData(secrets.LookUp.Span, "decision-request"u8));
    }

    /// <summary>The id of the decision with this journal sequence.</summary>
    internal string Of(long sequence)
    {
        Span<byte> bytes = stackalloc byte[16];
        Write(sequence, bytes);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return string.Create(Length + 2, value, static (text, rest) =>
        {
            (text[0], text[1]) = ('d', '-');
            for (var at = Length + 1; at >= 2; at--)
            {
                text[at] = Alphabet[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }

    /// <summary>The sequence in an id; false when it is none of ours.</summary>
    internal bool TryRead(string id, out long sequence)
    {
        sequence = 0;
        if (id.Length != Length + 2 || !id.StartsWith("d-", StringComparison.Ordinal) || Alphabet.IndexOf(id[2], StringComparison.Ordinal) > 7)
        {
            return false;
        }

        UInt128 value = 0;
        foreach (var letter in id.AsSpan(2))
        {
            var digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value << 5) | (uint)digit;
        }

        Span<byte> given = stackalloc byte[16];
        Span<byte> ours = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(given, value);
        sequence = BinaryPrimitives.ReadInt64BigEndian(given);
        Write(sequence, ours);
        return CryptographicOperations.FixedTimeEquals(given, ours);
    }

    /// <summary>The key one placement's decision is found by when its request is repeated; 0 without a request id.</summary>
    internal UInt128 RequestKey(Question question, Placement placement)
    {
        if (question.RequestId.Length == 0)
        {
            return 0;
        }

        var text = Encoding.UTF8.GetBytes($"{question.Caller.Length}:{question.Caller}{placement.Name.Length}:{placement.Name}{question.RequestId}");
        Span<byte> mac = stackalloc byte[KeyedHash.Length];
        _ofRequests.Write(text, mac);
        return BinaryPrimitives.ReadUInt128BigEndian(mac);
    }

    private void Write(long sequence, Span<byte> bytes)
    {
        Span<byte> mac = stackalloc byte[KeyedHash.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, sequence);
        OfIdsOf(sequence).Write(bytes[..8], mac);
        mac[..8].CopyTo(bytes[8..]);
    }

    private KeyedHash OfIdsOf(long sequence)
    {
        for (var index = _later.Length - 1; index >= 0; index--)
        {
            if (_later[index].From <= sequence)
            {
                return _later[index].OfIds;
            }
        }

        return _ofFirstIds;
    }

    private static KeyedHash OfIds(ReadOnlyMemory<byte> lookUpKey) => new(HMACSHA256.HashData(lookUpKey.Span, "decision-id"u8));
}
