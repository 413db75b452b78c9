namespace Fulcrum.Identity;

/// <summary>Whose an identifier is, in memory: look-ups already made, and identifiers just seen for the first time.</summary>
/// <remarks>
/// <para>
/// An identifier nobody is known by is <em>claimed</em> for a new subject before anything is written, so that two requests
/// bringing it at once find the same subject. The first kept row binds it; if nothing is kept the claim is dropped.
/// </para>
/// <para>Bounded: two generations a shard; what was not looked up while one filled is forgotten. Claims are never forgotten.</para>
/// </remarks>
internal sealed class KnownIdentifiers
{
    private const int ShardCount = 64;

    private readonly IIdentifierIndex _index;
    private readonly Shard[] _shards = new Shard[ShardCount];

    public KnownIdentifiers(IIdentifierIndex index, int identifiersMax)
    {
        _index = index;
        for (var at = 0; at < ShardCount; at++)
        {
            _shards[at] = new Shard(Math.Max(16, identifiersMax / ShardCount / 2));
        }
    }

    /// <summary>The subject an identifier is bound to or claimed for; none when nobody is. Synchronous when in memory.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation)
    {
        var known = ShardOf(key).Find(key);
        return known.IsNone ? AskAsync(key, cancellation) : ValueTask.FromResult(known);
    }

    /// <summary>Claims an identifier for a subject unless it is known already.</summary>
    /// <param name="key">An identifier the index just said nobody is bound to.</param>
    /// <param name="subject">For whom.</param>
    /// <param name="holder">Whose it is now: <paramref name="subject"/> when this caller claimed it.</param>
    /// <returns>Whether this caller claimed it.</returns>
    public bool TryClaim(IdentifierKey key, SubjectId subject, out SubjectId holder) => ShardOf(key).TryClaim(key, subject, out holder);

    /// <summary>Whether an identifier is claimed and no row binds it yet.</summary>
    public bool IsClaimed(IdentifierKey key) => ShardOf(key).IsClaimed(key);

    /// <summary>A row binding the identifier was appended.</summary>
    public void Bound(IdentifierKey key, SubjectId subject) => ShardOf(key).Bound(key, subject);

    /// <summary>Drops a claim that came to nothing.</summary>
    public void Drop(IdentifierKey key, SubjectId subject) => ShardOf(key).Drop(key, subject);

    /// <summary>Forgets what is known, after an erasure: the index is asked anew.</summary>
    public void Forget(IdentifierKey key) => ShardOf(key).Forget(key);

    private async ValueTask<SubjectId> AskAsync(IdentifierKey key, CancellationToken cancellation)
    {
        var shard = ShardOf(key);
        for (var asked = 0; asked < Turns.Max; asked++)
        {
            var turn = shard.Turn;
            var found = await _index.FindAsync(key, cancellation);
            if (!found.IsNone)
            {
                shard.Learn(key, found);
                return found;
            }

            // A binding made and forgotten again while the index was asked would be missed; the turn says whether that can be.
            var known = shard.Find(key);
            if (!known.IsNone || shard.Turn == turn)
            {
                return known;
            }
        }

        throw Turns.Spent("an identifier was looked up");
    }

    private Shard ShardOf(IdentifierKey key) => _shards[(int)(unchecked((ulong)key.Hash) % ShardCount)];

    private sealed class Shard(int generationMax)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<IdentifierKey, SubjectId> _claims = [];
        private Dictionary<IdentifierKey, SubjectId> _young = [];
        private Dictionary<IdentifierKey, SubjectId> _old = [];
        private int _turn;

        public int Turn => Volatile.Read(ref _turn);

        public SubjectId Find(IdentifierKey key)
        {
            lock (_lock)
            {
                return FindLocked(key);
            }
        }

        public bool TryClaim(IdentifierKey key, SubjectId subject, out SubjectId holder)
        {
            lock (_lock)
            {
                holder = FindLocked(key);
                if (!holder.IsNone)
                {
                    return false;
                }

                _claims.Add(key, subject);
                holder = subject;
                return true;
            }
        }

        public bool IsClaimed(IdentifierKey key)
        {
            lock (_lock)
            {
                return _claims.Count > 0 && _claims.ContainsKey(key);
            }
        }

        public void Bound(IdentifierKey key, SubjectId subject)
        {
            lock (_lock)
            {
                _claims.Remove(key);
                LearnLocked(key, subject);
            }
        }

        public void Learn(IdentifierKey key, SubjectId subject)
        {
            lock (_lock)
            {
                LearnLocked(key, subject);
            }
        }

        public void Drop(IdentifierKey key, SubjectId subject)
        {
            lock (_lock)
            {
                if (_claims.TryGetValue(key, out var held) && held == subject)
                {
                    _claims.Remove(key);
                }
            }
        }

        public void Forget(IdentifierKey key)
        {
            lock (_lock)
            {
                _young.Remove(key);
                _old.Remove(key);
            }
        }

        private SubjectId FindLocked(IdentifierKey key)
        {
            if (_young.TryGetValue(key, out var subject) || (_claims.Count > 0 && _claims.TryGetValue(key, out subject)))
            {
                return subject;
            }

            if (_old.Remove(key, out subject))
            {
                LearnLocked(key, subject);
            }

            return subject;
        }

        private void LearnLocked(IdentifierKey key, SubjectId subject)
        {
            if (_young.Count >= generationMax)
            {
                _old = _young;
                _young = [];
                _turn++;
            }

            _young[key] = subject;
        }
    }
}
