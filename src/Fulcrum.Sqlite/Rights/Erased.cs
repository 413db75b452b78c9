using System.Collections.Concurrent;
using Fulcrum.Identity;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Who was erased, and which identifiers must not return by accident; all of it in memory. Safe from many threads.</summary>
internal sealed class Erased
{
    private readonly ConcurrentDictionary<long, byte> _subjects = new();
    private readonly ConcurrentDictionary<long, byte> _wiped = new();
    private readonly ConcurrentDictionary<IdentifierKey, Instant> _tombstones = new();

    /// <summary>The greatest subject id erased.</summary>
    public long SubjectsMax => _subjects.Keys.DefaultIfEmpty(0).Max();

    /// <summary>Whether a subject was erased.</summary>
    public bool Holds(long subject) => _subjects.ContainsKey(subject);

    /// <summary>Whether a subject's rows are gone from the journal. Until then the index must find them: somebody is erased from the moment it is asked for, and their rows are wiped a little later.</summary>
    public bool IsWiped(long subject) => _wiped.ContainsKey(subject);

    /// <summary>Since when an identifier belongs to somebody erased; null when it does not.</summary>
    public Instant? Find(IdentifierKey key) => _tombstones.TryGetValue(key, out var at) ? at : null;

    /// <summary>Adds a subject.</summary>
    public void Add(SubjectId subject) => _subjects.TryAdd(subject.Value, 0);

    /// <summary>Notes that a subject's rows are gone from the disk.</summary>
    public void AddWiped(SubjectId subject) => _wiped.TryAdd(subject.Value, 0);

    /// <summary>Adds an identifier; of two times the later stands.</summary>
    public void Add(IdentifierKey key, Instant at) => _tombstones.AddOrUpdate(key, at, (_, before) => before > at ? before : at);
}
