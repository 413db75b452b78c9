using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Fulcrum.Identity;

/// <summary>Brings texts into Unicode's composed normal form (NFC), so that two spellings of one identifier are one.</summary>
/// <remarks>
/// The process runs without culture data, and <see cref="string.Normalize()"/> then gives every text back as it is. Source of the
/// algorithm and of the reckoning of Hangul: Unicode Standard Annex 15 and chapter 3.12. Safe from many threads.
/// </remarks>
internal static class NormalFormC
{
    // Nothing below is ever changed, nor changes anything.
    private const char FirstThatMatters = '\u0300';

    private const int LeadingFirst = 0x1100;
    private const int LeadingCount = 19;
    private const int VowelFirst = 0x1161;
    private const int VowelCount = 21;
    private const int TrailingBefore = 0x11A7;
    private const int TrailingCount = 28;
    private const int SyllableFirst = 0xAC00;
    private const int SyllableCount = LeadingCount * VowelCount * TrailingCount;

    private static readonly FrozenDictionary<int, byte> Classes = ReadClasses();
    private static readonly FrozenDictionary<int, int[]> Pieces = ReadPieces(':', '=').ToFrozenDictionary();
    private static readonly FrozenDictionary<(int, int), int> Composed =
        ReadPieces('=').ToFrozenDictionary(pair => (pair.Value[0], pair.Value[1]), pair => pair.Key);

    /// <summary>The composed form of a text without broken surrogates; itself when nothing in it can be spelled otherwise.</summary>
    internal static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstThatMatters, char.MaxValue))
        {
            return text;
        }

        var points = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        Join(points);
        var composed = new StringBuilder(text.Length);
        foreach (var point in points)
        {
            composed.Append(new Rune(point));
        }

        return composed.ToString();
    }

    private static void Decompose(int point, List<int> into)
    {
        var syllable = point - SyllableFirst;
        if (syllable is >= 0 and < SyllableCount)
        {
            into.Add(LeadingFirst + (syllable / (VowelCount * TrailingCount)));
            into.Add(VowelFirst + (syllable % (VowelCount * TrailingCount) / TrailingCount));
            if (syllable % TrailingCount > 0)
            {
                into.Add(TrailingBefore + (syllable % TrailingCount));
            }
        }
        else if (Pieces.TryGetValue(point, out var pieces))
        {
            foreach (var piece in pieces)
            {
                Decompose(piece, into);
            }
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>Marks between two starters in the order of their classes; equals keep theirs.</summary>
    private static void Order(List<int> points)
    {
        for (var at = 1; at < points.Count; at++)
        {
            var (point, own) = (points[at], ClassOf(points[at]));
            var to = at;
            while (own != 0 && to > 0 && ClassOf(points[to - 1]) > own)
            {
                points[to] = points[to - 1];
                to--;
            }

            points[to] = point;
        }
    }

    private static void Join(List<int> points)
    {
        var (starter, last, count) = (-1, -1, 0);
        foreach (var point in points.ToArray())
        {
            var own = ClassOf(point);
            if (starter >= 0 && last < own && TryJoin(points[starter], point, out var joined))
            {
                points[starter] = joined;
                continue;
            }

            (starter, last) = own == 0 ? (count, -1) : (starter, own);
            points[count++] = point;
        }

        points.RemoveRange(count, points.Count - count);
    }

    private static bool TryJoin(int left, int right, out int joined)
    {
        var (leading, vowel) = (left - LeadingFirst, right - VowelFirst);
        if (leading is >= 0 and < LeadingCount && vowel is >= 0 and < VowelCount)
        {
            joined = SyllableFirst + (((leading * VowelCount) + vowel) * TrailingCount);
            return true;
        }

        var (syllable, trailing) = (left - SyllableFirst, right - TrailingBefore);
        if (syllable is >= 0 and < SyllableCount && syllable % TrailingCount == 0 && trailing is > 0 and < TrailingCount)
        {
            joined = left + trailing;
            return true;
        }

        return Composed.TryGetValue((left, right), out joined);
    }

    private static int ClassOf(int point) => point < FirstThatMatters ? 0 : Classes.GetValueOrDefault(point);

    private static FrozenDictionary<int, byte> ReadClasses()
    {
        var classes = new Dictionary<int, byte>();
        foreach (var entry in Entries(CanonicalForms.Classes))
        {
            var (range, own) = (entry.Split('=')[0].Split('-'), byte.Parse(entry.Split('=')[1], CultureInfo.InvariantCulture));
            for (var point = Hex(range[0]); point <= Hex(range[^1]); point++)
            {
                classes.Add(point, own);
            }
        }

        return classes.ToFrozenDictionary();
    }

    private static Dictionary<int, int[]> ReadPieces(params ReadOnlySpan<char> signs)
    {
        var pieces = new Dictionary<int, int[]>();
        foreach (var entry in Entries(CanonicalForms.Decompositions))
        {
            var at = entry.AsSpan().IndexOfAny(signs);
            if (at > 0)
            {
                pieces.Add(Hex(entry[..at]), [.. entry[(at + 1)..].Split('+').Select(Hex)]);
            }
        }

        return pieces;
    }

    private static string[] Entries(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
