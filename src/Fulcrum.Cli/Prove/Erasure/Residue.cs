using System.Buffers.Binary;
using Fulcrum.Cli.Stores;
using Fulcrum.Identity;
using Fulcrum.Prove.Erasure;

namespace Fulcrum.Cli.Prove.Erasure;

/// <summary>The very bytes a store holds of its canaries, place by place, noted before they are erased: sealed rows, wrapped keys, snapshots, payloads, hashes.</summary>
/// <remarks>Sealed text shows no mark of anybody. That it is gone from the disk can only be seen by looking for itself.</remarks>
internal sealed class Residue
{
    private static readonly int[] Windows = [0, 12, 24];

    private readonly List<(string Place, byte[][] Pieces)> _noted = [];

    /// <summary>How many pieces were noted.</summary>
    public int Count => _noted.Count;

    /// <summary>How many of a place.</summary>
    public int CountIn(string place) => _noted.Count(one => one.Place == place);

    /// <summary>Notes everything of a subject.</summary>
    public async Task NoteAsync(OpenStore store, IEnumerable<Identifier> identifiers, CancellationToken cancellation)
    {
        var subjects = new HashSet<SubjectId>();
        foreach (var identifier in identifiers)
        {
            var key = store.Core.Identifiers.KeyOf(identifier);
            var subject = await store.Core.Store.Identifiers.FindAsync(key, cancellation);
            if (subject.IsNone)
            {
                continue; // A claimed address binds nobody, and so has no entry.
            }

            subjects.Add(subject);
            var hash = new byte[16];
            BinaryPrimitives.WriteUInt128BigEndian(hash, key.Hash);
            _noted.Add((ErasureFiles.Indexes, [hash]));
        }

        foreach (var subject in subjects)
        {
            Note(ErasureFiles.Keys, (await store.Core.Store.Keys.FindAsync(subject, cancellation))!.Value);
            foreach (var (_, row) in await store.Core.Store.Journal.ReadSubjectAsync(subject, 0, cancellation))
            {
                Note(ErasureFiles.Journal, row.Sealed);
            }

            if (await store.Core.Store.Snapshots.FindAsync(subject, cancellation) is { } snapshot)
            {
                Note(ErasureFiles.Snapshots, snapshot.Sealed);
            }
        }
    }

    /// <summary>Notes a payload kept aside.</summary>
    public void NoteAside(ReadOnlyMemory<byte> payload) => Note(ErasureFiles.Quarantine, payload);

    /// <summary>Which pieces are in files of their places; where payloads kept aside lie in the journal's file, they are looked for there.</summary>
    /// <param name="files">Place and bytes.</param>
    public Dictionary<string, int> Find(IEnumerable<(string Place, byte[] Bytes)> files)
    {
        var found = new HashSet<int>();
        var searches = new Dictionary<string, ByteSearch>();
        foreach (var (id, (place, pieces)) in _noted.Index())
        {
            if (!searches.TryGetValue(place, out var search))
            {
                searches[place] = search = new ByteSearch();
            }

            foreach (var piece in pieces)
            {
                search.Add(id, piece);
            }
        }

        foreach (var (place, bytes) in files)
        {
            foreach (var (sought, search) in searches)
            {
                // A hash stays in the tombstone, which keeps the erased out; it must be gone from the index alone. All else must be gone everywhere.
                if (sought != ErasureFiles.Indexes || place == ErasureFiles.Indexes)
                {
                    found.UnionWith(search.Find(bytes));
                }
            }
        }

        return found.GroupBy(id => _noted[id].Place).ToDictionary(group => group.Key, group => group.Count());
    }

    // Three pieces of one text, since the end of a page may split one.
    private void Note(string place, ReadOnlyMemory<byte> text) =>
        _noted.Add((place, [.. Windows.Where(from => from + 10 <= text.Length).Select(from => text.Slice(from, Math.Min(12, text.Length - from)).ToArray())]));
}
