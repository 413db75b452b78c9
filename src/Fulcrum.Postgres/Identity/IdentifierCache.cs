using Fulcrum.Identity;

namespace Fulcrum.Postgres.Identity;

/// <summary>Bindings read from the database lately, in a table of fixed size where a newcomer takes the place of whoever sat there. Safe from many threads.</summary>
internal sealed class IdentifierCache
{
    private const int Slots = 1 << 18;
    private const int Stripes = 64;

    private readonly Entry[] _entries = new Entry[Slots];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Stripes).Select(_ => new Lock())];

    /// <summary>The subject last read for a key.</summary>
    public bool TryFind(IdentifierKey key, out long subject)
    {
        var slot = SlotOf(key);
        lock (_locks[slot % Stripes])
        {
            ref var entry = ref _entries[slot];
            subject = entry.Subject;
            return subject != 0 && entry.Key == key;
        }
    }

    /// <summary>Keeps a binding.</summary>
    public void Keep(IdentifierKey key, long subject)
    {
        var slot = SlotOf(key);
        lock (_locks[slot % Stripes])
        {
            _entries[slot] = new Entry(key, subject);
        }
    }

    private static int SlotOf(IdentifierKey key) => (int)(uint)(key.Hash & (Slots - 1));

    private readonly record struct Entry(IdentifierKey Key, long Subject);
}
