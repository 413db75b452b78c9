namespace Fulcrum.Assessments.Sneakiness;

/// <summary>How well the test agrees with people who labelled cases.</summary>
/// <param name="Cases">Labelled cases.</param>
/// <param name="Hits">Bad ones that were flagged.</param>
/// <param name="Misses">Bad ones that were not.</param>
/// <param name="Alarms">Good ones that were flagged.</param>
public sealed record SneakyScore(int Cases, int Hits, int Misses, int Alarms)
{
    /// <summary>Of what was flagged, how much is bad; 1 where nothing was flagged.</summary>
    public double Precision => Hits + Alarms == 0 ? 1 : (double)Hits / (Hits + Alarms);

    /// <summary>Of what is bad, how much was flagged; 1 where nothing is bad.</summary>
    public double Recall => Hits + Misses == 0 ? 1 : (double)Hits / (Hits + Misses);

    /// <summary>Counts what was said of labelled cases; one without a label counts nowhere.</summary>
    /// <param name="judged">Each case, and whether it was flagged.</param>
    public static SneakyScore Of(IEnumerable<(SneakyCase Case, bool IsFlagged)> judged)
    {
        var labelled = judged.Where(one => one.Case.IsBad is not null).Select(one => (IsBad: one.Case.IsBad!.Value, one.IsFlagged)).ToArray();
        return new SneakyScore(
            labelled.Length, labelled.Count(one => one is { IsBad: true, IsFlagged: true }), labelled.Count(one => one is { IsBad: true, IsFlagged: false }), labelled.Count(one => one is { IsBad: false, IsFlagged: true }));
    }
}
