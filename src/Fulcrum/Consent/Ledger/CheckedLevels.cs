using System.Globalization;

namespace Fulcrum.Consent.Ledger;

/// <summary>Levels that keep nothing but hold every hash that is appended against the one in the files.</summary>
/// <param name="kept">The tree's files; null when there is nothing to compare with.</param>
internal sealed class CheckedLevels(FileLevels? kept) : IMerkleLevels
{
    private const int LevelsMax = 64;

    private readonly long[] _counts = new long[LevelsMax];
    private readonly byte[][] _lastTwo = [.. Enumerable.Range(0, LevelsMax).Select(_ => new byte[2 * MerkleHash.Bytes])];

    /// <summary>The first hash that differs, for example <c>level-03, hash 17</c>; null while none does.</summary>
    public string? Differs { get; private set; }

    /// <inheritdoc />
    public long Count(int level) => _counts[level];

    /// <inheritdoc />
    public void Read(int level, long index, Span<byte> into)
    {
        // Whoever appends asks for the one before the newest, whoever asks for the root of everything for the newest.
        var back = _counts[level] - 1 - index;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(back, 1);
        _lastTwo[level].AsSpan(back == 0 ? MerkleHash.Bytes : 0, MerkleHash.Bytes).CopyTo(into);
    }

    /// <inheritdoc />
    public void Append(int level, ReadOnlySpan<byte> hash)
    {
        if (kept is not null && Differs is null)
        {
            Compare(level, hash);
        }

        var last = _lastTwo[level].AsSpan();
        last[MerkleHash.Bytes..].CopyTo(last);
        hash.CopyTo(last[MerkleHash.Bytes..]);
        _counts[level]++;
    }

    private void Compare(int level, ReadOnlySpan<byte> hash)
    {
        Span<byte> found = stackalloc byte[MerkleHash.Bytes];
        if (_counts[level] < kept!.Count(level))
        {
            kept.Read(level, _counts[level], found);
            if (!found.SequenceEqual(hash))
            {
                Differs = string.Create(CultureInfo.InvariantCulture, $"{FileLevels.NameOf(level)}, hash {_counts[level]} at byte {_counts[level] * MerkleHash.Bytes}");
            }
        }
    }
}
