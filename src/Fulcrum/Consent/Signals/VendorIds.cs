namespace Fulcrum.Consent.Signals;

/// <summary>A set of vendor ids as a TC string carries it: 1 to <see cref="Max"/>, as a bit field or as ranges.</summary>
/// <remarks>Immutable. A look-up is one shift; 8 KB at most, whatever the string says.</remarks>
public sealed class VendorIds
{
    private const int WordBits = 64;

    private readonly ulong[] _words;

    private VendorIds(int max, bool isRange, ulong[] words) => (Max, IsRange, _words) = (max, isRange, words);

    /// <summary>The greatest id the string speaks of, 0 to 65,535; not always a member.</summary>
    public int Max { get; }

    /// <summary>Whether the string wrote it as ranges.</summary>
    public bool IsRange { get; }

    /// <summary>How many ids are in it.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var word in _words)
            {
                count += System.Numerics.BitOperations.PopCount(word);
            }

            return count;
        }
    }

    /// <summary>The ids, smallest first.</summary>
    public IEnumerable<int> All => Enumerable.Range(1, Max).Where(Contains);

    /// <summary>Whether an id is in it; false for anything outside 1 to <see cref="Max"/>.</summary>
    public bool Contains(int id) => id >= 1 && id <= Max && (_words[id / WordBits] >> (id % WordBits) & 1) == 1;

    /// <summary>Reads <c>MaxVendorId 16, IsRange 1</c>, then a bit per id or ranges.</summary>
    /// <returns>Null when a range runs backwards, starts at 0 or ends behind the greatest id.</returns>
    internal static VendorIds? Read(ref BitReader reader)
    {
        var max = reader.ReadInt(16);
        var isRange = reader.ReadBit();
        if (!isRange && max > reader.Left)
        {
            _ = reader.Read(reader.Left + 1); // Marks the text as too short before anything is set aside for it.
            return new VendorIds(0, isRange, new ulong[1]);
        }

        var words = new ulong[(max / WordBits) + 1];
        if (isRange)
        {
            return ReadRanges(ref reader, max, words) ? new VendorIds(max, isRange, words) : null;
        }

        for (var id = 1; id <= max;)
        {
            var take = Math.Min(32, max - id + 1);
            var bits = reader.Read(take);
            for (var bit = take - 1; bits != 0; bit--, bits >>= 1)
            {
                words[(id + bit) / WordBits] |= (ulong)(bits & 1) << ((id + bit) % WordBits);
            }

            id += take;
        }

        return new VendorIds(max, isRange, words);
    }

    private static bool ReadRanges(ref BitReader reader, int max, ulong[] words)
    {
        var entries = reader.ReadInt(12);
        for (var entry = 0; entry < entries && !reader.IsShort; entry++)
        {
            var range = VendorRange.Read(ref reader);
            if (reader.IsShort)
            {
                break;
            }

            if (!range.IsWhole || range.Last > max)
            {
                return false;
            }

            Fill(words, range);
        }

        return true;
    }

    // By whole words: thousands of overlapping ranges over all ids fit into one string.
    private static void Fill(ulong[] words, VendorRange range)
    {
        var (first, last) = (range.First / WordBits, range.Last / WordBits);
        var (head, tail) = (ulong.MaxValue << (range.First % WordBits), ulong.MaxValue >> (WordBits - 1 - (range.Last % WordBits)));
        if (first == last)
        {
            words[first] |= head & tail;
            return;
        }

        words[first] |= head;
        words.AsSpan(first + 1, last - first - 1).Fill(ulong.MaxValue);
        words[last] |= tail;
    }
}

/// <summary>Consecutive vendor ids, both ends included.</summary>
/// <param name="First">The smallest, 1 or more.</param>
/// <param name="Last">The greatest.</param>
public readonly record struct VendorRange(int First, int Last)
{
    /// <summary>Whether it runs forwards from an id that exists.</summary>
    internal bool IsWhole => First >= 1 && Last >= First;

    /// <summary>Reads <c>IsARange 1, Start 16, [End 16]</c>.</summary>
    internal static VendorRange Read(ref BitReader reader)
    {
        var isRange = reader.ReadBit();
        var first = reader.ReadInt(16);
        return new VendorRange(first, isRange ? reader.ReadInt(16) : first);
    }
}
