using System.Text.Json.Serialization;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Results;

/// <summary>One promise, how often it was tried, and how often it did not hold.</summary>
/// <param name="Key">Stable within an instrument, in kebab-case, for example <c>acknowledged-lost</c>.</param>
/// <param name="What">What would be a violation, in plain words that follow "0 of 200 ...", for example "acknowledged events lost".</param>
/// <param name="Violations">How often it did not hold.</param>
/// <param name="Trials">How often it was tried; none proves nothing, so such a claim does not hold.</param>
/// <param name="Unit">What a trial is, in plain words: "kills", "operations".</param>
public sealed record Claim(string Key, LocalText What, long Violations, long Trials, LocalText Unit)
{
    /// <summary>The 95 % bound of the true rate, in percent.</summary>
    public double BoundPercent => Bound.Upper(Violations, Trials) * 100;

    /// <summary>Whether it was tried and nothing was found.</summary>
    public bool Holds => Trials > 0 && Violations == 0;
}

/// <summary>A planted fault, or a deliberately wrong setting, that the instrument must notice; one that is not noticed makes the zeros worthless.</summary>
/// <param name="Key">Stable within an instrument, in kebab-case, for example <c>ack-before-commit</c>.</param>
/// <param name="What">What was planted, in plain words.</param>
/// <param name="Caught">In how many runs it was noticed.</param>
/// <param name="Runs">How often it was planted.</param>
public sealed record Control(string Key, LocalText What, long Caught, long Runs)
{
    /// <summary>Whether it was planted, and noticed every time.</summary>
    public bool Holds => Runs > 0 && Caught == Runs;
}

/// <summary>Something measured on the way.</summary>
/// <param name="Key">Stable within an instrument, in kebab-case, for example <c>ready-p95</c>.</param>
/// <param name="What">What it is, in plain words.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit: <c>s</c>, <c>ms</c>, <c>MB/s</c>; empty for a count.</param>
/// <param name="Max">The greatest value that is good; null when it is only reported.</param>
public sealed record Figure(string Key, LocalText What, double Value, string Unit, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Max = null)
{
    /// <summary>Whether it is good enough, or only reported.</summary>
    public bool Holds => Max is not { } max || Value <= max;
}
