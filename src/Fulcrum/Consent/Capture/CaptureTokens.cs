using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Identity;

namespace Fulcrum.Consent.Capture;

/// <summary>Signs nonces and tokens, and says whether one shows what a yes needs shown.</summary>
/// <remarks>
/// HMAC-SHA-256 under a key of the day, which HKDF (RFC 5869) derives from the store's secret: so the key changes every day in UTC
/// without anything to keep, every process over the store has the same, and a key of one day says nothing about another's.
/// Whether one was used already is not known here: that is remembered with the rows it led to. Safe from many threads.
/// </remarks>
internal sealed class CaptureTokens(ReadOnlyMemory<byte> secret, IRandomSource random)
{
    private const long DayMs = 86_400_000;
    private const int KeysMax = 8;

    private readonly ConcurrentDictionary<long, byte[]> _keys = [];

    /// <summary>Signs one for a surface.</summary>
    /// <param name="kind">Nonce or token.</param>
    /// <param name="surface">Where.</param>
    /// <param name="notice">What is shown there.</param>
    /// <param name="bound">Whom.</param>
    /// <param name="verified">Whether somebody vouches for that.</param>
    /// <param name="source">Code of the source whose page asks; 0 for none.</param>
    /// <param name="now">When.</param>
    public (CaptureToken Token, string Text) Issue(EvidenceKind kind, CaptureSurface surface, string notice, IdentifierKey bound, bool verified, int source, Instant now)
    {
        Span<byte> id = stackalloc byte[16];
        random.Fill(id);
        var token = new CaptureToken(
            kind, BinaryPrimitives.ReadUInt128BigEndian(id), now, surface.Life, bound, verified, source, surface.Name, notice);
        var bytes = token.ToBytes();
        return (token, CaptureToken.Write(bytes, HMACSHA256.HashData(KeyOf(now), bytes)));
    }

    /// <summary>Whether a yes may rest on what it brings: null when it may, and why not otherwise.</summary>
    /// <param name="text">What it brings.</param>
    /// <param name="demand">What it must show.</param>
    /// <param name="token">What was read; null when nothing could be relied on.</param>
    public Fault? Check(string text, in CaptureDemand demand, out CaptureToken? token)
    {
        token = null;
        if (text.Length == 0)
        {
            return CaptureFaults.Missing;
        }

        if (!CaptureToken.TryRead(text, out var read, out var signed, out var signature)
            || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(KeyOf(read.IssuedAt), signed), signature))
        {
            return CaptureFaults.Altered;
        }

        token = read;
        return demand.Refuses(read);
    }

    private byte[] KeyOf(Instant at)
    {
        var day = at.UnixMs / DayMs;
        if (_keys.TryGetValue(day, out var key))
        {
            return key;
        }

        key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, secret.ToArray(), 32, info: Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"fulcrum capture v1 {day}")));
        if (_keys.Count >= KeysMax)
        {
            // Callers may name any day; only those of now are worth keeping.
            _keys.Clear();
        }

        _keys[day] = key;
        return key;
    }
}

/// <summary>What a yes must show: where it came through, under which notice, about whom, and when.</summary>
/// <param name="Surface">Where.</param>
/// <param name="Source">Code of the source with a public key that brought it; 0 for a server with a secret one.</param>
/// <param name="Notice"><c>name@version</c> it was given under; empty where the token says it.</param>
/// <param name="Bound">Whom it is about.</param>
/// <param name="Now">When it came.</param>
internal readonly record struct CaptureDemand(CaptureSurface Surface, int Source, string Notice, IdentifierKey Bound, Instant Now)
{
    /// <summary>Why a token that this store signed does not do; null when it does.</summary>
    public Fault? Refuses(CaptureToken token) => this switch
    {
        _ when Now >= token.Until => CaptureFaults.Expired,
        _ when token.Surface != Surface.Name || (token.Source != 0 && token.Source != Source) => CaptureFaults.OfOtherSurface,
        _ when (Notice.Length > 0 && token.Notice != Notice) || !Surface.Notices.Contains(token.Notice) => CaptureFaults.OfOtherNotice,
        _ when token.Bound != Bound => CaptureFaults.OfAnother,
        _ when Surface.Proof == CaptureProof.SubjectToken && token.Kind != EvidenceKind.SubjectToken => CaptureFaults.TooWeak,
        _ => null,
    };
}
