using System.Security.Cryptography;
using System.Text;
using Fulcrum.Identity;

namespace Fulcrum.Rights.Proof;

/// <summary>Codes that were sent and not used yet: their keyed hashes, in memory that does not grow, gone with the process.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class Challenges(ReadOnlyMemory<byte> key)
{
    /// <summary>Most at once; beyond it the oldest is forgotten.</summary>
    internal const int Max = 1 << 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Challenge> _open = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = [];

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    internal void Add(string id, Identifier address, string code, Instant expiresAt, int attempts, Instant now)
    {
        var challenge = new Challenge(address, HashOf(id, code), expiresAt) { AttemptsLeft = attempts };
        lock (_gate)
        {
            while (_inOrder.TryPeek(out var oldest) && (!_open.TryGetValue(oldest, out var held) || held.ExpiresAt <= now || _open.Count >= Max))
            {
                _open.Remove(_inOrder.Dequeue());
            }

            _open.Add(id, challenge);
            _inOrder.Enqueue(id);
        }
    }

    /// <summary>Whose address a challenge is about; null when there is none that can still be met.</summary>
    internal Identifier? AddressOf(string id, Instant now)
    {
        lock (_gate)
        {
            return _open.TryGetValue(id, out var held) && held.ExpiresAt > now ? held.Address : null;
        }
    }

    /// <summary>Tries a code: the right one is used up by it, a wrong one costs an attempt.</summary>
    /// <returns>The address that was proved; null for a wrong, used, expired or unknown one, which all look alike.</returns>
    internal Identifier? Try(string id, string code, Instant now)
    {
        var given = HashOf(id, code);
        lock (_gate)
        {
            if (!_open.TryGetValue(id, out var held))
            {
                return null;
            }

            held.AttemptsLeft--;
            var isRight = CryptographicOperations.FixedTimeEquals(given, held.Hash) && held.ExpiresAt > now;
            if (isRight || held.AttemptsLeft <= 0 || held.ExpiresAt <= now)
            {
                _open.Remove(id);
            }

            return isRight ? held.Address : null;
        }
    }

    private byte[] HashOf(string id, string code) => HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes($"{id}\n{code}"));

    private sealed class Challenge(Identifier address, byte[] hash, Instant expiresAt)
    {
        public Identifier Address { get; } = address;

        public byte[] Hash { get; } = hash;

        public Instant ExpiresAt { get; } = expiresAt;

        public int AttemptsLeft { get; set; }
    }
}
