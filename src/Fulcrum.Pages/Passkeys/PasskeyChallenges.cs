using System.Buffers.Text;

namespace Fulcrum.Pages.Passkeys;

/// <summary>Challenges that were handed out and not answered yet: in memory that does not grow, for one browser and session, for one answer, right or wrong.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class PasskeyChallenges<TOwner>(IRandomSource random)
    where TOwner : class
{
    /// <summary>How long somebody may take to touch their device.</summary>
    public static readonly TimeSpan HoldsFor = TimeSpan.FromMinutes(5);

    /// <summary>Most at once; beyond it the oldest is forgotten.</summary>
    private const int Max = 1 << 14;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Challenge> _open = new(StringComparer.Ordinal);
    private readonly Queue<string> _inOrder = [];

    /// <summary>Keeps what the framework has to see again with the answer.</summary>
    /// <param name="asked">What tells the browser and session that is asked from every other.</param>
    /// <param name="state">What it has to see again.</param>
    /// <param name="owner">Who adds a passkey; null for whoever signs in.</param>
    /// <param name="now">Now.</param>
    /// <returns>What the answer names it by.</returns>
    public string Add(string asked, string state, TOwner? owner, Instant now)
    {
        var bytes = new byte[16];
        random.Fill(bytes);
        var id = Base64Url.EncodeToString(bytes);
        lock (_gate)
        {
            while (_inOrder.TryPeek(out var oldest) && (!_open.TryGetValue(oldest, out var held) || held.ExpiresAt <= now || _open.Count >= Max))
            {
                _open.Remove(_inOrder.Dequeue());
            }

            _open.Add(id, new Challenge(asked, state, owner, now + HoldsFor));
            _inOrder.Enqueue(id);
        }

        return id;
    }

    /// <summary>Takes a challenge for its answer: there is no second one. Null for one of another browser or session, one that is too old, or none.</summary>
    public Challenge? Take(string asked, string id, Instant now)
    {
        lock (_gate)
        {
            return _open.Remove(id, out var held) && held.ExpiresAt > now && held.Asked == asked ? held : null;
        }
    }

    /// <summary>One that was handed out.</summary>
    /// <param name="Asked">Says for whom.</param>
    /// <param name="State">What the framework has to see again.</param>
    /// <param name="Owner">Who adds a passkey; null for whoever signs in.</param>
    /// <param name="ExpiresAt">From then on it is none.</param>
    internal sealed record Challenge(string Asked, string State, TOwner? Owner, Instant ExpiresAt);
}
