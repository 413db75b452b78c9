namespace Fulcrum.Sqlite.Runs;

/// <summary>Merges sorted runs into one order; of records with equal keys only the newest run's comes through.</summary>
internal static class RunMerge
{
    /// <summary>Merges runs given oldest first.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Merge(RunFile[] runs, RunShape shape)
    {
        var sources = runs.Select(run => Records(run, shape).GetEnumerator()).ToArray();
        var alive = sources.Select(source => source.MoveNext()).ToArray();
        while (true)
        {
            var least = -1;
            for (var i = sources.Length - 1; i >= 0; i--)
            {
                if (alive[i] && (least < 0 || Compare(sources[i], sources[least], shape) < 0))
                {
                    least = i;
                }
            }

            if (least < 0)
            {
                yield break;
            }

            var record = sources[least].Current;
            yield return record;
            for (var i = 0; i < sources.Length; i++)
            {
                while (alive[i] && sources[i].Current.Span[..shape.KeyWidth].SequenceEqual(record.Span[..shape.KeyWidth]))
                {
                    alive[i] = sources[i].MoveNext();
                }
            }
        }
    }

    private static int Compare(IEnumerator<ReadOnlyMemory<byte>> left, IEnumerator<ReadOnlyMemory<byte>> right, RunShape shape) =>
        left.Current.Span[..shape.KeyWidth].SequenceCompareTo(right.Current.Span[..shape.KeyWidth]);

    private static IEnumerable<ReadOnlyMemory<byte>> Records(RunFile run, RunShape shape)
    {
        foreach (var page in run.ReadPages())
        {
            for (var at = 0; at < page.Length; at += shape.Width)
            {
                yield return page.Slice(at, shape.Width);
            }
        }
    }
}
