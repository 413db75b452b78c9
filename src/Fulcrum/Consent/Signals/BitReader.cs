namespace Fulcrum.Consent.Signals;

/// <summary>Reads numbers out of web-safe base64 (RFC 4648 §5, no padding), most significant bit first, without decoding it to bytes.</summary>
/// <remarks>
/// TCF pads its segments to whole bytes and GPP to whole characters, so the unit here is the character of six bits. Reading past
/// the end gives zeros and sets <see cref="IsShort"/>; ask it once after reading instead of before each number.
/// </remarks>
internal ref struct BitReader(ReadOnlySpan<char> text)
{
    private const int CharacterBits = 6;

    private readonly ReadOnlySpan<char> _text = Unpadded(text);

    /// <summary>Bits read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Whether more was asked for than there is.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Bits left.</summary>
    public readonly int Left => (_text.Length * CharacterBits) - Position;

    /// <summary>Whether every character is one of the alphabet, and there is at least one. Up to two signs of padding may follow, as some writers leave them.</summary>
    public static bool IsBase64Url(ReadOnlySpan<char> text)
    {
        foreach (var character in Unpadded(text))
        {
            if (ValueOf(character) < 0)
            {
                return false;
            }
        }

        return !Unpadded(text).IsEmpty;
    }

    /// <summary>The next bit.</summary>
    public bool ReadBit() => Read(1) == 1;

    /// <summary>The next number of 1 to 62 bits.</summary>
    public long Read(int bits)
    {
        if (bits > Left)
        {
            Position = _text.Length * CharacterBits;
            IsShort = true;
            return 0;
        }

        long value = 0;
        while (bits > 0)
        {
            var offset = Position % CharacterBits;
            var take = Math.Min(bits, CharacterBits - offset);
            var six = ValueOf(_text[Position / CharacterBits]);
            value = (value << take) | (uint)((six >> (CharacterBits - offset - take)) & ((1 << take) - 1));
            Position += take;
            bits -= take;
        }

        return value;
    }

    /// <summary>The next number of at most 31 bits.</summary>
    public int ReadInt(int bits) => (int)Read(bits);

    /// <summary>The next Fibonacci-coded number, 1 or more; 0 when it is cut off or larger than 2^30.</summary>
    /// <remarks>Zeckendorf representation, least term first, ended by a second 1 in a row (IAB GPP, Consent String Specification).</remarks>
    public int ReadFibonacci()
    {
        var (term, next) = (1, 2);
        var (sum, last) = (0, false);
        while (Left > 0 && sum <= 1 << 30 && term > 0 && term <= 1 << 30)
        {
            var bit = ReadBit();
            if (bit && last)
            {
                return sum;
            }

            sum += bit ? term : 0;
            last = bit;
            (term, next) = (next, term + next);
        }

        IsShort = true;
        return 0;
    }

    /// <summary>Two letters of six bits each, A being 0.</summary>
    public string ReadLetters()
    {
        var (first, second) = (ReadInt(CharacterBits), ReadInt(CharacterBits));
        return string.Create(2, (first, second), static (letters, pair) => (letters[0], letters[1]) = ((char)('A' + pair.first), (char)('A' + pair.second)));
    }

    private static ReadOnlySpan<char> Unpadded(ReadOnlySpan<char> text)
    {
        var signs = 0;
        while (signs < 2 && signs < text.Length && text[^(signs + 1)] == '=')
        {
            signs++;
        }

        return text[..^signs];
    }

    private static int ValueOf(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '-' => 62,
        '_' => 63,
        _ => -1,
    };
}
