using Fulcrum.Consent;

namespace Fulcrum.Profiles;

/// <summary>Contributions inside windows, and what a withdrawal or another workspace version does to all of it.</summary>
internal partial struct PartFacts
{
    /// <summary>Takes a contribution in at its place in time, and forgets those no read from now on can count.</summary>
    /// <param name="plan">The fact.</param>
    /// <param name="value">Number or text; not present for a mere count.</param>
    /// <param name="stamp">When and whence.</param>
    /// <param name="firstMs">First millisecond still inside the window.</param>
    internal void Contribute(ComputedPlan plan, FactValue value, Stamp stamp, long firstMs)
    {
        var index = SeriesOf(plan.Slot);
        if (index < 0)
        {
            if (stamp.UnixMs < firstMs)
            {
                return;
            }

            Array.Resize(ref _series, _series.Length + 1);
            index = _series.Length - 1;
            _series[index] = new Series
            {
                Slot = plan.Slot,
                Stamps = new Stamp[1],
                Numbers = plan.Computation.Kind == ComputationKind.Sum ? new double[1] : null,
                Texts = plan.Computation.Kind == ComputationKind.Top ? new string[1] : null,
            };
        }

        ref var series = ref _series[index];
        Forget(ref series, firstMs);
        if (stamp.UnixMs >= firstMs)
        {
            Insert(ref series, value, stamp);
        }
    }

    /// <summary>Clears a purpose from everything, and drops what no purpose is left for.</summary>
    internal void Clear(PurposeSet withdrawn)
    {
        var places = new int[_origins.Length];
        var left = new List<Origin>(_origins.Length);
        for (var at = 0; at < _origins.Length; at++)
        {
            var origin = _origins[at] with { Kept = _origins[at].Kept - withdrawn };
            places[at] = origin.Kept.IsEmpty ? -1 : left.IndexOf(origin);
            if (places[at] < 0 && !origin.Kept.IsEmpty)
            {
                places[at] = left.Count;
                left.Add(origin);
            }
        }

        _origins = [.. left];
        var cells = Array.FindAll(_cells, cell => places[cell.Stamp.Origin] >= 0);
        for (var at = 0; at < cells.Length; at++)
        {
            cells[at].Stamp = cells[at].Stamp.WithOrigin(places[cells[at].Stamp.Origin]);
        }

        _cells = cells;
        for (var at = 0; at < _series.Length; at++)
        {
            MoveOrigins(ref _series[at], places);
        }

        _series = Array.FindAll(_series, series => series.Count > 0);
    }

    /// <summary>Moves facts to their places in another workspace version; those it does not know are dropped.</summary>
    /// <param name="places">New slot by old slot; -1 for gone.</param>
    internal void MoveSlots(int[] places)
    {
        _cells = [.. _cells.Where(cell => places[cell.Slot] >= 0)];
        for (var at = 0; at < _cells.Length; at++)
        {
            _cells[at].Slot = (ushort)places[_cells[at].Slot];
        }

        // Stable, so that cells of one fact keep their order and equal folds stay equal.
        _cells = [.. _cells.OrderBy(cell => cell.Slot)];
        _series = [.. _series.Where(series => places[series.Slot] >= 0)];
        for (var at = 0; at < _series.Length; at++)
        {
            _series[at].Slot = (ushort)places[_series[at].Slot];
        }
    }

    private static void MoveOrigins(ref Series series, int[] places)
    {
        var left = 0;
        for (var at = 0; at < series.Count; at++)
        {
            var place = places[series.Stamps[at].Origin];
            if (place < 0)
            {
                continue;
            }

            series.Stamps[left] = series.Stamps[at].WithOrigin(place);
            if (series.Numbers is not null)
            {
                series.Numbers[left] = series.Numbers[at];
            }

            if (series.Texts is not null)
            {
                series.Texts[left] = series.Texts[at];
            }

            left++;
        }

        series.Texts?.AsSpan(left, series.Count - left).Clear();
        series.Count = left;
    }

    private static void Forget(ref Series series, long firstMs)
    {
        var gone = 0;
        while (gone < series.Count && series.Stamps[gone].UnixMs < firstMs)
        {
            gone++;
        }

        if (gone > 0)
        {
            RemoveOldest(ref series, gone);
        }
    }

    private static void RemoveOldest(ref Series series, int gone)
    {
        var left = series.Count - gone;
        Array.Copy(series.Stamps, gone, series.Stamps, 0, left);
        if (series.Numbers is not null)
        {
            Array.Copy(series.Numbers, gone, series.Numbers, 0, left);
        }

        if (series.Texts is not null)
        {
            Array.Copy(series.Texts, gone, series.Texts, 0, left);
            series.Texts.AsSpan(left, gone).Clear();
        }

        series.Count = left;
    }

    private static void Insert(ref Series series, FactValue value, Stamp stamp)
    {
        if (series.Count == Series.CountMax)
        {
            RemoveOldest(ref series, 1);
        }

        if (series.Count == series.Stamps.Length)
        {
            // Exact while small, since most profiles are; then by halves, so that a busy one does not copy itself each time.
            var length = series.Count < 8 ? series.Count + 1 : series.Count + (series.Count / 2);
            Array.Resize(ref series.Stamps, length);
            if (series.Numbers is not null)
            {
                Array.Resize(ref series.Numbers, length);
            }

            if (series.Texts is not null)
            {
                Array.Resize(ref series.Texts, length);
            }
        }

        var at = series.Count;
        while (at > 0 && series.Stamps[at - 1].IsAfter(stamp))
        {
            at--;
        }

        var later = series.Count - at;
        Array.Copy(series.Stamps, at, series.Stamps, at + 1, later);
        series.Stamps[at] = stamp;
        if (series.Numbers is not null)
        {
            Array.Copy(series.Numbers, at, series.Numbers, at + 1, later);
            series.Numbers[at] = value.Number;
        }

        if (series.Texts is not null)
        {
            Array.Copy(series.Texts, at, series.Texts, at + 1, later);
            series.Texts[at] = value.Text;
        }

        series.Count++;
    }
}
