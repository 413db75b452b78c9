using System.Buffers.Binary;

namespace Fulcrum.Prove.Erasure;

/// <summary>Looks for many byte strings at once: one pass over a file, one look-up a byte. Not for many threads while strings are added.</summary>
internal sealed class ByteSearch
{
    private const int PrefixBytes = sizeof(ulong);

    private readonly Dictionary<ulong, List<(byte[] Bytes, int Id)>> _byPrefix = [];
    private readonly bool[] _begins = new bool[1 << 16];

    /// <summary>Adds a string of at least 8 bytes. The same id may be that of several; finding one of them is finding it.</summary>
    public void Add(int id, byte[] bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, PrefixBytes);
        var prefix = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (!_byPrefix.TryGetValue(prefix, out var all))
        {
            _byPrefix[prefix] = all = [];
        }

        all.Add((bytes, id));
        _begins[BinaryPrimitives.ReadUInt16LittleEndian(bytes)] = true;
    }

    /// <summary>Ids of what is in the file.</summary>
    public HashSet<int> Find(ReadOnlySpan<byte> file)
    {
        var found = new HashSet<int>();
        for (var at = 0; at + PrefixBytes <= file.Length; at++)
        {
            if (_begins[BinaryPrimitives.ReadUInt16LittleEndian(file[at..])] && _byPrefix.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(file[at..]), out var all))
            {
                foreach (var (bytes, id) in all)
                {
                    if (file[at..].StartsWith(bytes))
                    {
                        found.Add(id);
                    }
                }
            }
        }

        return found;
    }
}
