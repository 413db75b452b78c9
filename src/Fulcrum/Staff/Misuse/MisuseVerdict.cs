using System.Collections.Immutable;
using System.Globalization;

namespace Fulcrum.Staff.Misuse;

/// <summary>What the rules say of a read, with every signal that spoke and the numbers each looked at: words for people are made of these and nothing else.</summary>
/// <param name="Score">From 0 on; see <see cref="MisuseRules.Alarm"/> and <see cref="MisuseRules.Brake"/>.</param>
/// <param name="Signals">The strongest first; empty when nothing is unusual.</param>
public sealed record MisuseVerdict(int Score, ImmutableArray<MisuseSignal> Signals)
{
    /// <summary>Nothing is unusual.</summary>
    public static MisuseVerdict Usual { get; } = new(0, []);

    /// <summary>Whether somebody else should look at it.</summary>
    public bool IsAlarm => Score >= MisuseRules.Alarm;

    /// <summary>Whether nothing more is shown to them until somebody else has looked at it.</summary>
    public bool IsBrake => Score >= MisuseRules.Brake;

    /// <summary>The strongest signal's name; empty for none.</summary>
    public string Lead => Signals.IsEmpty ? "" : Signals[0].Code;

    /// <summary>For example <c>score=150 volume(people=91 usual=22 limit=50) no-case(…)</c>. Nobody's data.</summary>
    public override string ToString() => $"score={Score.ToString(CultureInfo.InvariantCulture)} {string.Join(' ', Signals)}".TrimEnd();

    /// <summary>The strongest counts whole, each further one for less: signals that see the same thing do not add up to a certainty.</summary>
    internal static MisuseVerdict Of(IEnumerable<MisuseSignal?> signals)
    {
        var spoke = signals.OfType<MisuseSignal>().Where(signal => signal.Points > 0).OrderByDescending(signal => signal.Points).ThenBy(signal => signal.Code, StringComparer.Ordinal).ToImmutableArray();
        if (spoke.IsEmpty)
        {
            return Usual;
        }

        var (score, share) = (0.0, 1.0);
        foreach (var signal in spoke)
        {
            score += signal.Points * share;
            share /= 2;
        }

        return new MisuseVerdict((int)score, spoke);
    }
}

/// <summary>Something unusual about a read.</summary>
/// <param name="Code">Stable name, for example <c>volume</c>.</param>
/// <param name="Points">How much it counts; 100 is an alarm by itself.</param>
/// <param name="Evidence">The numbers it looked at, by name.</param>
public sealed record MisuseSignal(string Code, int Points, ImmutableArray<KeyValuePair<string, long>> Evidence)
{
    /// <summary>For example <c>volume(people=91 usual=22 limit=50)</c>.</summary>
    public override string ToString() => $"{Code}({string.Join(' ', Evidence.Select(one => $"{one.Key}={one.Value.ToString(CultureInfo.InvariantCulture)}"))})";

    internal static MisuseSignal Of(string code, double points, params ReadOnlySpan<(string Name, double Value)> evidence)
    {
        var numbers = ImmutableArray.CreateBuilder<KeyValuePair<string, long>>(evidence.Length);
        foreach (var (name, value) in evidence)
        {
            numbers.Add(new(name, (long)Math.Round(value)));
        }

        return new MisuseSignal(code, (int)Math.Min(points, MisuseRules.PointsMax), numbers.ToImmutable());
    }
}
