using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Results;

/// <summary>What one run of one instrument found. Kept as JSON and shown on the scorecard.</summary>
/// <remarks>Holds counts, keys and times; never anything of a subject.</remarks>
/// <param name="Instrument">The name it is run by: <c>fulcrum prove NAME</c>.</param>
/// <param name="Title">What it proves, in a few plain words.</param>
/// <param name="At">When it ended.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Store">Which store was proved, for example <c>sqlite</c>.</param>
/// <param name="Seed">What chance started from.</param>
/// <param name="Claims">The promises tried.</param>
public sealed record ProofResult(
    string Instrument, LocalText Title, DateTimeOffset At, double Seconds, string Store, long Seed, ImmutableArray<Claim> Claims)
{
    /// <summary>Most findings kept; the rest are in the counts.</summary>
    public const int FindingsMax = 50;

    /// <summary>Form of the JSON.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Planted faults that must be noticed.</summary>
    public ImmutableArray<Control> Controls { get; init; } = [];

    /// <summary>What was measured on the way.</summary>
    public ImmutableArray<Figure> Figures { get; init; } = [];

    /// <summary>Each violation in a sentence, at most <see cref="FindingsMax"/>; empty when everything holds.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    /// <summary>The command that runs the same again.</summary>
    public string Replay { get; init; } = "";

    /// <summary>Whether every claim, control and figure holds.</summary>
    public bool Holds => Claims.Length > 0 && Claims.All(claim => claim.Holds) && Controls.All(control => control.Holds) && Figures.All(figure => figure.Holds);

    /// <summary>The result in lines for a reader, the zeros with their bounds.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var claim in Claims)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{Instrument}: {claim.Violations:#,0} of {claim.Trials:#,0} {claim.Unit.En}: {claim.What.En} (95 % bound {claim.BoundPercent:0.####} %)");
        }

        foreach (var control in Controls)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Instrument}: planted, and noticed {control.Caught:#,0} of {control.Runs:#,0} times: {control.What.En}");
        }

        foreach (var figure in Figures)
        {
            var target = figure.Max is { } max ? string.Create(CultureInfo.InvariantCulture, $" (at most {max:0.###})") : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"{Instrument}: {figure.What.En}: {figure.Value:0.###}{(figure.Unit.Length > 0 ? " " : "")}{figure.Unit}{target}");
        }

        foreach (var finding in Findings)
        {
            yield return $"{Instrument}: FOUND {finding}";
        }
    }
}
