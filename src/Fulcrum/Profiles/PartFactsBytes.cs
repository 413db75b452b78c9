using Fulcrum.Consent;

namespace Fulcrum.Profiles;

/// <summary>The facts of a part as bytes, and back.</summary>
internal partial struct PartFacts
{
    private enum Extra : byte
    {
        None,
        Numbers,
        Texts,
    }

    /// <summary>Writes origins, the names of the facts held, cells and series.</summary>
    internal readonly void Write(EntryWriter writer, FoldPlan plan)
    {
        writer.Count(_origins.Length);
        foreach (var origin in _origins)
        {
            writer.Unsigned(origin.Kept.Bits);
            writer.Count(origin.Source);
            writer.Byte((byte)origin.Provenance);
        }

        var names = NamesHeld(plan, out var places);
        writer.Count(names.Count);
        foreach (var name in names)
        {
            writer.Text(name);
        }

        writer.Count(_cells.Length);
        foreach (ref readonly var cell in _cells.AsSpan())
        {
            writer.Count(places[cell.Slot]);
            writer.Byte((byte)cell.Role);
            writer.Value(cell.Value);
            Write(writer, cell.Stamp);
            writer.Count(cell.Count);
        }

        writer.Count(_series.Length);
        foreach (ref readonly var series in _series.AsSpan())
        {
            writer.Count(places[series.Slot]);
            Write(writer, in series);
        }
    }

    /// <summary>Reads them back; facts the workspace no longer knows are dropped.</summary>
    internal static PartFacts Read(ref EntryReader reader, FoldPlan plan)
    {
        var facts = new PartFacts { _origins = new Origin[reader.Count(3)] };
        for (var at = 0; at < facts._origins.Length; at++)
        {
            var kept = new PurposeSet(reader.Unsigned());
            facts._origins[at] = new Origin(kept, Within(ref reader, 1 + ushort.MaxValue), (Provenance)reader.AtMost(reader.Byte(), (byte)Provenance.Bought));
        }

        var places = new int[reader.Count(1)];
        for (var at = 0; at < places.Length; at++)
        {
            places[at] = plan.IndexOf(reader.Text());
        }

        facts._cells = new Cell[reader.Count(6)];
        for (var at = 0; at < facts._cells.Length; at++)
        {
            facts._cells[at] = new Cell
            {
                Slot = Within(ref reader, places.Length),
                Role = (CellRole)reader.AtMost(reader.Byte(), (byte)CellRole.Closed),
                Value = SharedTexts.Share(reader.Value()),
                Stamp = ReadStamp(ref reader, facts._origins.Length),
                Count = reader.Index(),
            };
        }

        facts._series = new Series[reader.Count(3)];
        for (var at = 0; at < facts._series.Length; at++)
        {
            var slot = Within(ref reader, places.Length);
            facts._series[at] = ReadSeries(ref reader, slot, facts._origins.Length);
        }

        if (!reader.Failed)
        {
            facts.MoveSlots(places);
        }

        return facts;
    }

    private readonly List<string> NamesHeld(FoldPlan plan, out int[] places)
    {
        places = new int[plan.Facts.Length];
        Array.Fill(places, -1);
        var names = new List<string>();
        foreach (ref readonly var cell in _cells.AsSpan())
        {
            Place(cell.Slot, places, names, plan);
        }

        foreach (ref readonly var series in _series.AsSpan())
        {
            Place(series.Slot, places, names, plan);
        }

        return names;
    }

    private static void Place(int slot, int[] places, List<string> names, FoldPlan plan)
    {
        if (places[slot] < 0)
        {
            places[slot] = names.Count;
            names.Add(plan.Facts[slot].Name);
        }
    }

    private static void Write(EntryWriter writer, Stamp stamp)
    {
        writer.Signed(stamp.UnixMs);
        writer.Signed(stamp.Sequence);
        writer.Count(stamp.Origin);
    }

    private static void Write(EntryWriter writer, in Series series)
    {
        writer.Byte((byte)(series.Numbers is not null ? Extra.Numbers : series.Texts is not null ? Extra.Texts : Extra.None));
        writer.Count(series.Count);
        for (var at = 0; at < series.Count; at++)
        {
            Write(writer, series.Stamps[at]);
            if (series.Numbers is { } numbers)
            {
                writer.Number(numbers[at]);
            }

            if (series.Texts is { } texts)
            {
                writer.Text(texts[at]);
            }
        }
    }

    private static Series ReadSeries(ref EntryReader reader, ushort slot, int origins)
    {
        var extra = (Extra)reader.AtMost(reader.Byte(), (byte)Extra.Texts);
        var count = reader.Count(3);
        var series = new Series
        {
            Slot = slot,
            Count = count,
            Stamps = new Stamp[count],
            Numbers = extra == Extra.Numbers ? new double[count] : null,
            Texts = extra == Extra.Texts ? new string[count] : null,
        };
        for (var at = 0; at < count; at++)
        {
            series.Stamps[at] = ReadStamp(ref reader, origins);
            if (series.Numbers is { } numbers)
            {
                numbers[at] = reader.Number();
            }

            if (series.Texts is { } texts)
            {
                texts[at] = SharedTexts.Share(reader.Text());
            }
        }

        return series;
    }

    private static Stamp ReadStamp(ref EntryReader reader, int origins)
    {
        var (unixMs, sequence) = (reader.Signed(), reader.Signed());
        return new Stamp(unixMs, sequence, Within(ref reader, origins));
    }

    private static ushort Within(ref EntryReader reader, int length)
    {
        var value = reader.Index();
        if (value >= length || value > ushort.MaxValue)
        {
            reader.Fail();
            return 0;
        }

        return (ushort)value;
    }
}
