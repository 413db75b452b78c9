using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Fulcrum.Profiles;

/// <summary>Writes the few shapes that entries and snapshots are made of. <see cref="EntryReader"/> is its mirror.</summary>
internal readonly ref struct EntryWriter(IBufferWriter<byte> output)
{
    /// <summary>One byte.</summary>
    internal void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>A truth value, as one byte.</summary>
    internal void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A number of 1 to 10 bytes; small ones are short.</summary>
    internal void Unsigned(ulong value)
    {
        var span = output.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)((value & 0x7f) | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    /// <summary>A length or index.</summary>
    internal void Count(int value) => Unsigned((uint)value);

    /// <summary>A number that may be negative; those near zero are short.</summary>
    internal void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>A moment.</summary>
    internal void Time(Instant value) => Signed(value.UnixMs);

    /// <summary>A floating-point number, bit by bit.</summary>
    internal void Number(double value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), BitConverter.DoubleToInt64Bits(value));
        output.Advance(8);
    }

    /// <summary>128 bits.</summary>
    internal void Wide(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(output.GetSpan(16), value);
        output.Advance(16);
    }

    /// <summary>Length and UTF-8.</summary>
    internal void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Count(length);
        var span = output.GetSpan(Math.Max(1, length));
        output.Advance(Encoding.UTF8.GetBytes(value, span));
    }

    /// <summary>Length and bytes.</summary>
    internal void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        output.Write(value);
    }

    /// <summary>A fact's value: kind, then content.</summary>
    internal void Value(FactValue value)
    {
        Byte(value.IsPresent ? (byte)(1 + (int)value.Type) : (byte)0);
        switch (value)
        {
            case { IsPresent: false }:
                break;
            case { Type: FactType.Text }:
                Text(value.Text);
                break;
            case { Type: FactType.Boolean }:
                Boolean(value.Boolean);
                break;
            case { Type: FactType.Time }:
                Time(value.Time);
                break;
            case { Type: FactType.Number }:
                Number(value.Number);
                break;
            default:
                Count(value.Texts.Length);
                foreach (var text in value.Texts)
                {
                    Text(text);
                }

                break;
        }
    }
}
