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

    /// <summary>Tests every labelled case.</summary>
    public static SneakyScore Of(IEnumerable<SneakyCase> cases)
    {
        var judged = cases.Where(one => one.IsBad is not null).Select(one => (IsBad: one.IsBad!.Value, SneakyTest.Judge(one.Tested).IsFlagged)).ToArray();
        return new SneakyScore(
            judged.Length, judged.Count(one => one is { IsBad: true, IsFlagged: true }), judged.Count(one => one is { IsBad: true, IsFlagged: false }), judged.Count(one => one is { IsBad: false, IsFlagged: true }));
    }
}
