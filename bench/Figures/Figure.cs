using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fulcrum.Bench.Figures;

/// <summary>One line of the scorecard. Ratios are medians over interleaved rounds; min and max are the worst and best round.</summary>
internal sealed record Figure(string Id, double Value, string Unit, double? Target, string Better, bool? Pass, int N, double Min, double Max, string Note)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <summary>A figure where more is better.</summary>
    public static Figure AtLeast(string id, string unit, double? target, IReadOnlyList<double> rounds, string note) =>
        Of(id, unit, target, "higher", rounds, note);

    /// <summary>A figure where less is better.</summary>
    public static Figure AtMost(string id, string unit, double? target, IReadOnlyList<double> rounds, string note) =>
        Of(id, unit, target, "lower", rounds, note);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static Figure Of(string id, string unit, double? target, string better, IReadOnlyList<double> rounds, string note)
    {
        var sorted = rounds.Order().ToArray();
        var median = sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        bool? pass = target is null ? null : better == "higher" ? median >= target : median <= target;
        return new Figure(id, Round(median), unit, target, better, pass, sorted.Length, Round(sorted[0]), Round(sorted[^1]), note);
    }

    private static double Round(double value) => value >= 100 ? Math.Round(value, 1) : Math.Round(value, 4);
}
