using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Staff;

/// <summary>Who is signed in, in memory that does not grow: after a restart everybody signs in again.</summary>
/// <remarks>A session holds no right of its own: who it is of is asked of the roster each time, so that a removal ends all of them at once. Safe from many threads.</remarks>
public sealed class StaffSessions
{
    /// <summary>How long one holds that nobody uses.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(30);

    /// <summary>How long one holds at most.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromHours(12);

    /// <summary>How long ago a passkey may have been touched for a dangerous act.</summary>
    public static readonly TimeSpan ProofMax = TimeSpan.FromMinutes(5);

    private const int SessionsMax = 1 << 14;

    private readonly StaffRoster _roster;
    private readonly IRandomSource _random;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);

    internal StaffSessions(StaffRoster roster, IRandomSource random, TimeProvider clock) => (_roster, _random, _clock) = (roster, random, clock);

    /// <summary>Begins one for somebody whose passkey was just checked.</summary>
    /// <returns>What their browser keeps; here only its hash is.</returns>
    internal string Open(StaffMember member) => Open(member, Now);

    /// <summary>Begins one for somebody who showed who they are at an instant; a long ago one opens no dangerous act.</summary>
    /// <returns>What their browser keeps; here only its hash is.</returns>
    internal string Open(StaffMember member, Instant provedAt)
    {
        var (token, now) = (Draw(), Now);
        lock (_gate)
        {
            if (_held.Count >= SessionsMax)
            {
                foreach (var (key, _) in _held.Where(held => held.Value.IsOver(now)).ToArray())
                {
                    _held.Remove(key);
                }
            }

            if (_held.Count >= SessionsMax)
            {
                _held.Remove(_held.MinBy(held => held.Value.SeenAt).Key);
            }

            _held[HashOf(token)] = new Held(member.Id, now) { SeenAt = now, ProvedAt = provedAt };
        }

        return token;
    }

    /// <summary>The session of a token; null for none, one that is over, or one of somebody who does not belong any more.</summary>
    /// <exception cref="StoreUnavailableException">It is not known who belongs; nobody is let in.</exception>
    public async ValueTask<StaffSession?> FindAsync(string token, CancellationToken cancellation)
    {
        var (hash, now) = (HashOf(token), Now);
        Held held;
        lock (_gate)
        {
            if (!_held.TryGetValue(hash, out var found) || found.IsOver(now))
            {
                _held.Remove(hash);
                return null;
            }

            found.SeenAt = now;
            held = found;
        }

        if (await _roster.FindAsync(held.Member, cancellation) is { IsRemoved: false } member)
        {
            return new StaffSession(member, hash, held.OpenedAt, held.ProvedAt);
        }

        Close(hash);
        return null;
    }

    /// <summary>Says that its owner touched their passkey just now.</summary>
    internal void Prove(StaffSession session) => Prove(session, Now);

    /// <summary>Says when its owner showed who they are.</summary>
    internal void Prove(StaffSession session, Instant at)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(session.Key, out var held))
            {
                held.ProvedAt = at;
            }
        }
    }

    /// <summary>Gives a session another token; the one before opens nothing from now on.</summary>
    /// <returns>What their browser keeps; null when the session is over.</returns>
    public string? Renew(StaffSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var token = Draw();
        lock (_gate)
        {
            if (!_held.Remove(session.Key, out var held))
            {
                return null;
            }

            _held[HashOf(token)] = held;
        }

        return token;
    }

    /// <summary>Ends one.</summary>
    public void Close(StaffSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Close(session.Key);
    }

    /// <summary>Ends all of somebody's.</summary>
    internal void CloseAll(string member)
    {
        lock (_gate)
        {
            foreach (var key in _held.Where(held => held.Value.Member == member).Select(held => held.Key).ToArray())
            {
                _held.Remove(key);
            }
        }
    }

    /// <summary>A secret that nobody can guess.</summary>
    internal string Draw()
    {
        Span<byte> bytes = stackalloc byte[32];
        _random.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What is kept of a secret.</summary>
    internal static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private void Close(string key)
    {
        lock (_gate)
        {
            _held.Remove(key);
        }
    }

    private sealed record Held(string Member, Instant OpenedAt)
    {
        public Instant SeenAt { get; set; }

        public Instant ProvedAt { get; set; }

        public bool IsOver(Instant now) => now - SeenAt >= IdleMax || now - OpenedAt >= AgeMax;
    }
}

/// <summary>Somebody who is signed in, as they were when it was asked.</summary>
/// <param name="Member">Who.</param>
/// <param name="Key">Hash of the token.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="ProvedAt">When they touched their passkey last.</param>
public sealed record StaffSession(StaffMember Member, string Key, Instant OpenedAt, Instant ProvedAt)
{
    /// <summary>Whom it is of, never its key.</summary>
    public override string ToString() => $"StaffSession({Member.Id})";
}
