using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Fulcrum.Identity;

namespace Fulcrum.Consent.Capture;

/// <summary>What this store signed for somebody who is to be asked: where, with which notice, whom, and until when. Pure.</summary>
/// <param name="Kind"><see cref="EvidenceKind.PageNonce"/> or <see cref="EvidenceKind.SubjectToken"/>.</param>
/// <param name="Id">Unique; what is remembered once it was used.</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="Life">How long it can be used.</param>
/// <param name="Bound">Whom it is for: the keyed hash of their identifier, never the value.</param>
/// <param name="Verified">Whether a server vouched for that identifier.</param>
/// <param name="Source">Code of the source whose page it is for; 0 for none.</param>
/// <param name="Surface">The surface.</param>
/// <param name="Notice"><c>name@version</c> of what is shown.</param>
internal sealed record CaptureToken(
    EvidenceKind Kind, UInt128 Id, Instant IssuedAt, TimeSpan Life, IdentifierKey Bound, bool Verified, int Source, string Surface, string Notice)
{
    /// <summary>What every one begins with.</summary>
    public const string Prefix = "fct1_";

    /// <summary>Bytes of its signature.</summary>
    public const int SignatureLength = 32;

    /// <summary>The longest text of one that is looked at.</summary>
    public const int LengthMax = 1024;

    private const byte Version = 1;
    private const int FixedLength = 2 + 8 + 4 + 16 + 1 + 16 + 1 + 4 + 2;

    /// <summary>First instant at which it can no longer be used.</summary>
    public Instant Until => IssuedAt + Life;

    /// <summary>Its id as evidence and records write it.</summary>
    public string IdText => Id.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>What is signed.</summary>
    public byte[] ToBytes()
    {
        var (surface, notice) = (Encoding.UTF8.GetBytes(Surface), Encoding.UTF8.GetBytes(Notice));
        var bytes = new byte[FixedLength + surface.Length + notice.Length];
        var rest = bytes.AsSpan();
        (rest[0], rest[1]) = (Version, (byte)Kind);
        BinaryPrimitives.WriteInt64BigEndian(rest[2..], IssuedAt.UnixMs);
        BinaryPrimitives.WriteInt32BigEndian(rest[10..], (int)Life.TotalSeconds);
        BinaryPrimitives.WriteUInt128BigEndian(rest[14..], Id);
        rest[30] = Bound.Type;
        BinaryPrimitives.WriteUInt128BigEndian(rest[31..], Bound.Hash);
        rest[47] = Verified ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(rest[48..], Source);
        (rest[52], rest[53]) = ((byte)surface.Length, (byte)notice.Length);
        surface.CopyTo(rest[FixedLength..]);
        notice.CopyTo(rest[(FixedLength + surface.Length)..]);
        return bytes;
    }

    /// <summary>Writes it with its signature, as callers carry it.</summary>
    public static string Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) => Prefix + Base64Url.EncodeToString([.. bytes, .. signature]);

    /// <summary>Reads what a caller carries; says nothing yet about the signature.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out CaptureToken? token, out ReadOnlySpan<byte> signed, out ReadOnlySpan<byte> signature)
    {
        token = null;
        signed = default;
        signature = default;
        if (text.Length > LengthMax || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length - Prefix.Length)];
        if (Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length), bytes, out _, out var length) != OperationStatus.Done || length < FixedLength + SignatureLength)
        {
            return false;
        }

        signed = bytes.AsSpan(0, length - SignatureLength);
        signature = bytes.AsSpan(length - SignatureLength, SignatureLength);
        if (signed[0] != Version || signed.Length != FixedLength + signed[52] + signed[53])
        {
            return false;
        }

        token = new CaptureToken(
            (EvidenceKind)signed[1], BinaryPrimitives.ReadUInt128BigEndian(signed[14..]), new Instant(BinaryPrimitives.ReadInt64BigEndian(signed[2..])),
            TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32BigEndian(signed[10..])),
            new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(signed[31..]), signed[30]), signed[47] == 1, BinaryPrimitives.ReadInt32BigEndian(signed[48..]),
            Encoding.UTF8.GetString(signed.Slice(FixedLength, signed[52])), Encoding.UTF8.GetString(signed[(FixedLength + signed[52])..]));
        return true;
    }
}
