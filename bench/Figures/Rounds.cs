namespace Fulcrum.Bench.Figures;

/// <summary>Runs the thing measured and its floor by turns, so that what else the machine does hits both alike.</summary>
internal static class Rounds
{
    /// <summary>Pairs thrown away first: under a shared machine's load it takes some ten seconds until the hot paths are compiled for good.</summary>
    public const int WarmUps = 3;

    /// <summary>The warm-up pairs, then <paramref name="count"/> pairs; gives measured over floor for each.</summary>
    public static async Task<IReadOnlyList<(double Measured, double Floor)>> InterleaveAsync(
        int count, Func<Task<double>> measured, Func<Task<double>> floor)
    {
        for (var round = 0; round < WarmUps; round++)
        {
            await floor();
            await measured();
        }

        var pairs = new List<(double, double)>(count);
        for (var round = 0; round < count; round++)
        {
            // The order turns each round: whoever goes second meets the other's garbage and dirty pages.
            if (round % 2 == 0)
            {
                var f = await floor();
                pairs.Add((await measured(), f));
            }
            else
            {
                var m = await measured();
                pairs.Add((m, await floor()));
            }
        }

        return pairs;
    }

    public static IReadOnlyList<double> Ratios(this IReadOnlyList<(double Measured, double Floor)> pairs) =>
        [.. pairs.Select(pair => pair.Measured / pair.Floor)];

    public static string Absolute(this IReadOnlyList<(double Measured, double Floor)> pairs, string unit) =>
        $"{Median(pairs.Select(pair => pair.Measured)):0} against {Median(pairs.Select(pair => pair.Floor)):0} {unit}";

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
