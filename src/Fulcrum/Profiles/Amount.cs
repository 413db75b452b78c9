using Fulcrum.Consent;

namespace Fulcrum.Profiles;

/// <summary>A count or a sum of what may be used for a purpose, gathered over parts.</summary>
/// <param name="isSum">Whether numbers are added up; otherwise contributions are counted.</param>
/// <param name="purpose">The purpose.</param>
/// <param name="firstMs">First millisecond that counts.</param>
/// <param name="lastMs">Last millisecond that counts.</param>
internal struct Amount(bool isSum, Purpose purpose, long firstMs, long lastMs)
{
    private double _sum;

    /// <summary>How many contributions.</summary>
    internal long Count { get; private set; }

    /// <summary>The latest of them.</summary>
    internal Stamp Latest { get; private set; }

    /// <summary>Its origin.</summary>
    internal Origin LatestOrigin { get; private set; }

    /// <summary>Whether there were some that may not be used for the purpose.</summary>
    internal bool Hidden { get; private set; }

    /// <summary>The count or the sum.</summary>
    internal readonly double Value => isSum ? _sum : Count;

    /// <summary>Adds the contributions inside the window.</summary>
    internal void AddSeries(in PartFacts facts, int slot)
    {
        var index = facts.SeriesOf(slot);
        if (index < 0)
        {
            return;
        }

        ref readonly var series = ref facts.AllSeries[index];
        for (var at = series.Count - 1; at >= 0 && series.Stamps[at].UnixMs >= firstMs; at--)
        {
            var stamp = series.Stamps[at];
            if (stamp.UnixMs <= lastMs)
            {
                Add(facts.Origins[stamp.Origin], stamp, 1, series.Numbers is { } numbers ? numbers[at] : 0);
            }
        }
    }

    /// <summary>Adds running counts.</summary>
    internal void AddTallies(in PartFacts facts, int slot)
    {
        foreach (ref readonly var cell in facts.CellsOf(slot))
        {
            Add(facts.Origins[cell.Stamp.Origin], cell.Stamp, cell.Count, cell.Value.Number);
        }
    }

    private void Add(Origin origin, Stamp stamp, int count, double number)
    {
        if (!origin.Kept.Contains(purpose))
        {
            Hidden = true;
            return;
        }

        if (Count == 0 || stamp.IsAfter(Latest))
        {
            (Latest, LatestOrigin) = (stamp, origin);
        }

        Count += count;
        _sum += number;
    }
}

/// <summary>How often each text came in, of what may be used for a purpose, gathered over parts.</summary>
/// <param name="purpose">The purpose.</param>
/// <param name="firstMs">First millisecond that counts.</param>
/// <param name="lastMs">Last millisecond that counts.</param>
internal sealed class TextCounts(Purpose purpose, long firstMs, long lastMs)
{
    private readonly Dictionary<string, (long Count, Stamp Latest)> _texts = new(StringComparer.Ordinal);

    /// <summary>The latest contribution.</summary>
    internal Stamp Latest { get; private set; }

    /// <summary>Its origin.</summary>
    internal Origin LatestOrigin { get; private set; }

    /// <summary>Whether there were some that may not be used for the purpose.</summary>
    internal bool Hidden { get; private set; }

    /// <summary>Adds the contributions inside the window.</summary>
    internal void AddSeries(in PartFacts facts, int slot)
    {
        var index = facts.SeriesOf(slot);
        if (index < 0)
        {
            return;
        }

        ref readonly var series = ref facts.AllSeries[index];
        for (var at = series.Count - 1; at >= 0 && series.Stamps[at].UnixMs >= firstMs; at--)
        {
            if (series.Stamps[at].UnixMs <= lastMs)
            {
                Add(series.Texts![at], facts.Origins[series.Stamps[at].Origin], series.Stamps[at], 1);
            }
        }
    }

    /// <summary>Adds running counts.</summary>
    internal void AddTallies(in PartFacts facts, int slot)
    {
        foreach (ref readonly var cell in facts.CellsOf(slot))
        {
            Add(cell.Value.Text, facts.Origins[cell.Stamp.Origin], cell.Stamp, cell.Count);
        }
    }

    /// <summary>The most frequent; ties by latest, then by text.</summary>
    internal string[] Top(int count) =>
    [
        .. _texts
            .OrderByDescending(text => text.Value.Count)
            .ThenByDescending(text => text.Value.Latest.UnixMs)
            .ThenBy(text => text.Key, StringComparer.Ordinal)
            .Take(count)
            .Select(text => text.Key),
    ];

    private void Add(string text, Origin origin, Stamp stamp, int count)
    {
        if (!origin.Kept.Contains(purpose))
        {
            Hidden = true;
            return;
        }

        if (_texts.Count == 0 || stamp.IsAfter(Latest))
        {
            (Latest, LatestOrigin) = (stamp, origin);
        }

        var known = _texts.TryGetValue(text, out var before);
        _texts[text] = (before.Count + count, known && before.Latest.IsAfter(stamp) ? before.Latest : stamp);
    }
}
