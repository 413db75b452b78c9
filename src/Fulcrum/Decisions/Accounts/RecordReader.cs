using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Turns bytes of <see cref="RecordWriter"/> back into a decision's record.</summary>
internal ref struct RecordReader
{
    private readonly List<string> _sources = [];
    private ReadOnlySpan<byte> _rest;

    private RecordReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    /// <exception cref="InvalidDataException">The bytes are no record; they were authenticated, so they are of a layout not known here.</exception>
    internal static DecisionRecord Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        return reader.TakeByte() switch
        {
            RecordWriter.Layout => reader.Take(hasLocal: true),
            RecordWriter.LayoutWithoutLocal => reader.Take(hasLocal: false),
            _ => throw Unreadable(),
        };
    }

    private static InvalidDataException Unreadable() => new("The decision's record has a layout this version does not know.");

    private DecisionRecord Take(bool hasLocal)
    {
        var mode = (DecisionMode)TakeByte();
        var (workspace, placement, why) = (TakeText(), TakeText(), TakeText());
        var at = new Instant(TakeNumber());
        var sequence = TakeNumber();
        var consent = sequence > 0 ? new KeptConsent(sequence, new Instant(TakeNumber()), TakeText(), TakeByte() == 1) : KeptConsent.None;
        return new DecisionRecord
        {
            Mode = mode,
            Workspace = workspace,
            Placement = placement,
            Why = why,
            At = at,
            Consent = consent,
            Facts = TakeReadings(at),
            Protective = TakeReadings(at),
            Context = TakeContext(),
            Counts = TakeCounts(),
            Removals = TakeRemovals(),
            Chosen = TakeTexts(),
            Local = hasLocal ? LocalMoment.Of(TakeNumber()) : null,
        };
    }

    private ImmutableArray<KeyValuePair<int, FactReading>> TakeReadings(Instant at)
    {
        var readings = new KeyValuePair<int, FactReading>[TakeCount()];
        for (var index = 0; index < readings.Length; index++)
        {
            var number = TakeCount(int.MaxValue);
            var header = TakeByte();
            var (type, provenance, absence) = ((FactType)(header & 7), (Provenance)((header >> 3) & 7), (Absence)(header >> 6));
            var reading = absence == Absence.None
                ? new FactReading(TakeValue(type), new Instant(unchecked(at.UnixMs - TakeNumber())), Sequence: TakeNumber(), Source: TakeSource(), Provenance: provenance, Absence: absence)
                : new FactReading(default, Instant.Never, "", 0, provenance, absence);
            readings[index] = new(number, reading);
        }

        return ImmutableArray.Create(readings);
    }

    private ImmutableArray<KeyValuePair<string, FactValue>> TakeContext()
    {
        var values = new KeyValuePair<string, FactValue>[TakeCount()];
        for (var index = 0; index < values.Length; index++)
        {
            var name = TakeText();
            var present = TakeByte() == 1;
            var type = (FactType)TakeByte();
            values[index] = new(name, present ? TakeValue(type) : default);
        }

        return ImmutableArray.Create(values);
    }

    private ImmutableArray<KeyValuePair<CapGroup, int>> TakeCounts()
    {
        var counts = new KeyValuePair<CapGroup, int>[TakeCount()];
        for (var index = 0; index < counts.Length; index++)
        {
            counts[index] = new(new CapGroup((int)TakeNumber(), (int)TakeNumber()), (int)TakeNumber());
        }

        return ImmutableArray.Create(counts);
    }

    private ImmutableArray<Removal> TakeRemovals()
    {
        var removals = new Removal[TakeCount(100_000)];
        for (var at = 0; at < removals.Length;)
        {
            var header = TakeByte();
            var kind = (RemovalKind)(header & 7);
            var removal = kind is RemovalKind.Cap or RemovalKind.Suppression ? new Removal(kind, (int)TakeNumber(), (int)TakeNumber()) : new Removal(kind);
            for (var run = (header >> 3) + 1; run > 0 && at < removals.Length; run--)
            {
                removals[at++] = removal;
            }
        }

        return ImmutableArray.Create(removals);
    }

    private string TakeSource()
    {
        var index = TakeCount(_sources.Count + 1);
        if (index == _sources.Count)
        {
            _sources.Add(TakeText());
        }

        return index < _sources.Count ? _sources[index] : throw Unreadable();
    }

    private FactValue TakeValue(FactType type) => type switch
    {
        FactType.Text => FactValue.Of(TakeText()),
        FactType.TextList => FactValue.Of(TakeTexts().ToArray()),
        FactType.Number => FactValue.Of(TakeByte() == 1 ? TakeDouble() : TakeNumber()),
        FactType.Boolean => FactValue.Of(TakeNumber() != 0),
        FactType.Time => FactValue.Of(new Instant(TakeNumber())),
        _ => throw Unreadable(),
    };

    private ImmutableArray<string> TakeTexts()
    {
        var texts = new string[TakeCount()];
        for (var index = 0; index < texts.Length; index++)
        {
            texts[index] = TakeText();
        }

        return ImmutableArray.Create(texts);
    }

    private string TakeText() => Encoding.UTF8.GetString(TakeBytes(TakeCount()));

    private double TakeDouble() => BinaryPrimitives.ReadDoubleLittleEndian(TakeBytes(8));

    private ReadOnlySpan<byte> TakeBytes(int count)
    {
        if (count > _rest.Length)
        {
            throw Unreadable();
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private byte TakeByte() => TakeBytes(1)[0];

    /// <summary>A count of things that follow; each takes a byte at least.</summary>
    private int TakeCount() => TakeCount(_rest.Length);

    private int TakeCount(int most)
    {
        var count = TakeNumber();
        return count >= 0 && count <= most ? (int)count : throw Unreadable();
    }

    private long TakeNumber()
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = TakeByte();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return unchecked((long)(number >> 1) ^ -(long)(number & 1));
            }
        }

        throw Unreadable();
    }
}
