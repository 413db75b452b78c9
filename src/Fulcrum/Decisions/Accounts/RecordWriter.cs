using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Turns a decision's record into bytes. <see cref="RecordReader"/> turns them back; read both side by side.</summary>
internal sealed class RecordWriter
{
    /// <summary>First byte of every record; another one is another layout.</summary>
    internal const byte Layout = 2;

    /// <summary>The layout before it, which did not keep what the clocks on the wall said.</summary>
    internal const byte LayoutWithoutLocal = 1;

    private readonly ArrayBufferWriter<byte> _bytes = new(1_024);
    private readonly List<string> _sources = [];

    [ThreadStatic]
    private static RecordWriter? t_writer;

    private RecordWriter()
    {
    }

    /// <summary>Writes a record. The bytes stand until this thread writes the next one: the journal has sealed them by then.</summary>
    internal static ReadOnlyMemory<byte> Write(DecisionRecord record)
    {
        var writer = t_writer ??= new RecordWriter();
        writer._bytes.ResetWrittenCount();
        writer._sources.Clear();
        writer.Put(record);
        return writer._bytes.WrittenMemory;
    }

    private void Put(DecisionRecord record)
    {
        PutByte(record.Local is null ? LayoutWithoutLocal : Layout);
        PutByte((byte)record.Mode);
        PutText(record.Workspace);
        PutText(record.Placement);
        PutText(record.Why);
        PutNumber(record.At.UnixMs);
        PutNumber(record.Consent.Sequence);
        if (record.Consent.Sequence > 0)
        {
            PutNumber(record.Consent.At.UnixMs);
            PutText(record.Consent.Notice);
            PutByte(record.Consent.Synthetic ? (byte)1 : (byte)0);
        }

        PutReadings(record.Facts.AsSpan(), record.At);
        PutReadings(record.Protective.AsSpan(), record.At);
        PutNumber(record.Context.Length);
        foreach (var (name, value) in record.Context)
        {
            PutText(name);
            PutByte(value.IsPresent ? (byte)1 : (byte)0);
            PutByte((byte)value.Type);
            PutValue(value);
        }

        PutNumber(record.Counts.Length);
        foreach (var (group, count) in record.Counts)
        {
            PutNumber(group.Cap);
            PutNumber(group.Candidate);
            PutNumber(count);
        }

        PutRemovals(record.Removals.AsSpan());
        PutNumber(record.Chosen.Length);
        foreach (var name in record.Chosen)
        {
            PutText(name);
        }

        if (record.Local is { } local)
        {
            PutNumber(local.Packed);
        }
    }

    private void PutReadings(ReadOnlySpan<KeyValuePair<int, FactReading>> readings, Instant at)
    {
        PutNumber(readings.Length);
        foreach (var (number, reading) in readings)
        {
            PutNumber(number);
            var absence = reading.Value.IsPresent ? Absence.None : reading.Absence == Absence.None ? Absence.NotKnown : reading.Absence;
            PutByte((byte)((int)reading.Value.Type | ((int)reading.Provenance << 3) | ((int)absence << 6)));
            if (reading.Value.IsPresent)
            {
                PutValue(reading.Value);
                PutNumber(unchecked(at.UnixMs - reading.At.UnixMs));
                PutNumber(reading.Sequence);
                PutSource(reading.Source);
            }
        }
    }

    /// <summary>One byte a run where neighbours were removed alike, which most are.</summary>
    private void PutRemovals(ReadOnlySpan<Removal> removals)
    {
        PutNumber(removals.Length);
        for (var at = 0; at < removals.Length;)
        {
            var removal = removals[at];
            var run = 1;
            while (at + run < removals.Length && run < 32 && removals[at + run] == removal)
            {
                run++;
            }

            PutByte((byte)((int)removal.Kind | ((run - 1) << 3)));
            if (removal.Kind is RemovalKind.Cap or RemovalKind.Suppression)
            {
                PutNumber(removal.Which);
                PutNumber(removal.Contacts);
            }

            at += run;
        }
    }

    private void PutSource(string source)
    {
        var index = _sources.IndexOf(source);
        PutNumber(index < 0 ? _sources.Count : index);
        if (index < 0)
        {
            _sources.Add(source);
            PutText(source);
        }
    }

    private void PutValue(FactValue value)
    {
        if (!value.IsPresent)
        {
            return;
        }

        switch (value.Type)
        {
            case FactType.Text:
                PutText(value.Text);
                break;
            case FactType.TextList:
                PutNumber(value.Texts.Length);
                foreach (var text in value.Texts)
                {
                    PutText(text);
                }

                break;
            case FactType.Number when value.Number != Math.Floor(value.Number) || Math.Abs(value.Number) > 1e15 || !double.IsFinite(value.Number):
                PutByte(1);
                BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value.Number);
                _bytes.Advance(8);
                break;
            case FactType.Number:
                PutByte(0);
                PutNumber((long)value.Number);
                break;
            default:
                PutNumber((long)value.Number);
                break;
        }
    }

    private void PutText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        PutNumber(length);
        Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length));
        _bytes.Advance(length);
    }

    private void PutByte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    /// <summary>Zigzag, seven bits a byte, low bits first.</summary>
    private void PutNumber(long number)
    {
        var rest = unchecked((ulong)((number << 1) ^ (number >> 63)));
        while (rest >= 0x80)
        {
            PutByte((byte)((rest & 0x7F) | 0x80));
            rest >>= 7;
        }

        PutByte((byte)rest);
    }
}
