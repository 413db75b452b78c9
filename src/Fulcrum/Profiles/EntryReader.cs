using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Fulcrum.Profiles;

/// <summary>Reads what <see cref="EntryWriter"/> wrote, without trusting a single byte of it.</summary>
/// <remarks>The first thing that cannot be right sets <see cref="Failed"/>; from then on everything reads as nothing. Never allocates more than the bytes at hand could hold.</remarks>
internal ref struct EntryReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether something could not be right.</summary>
    internal bool Failed { get; private set; }

    /// <summary>Whether everything was read and nothing failed.</summary>
    internal readonly bool IsWhole => !Failed && _rest.IsEmpty;

    /// <summary>One byte.</summary>
    internal byte Byte() => Take(1) is { IsEmpty: false } taken ? taken[0] : (byte)0;

    /// <summary>A truth value: 0 or 1 and nothing else.</summary>
    internal bool Boolean() => AtMost(Byte(), 1) == 1;

    /// <summary>A value of an enumeration whose greatest value is given.</summary>
    internal byte AtMost(byte value, byte greatest)
    {
        if (value > greatest)
        {
            Fail();
            return 0;
        }

        return value;
    }

    /// <summary>Mirror of <see cref="EntryWriter.Unsigned"/>.</summary>
    internal ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            if (shift == 63 && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }

    /// <summary>A length or index that fits an <see cref="int"/>.</summary>
    internal int Index()
    {
        var value = Unsigned();
        if (value > int.MaxValue)
        {
            Fail();
            return 0;
        }

        return (int)value;
    }

    /// <summary>How many elements follow, each of at least so many bytes.</summary>
    internal int Count(int bytesMin)
    {
        var value = Unsigned();
        if (value > (ulong)(_rest.Length / bytesMin))
        {
            Fail();
            return 0;
        }

        return (int)value;
    }

    /// <summary>Mirror of <see cref="EntryWriter.Signed"/>.</summary>
    internal long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>A moment.</summary>
    internal Instant Time() => new(Signed());

    /// <summary>A floating-point number.</summary>
    internal double Number() => Take(8) is { IsEmpty: false } taken ? BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(taken)) : 0;

    /// <summary>128 bits.</summary>
    internal UInt128 Wide() => Take(16) is { IsEmpty: false } taken ? BinaryPrimitives.ReadUInt128LittleEndian(taken) : 0;

    /// <summary>UTF-8 text.</summary>
    internal string Text()
    {
        var taken = Bytes();
        if (!Utf8.IsValid(taken))
        {
            Fail();
            return "";
        }

        return taken.IsEmpty ? "" : Encoding.UTF8.GetString(taken);
    }

    /// <summary>Bytes, as a slice of the input.</summary>
    internal ReadOnlySpan<byte> Bytes()
    {
        var length = Count(1);
        return length == 0 ? default : Take(length);
    }

    /// <summary>A fact's value.</summary>
    internal FactValue Value()
    {
        var kind = AtMost(Byte(), 1 + (int)FactType.TextList);
        if (kind == 0)
        {
            return default;
        }

        switch ((FactType)(kind - 1))
        {
            case FactType.Text:
                return FactValue.Of(Text());
            case FactType.Boolean:
                return FactValue.Of(Boolean());
            case FactType.Time:
                return FactValue.Of(Time());
            case FactType.Number:
                return FactValue.Of(Number());
            default:
                var texts = new string[Count(1)];
                for (var at = 0; at < texts.Length; at++)
                {
                    texts[at] = Text();
                }

                return FactValue.Of(texts);
        }
    }

    /// <summary>Marks the bytes as damaged.</summary>
    internal void Fail()
    {
        Failed = true;
        _rest = default;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            Fail();
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
