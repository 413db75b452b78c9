using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>Which secret keys a route takes. Write keys are another matter: they are public and only bring events in.</summary>
[Flags]
internal enum KeyKinds
{
    /// <summary>Anyone.</summary>
    None = 0,

    /// <summary>A server asking decisions and recording consents.</summary>
    Decide = 1,

    /// <summary>Set-up and automation.</summary>
    Admin = 2,

    /// <summary>An organisation that hands on requests of customers; its keys are the workspace's.</summary>
    Partner = 4,
}

/// <summary>Lets a request through when it bears a key of a kind the route takes.</summary>
internal sealed class KeyGate(ServerOptions options)
{
    private const string Scheme = "Bearer ";
    private const int KeyLengthMax = 200;

    private volatile Admitted? _last;

    /// <summary>Throws the problem to answer with unless the request may pass.</summary>
    public void Check(HttpContext http, KeyKinds kinds)
    {
        var header = http.Request.Headers.Authorization;
        var text = header.Count == 1 ? header[0] : null;
        if (text is null || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problems.KeyMissing(kinds));
        }

        var (admitted, taken) = (_last, Taken);
        if (admitted is null || !admitted.Is(text, taken))
        {
            var kind = KindOf(text.AsSpan(Scheme.Length).Trim(), taken);
            _last = admitted = kind == KeyKinds.None ? throw new ProblemException(Problems.KeyUnknown(kinds)) : new Admitted(text, kind, taken);
        }

        if ((admitted.Kind & kinds) == KeyKinds.None)
        {
            throw new ProblemException(Problems.KeyOfOtherKind(kinds));
        }
    }

    /// <summary>Whether a request bears a key of a kind, for what is shown to its holders only.</summary>
    public bool Bears(HttpContext http, KeyKinds kinds)
    {
        var header = http.Request.Headers.Authorization;
        var text = header.Count == 1 ? header[0] : null;
        return text is not null && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && (KindOf(text.AsSpan(Scheme.Length).Trim(), Taken) & kinds) != KeyKinds.None;
    }

    /// <summary>The keys taken at this moment.</summary>
    private AccessHashes Taken => options.Access?.Invoke() ?? new AccessHashes(options.DecideKeyHashes, options.AdminKeyHashes);

    private static KeyKinds KindOf(ReadOnlySpan<char> key, AccessHashes taken)
    {
        if (key.IsEmpty || key.Length > KeyLengthMax)
        {
            return KeyKinds.None;
        }

        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(KeyLengthMax)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], hash);
        return (Holds(taken.Decide, hash) ? KeyKinds.Decide : KeyKinds.None) | (Holds(taken.Admin, hash) ? KeyKinds.Admin : KeyKinds.None);
    }

    /// <summary>A header that bore a key, and what it opens: a server sends the same one with every request, and it need not be hashed each time. It counts for the keys taken then: one that was revoked since opens nothing.</summary>
    private sealed class Admitted(string header, KeyKinds kind, AccessHashes taken)
    {
        public KeyKinds Kind => kind;

        /// <summary>In constant time: how much of a guess is right must not show.</summary>
        public bool Is(string other, AccessHashes now) =>
            taken.Decide == now.Decide && taken.Admin == now.Admin && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(header.AsSpan()), MemoryMarshal.AsBytes(other.AsSpan()));
    }

    private static bool Holds(ImmutableArray<ReadOnlyMemory<byte>> hashes, ReadOnlySpan<byte> hash)
    {
        var held = false;
        foreach (var known in hashes)
        {
            held |= CryptographicOperations.FixedTimeEquals(known.Span, hash);
        }

        return held;
    }
}
