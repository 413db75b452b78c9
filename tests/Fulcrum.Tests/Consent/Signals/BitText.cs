using System.Text;

namespace Fulcrum.Tests.Consent.Signals;

/// <summary>Writes what <c>BitReader</c> reads. Only tests write such strings: the product never makes one.</summary>
internal sealed class BitText
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private readonly StringBuilder _bits = new();

    /// <summary>The bits as noughts and ones.</summary>
    public string Bits => _bits.ToString();

    public BitText Put(long value, int bits)
    {
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            _bits.Append((value >> bit & 1) == 1 ? '1' : '0');
        }

        return this;
    }

    public BitText PutFibonacci(int value)
    {
        var terms = new List<int> { 1, 2 };
        while (terms[^1] < value)
        {
            terms.Add(terms[^1] + terms[^2]);
        }

        var coded = new char[terms.Count];
        for (var index = terms.Count - 1; index >= 0; index--)
        {
            coded[index] = value >= terms[index] ? '1' : '0';
            value -= coded[index] == '1' ? terms[index] : 0;
        }

        _bits.Append(new string(coded).TrimEnd('0')).Append('1');
        return this;
    }

    /// <summary>Twelve bits of count, then single ids and ranges, Fibonacci-coded as offsets.</summary>
    public BitText PutFibonacciRanges(IEnumerable<int> ids)
    {
        var groups = Groups(ids);
        Put(groups.Count, 12);
        var last = 0;
        foreach (var (first, end) in groups)
        {
            Put(end > first ? 1 : 0, 1).PutFibonacci(first - last);
            if (end > first)
            {
                PutFibonacci(end - first);
            }

            last = end;
        }

        return this;
    }

    public BitText PutRanges(IEnumerable<int> ids)
    {
        var groups = Groups(ids);
        Put(groups.Count, 12);
        foreach (var (first, end) in groups)
        {
            Put(end > first ? 1 : 0, 1).Put(first, 16);
            if (end > first)
            {
                Put(end, 16);
            }
        }

        return this;
    }

    /// <summary>Bits given as noughts and ones.</summary>
    public static string FromBits(string bits) => new BitText().PutBits(bits).ToString();

    public override string ToString()
    {
        var padded = Bits.PadRight((_bits.Length + 5) / 6 * 6, '0');
        return string.Concat(Enumerable.Range(0, padded.Length / 6).Select(index => Alphabet[Convert.ToInt32(padded.Substring(index * 6, 6), 2)]));
    }

    private BitText PutBits(string bits)
    {
        _bits.Append(bits);
        return this;
    }

    private static List<(int First, int Last)> Groups(IEnumerable<int> ids)
    {
        var groups = new List<(int First, int Last)>();
        foreach (var id in ids.Order())
        {
            if (groups.Count > 0 && groups[^1].Last == id - 1)
            {
                groups[^1] = (groups[^1].First, id);
            }
            else
            {
                groups.Add((id, id));
            }
        }

        return groups;
    }
}
