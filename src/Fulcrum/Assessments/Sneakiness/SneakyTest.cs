using System.Collections.Immutable;
using Fulcrum.Notices.Readability;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>"Are we being sneaky here?" as code. Pure: start reading here, one line a question.</summary>
/// <remarks>Rules are data: what is asked stands in <see cref="SneakyRules"/>, the words that are looked for in the lexicons.</remarks>
public static class SneakyTest
{
    private const double ExpectedLeast = 0.5;
    private const int ReadWordsLeast = 20;

    private static readonly TextRole[] Said = [TextRole.Title, TextRole.Body, TextRole.Accept];
    private static readonly TextRole[] SaidOrRefused = [TextRole.Title, TextRole.Body, TextRole.Accept, TextRole.Refuse];

    /// <summary>Asks every question of an object.</summary>
    public static SneakyVerdict Judge(TestedObject tested)
    {
        ArgumentNullException.ThrowIfNull(tested);
        var found = ImmutableArray.CreateBuilder<SneakyFinding>();
        found.AddRange(DatumChecks.Of(tested));
        Add(SneakyRules.Creepy, Creepy(tested));
        Add(SneakyRules.Sensitive, tested.Kind is TestedKind.Segment or TestedKind.Inference or TestedKind.Destination ? Words(tested, Phrase.Weakness, TextRole.Title, TextRole.Body, TextRole.Reason) : null);
        Add(SneakyRules.RefusalHarder, Refusal(tested));
        Add(SneakyRules.Shaming, Words(tested, Phrase.Shame, SaidOrRefused) ?? Words(tested, Phrase.ShamingNo, tested.Kind == TestedKind.Experiment ? SaidOrRefused : [TextRole.Refuse]));
        Add(SneakyRules.ReasonDiffers, ReasonChecks.Of(tested));
        Add(SneakyRules.Pressure, IsConcluded(tested) ? null : Words(tested, Phrase.Pressure, Said));
        Add(SneakyRules.Countdown, IsConcluded(tested) ? null : Words(tested, Phrase.Countdown, Said));
        Add(SneakyRules.Bundled, tested.AskedTogether > 1 ? $"{tested.AskedTogether} purposes, one answer" : Words(tested, Phrase.Bundled, Said));
        Add(SneakyRules.Preset, tested.IsPreset ? "the yes is set beforehand" : Words(tested, Phrase.Preset, Said));
        Add(SneakyRules.DarkWords, tested.Kind is TestedKind.Prompt or TestedKind.Experiment ? Words(tested, Phrase.Denial, SaidOrRefused) : null);
        Add(SneakyRules.HandedOn, Words(tested, Phrase.HandedOn, Said));
        Add(SneakyRules.OpenComplaint, tested is { IsPromotional: true, ReachesComplaints: true } ? "promotes, and no suppression holds it back" : null);
        Add(SneakyRules.HardToRead, Hard(tested));
        ImmutableArray<SneakyFinding> sorted = [.. found.OrderBy(finding => SneakyRules.All.IndexOf(finding.Rule))];
        return new SneakyVerdict(tested, sorted);

        void Add(SneakyRule rule, string? evidence)
        {
            if (evidence is not null)
            {
                found.Add(new SneakyFinding(rule, evidence));
            }
        }
    }

    /// <summary>How surprised people may be: a use that fewer than half expect is a red flag.</summary>
    internal static bool IsUnexpected(double? expected) => expected < ExpectedLeast;

    /// <summary>The first words of a topic, in texts of some roles, each in its own language.</summary>
    private static string? Words(TestedObject tested, Phrase topic, params ReadOnlySpan<TextRole> roles)
    {
        foreach (var text in tested.Texts)
        {
            if (roles.Contains(text.Role) && Lexicon.Of(text.Language).Find(topic, text.Text) is { } found)
            {
                return $"\"{found}\"";
            }
        }

        return null;
    }

    /// <summary>Nobody is hurried by what nobody reads.</summary>
    private static bool IsConcluded(TestedObject tested) => tested.Kind is TestedKind.Segment or TestedKind.Inference or TestedKind.Destination;

    /// <summary>What people declared for this may be said back to them; what was seen or guessed may not.</summary>
    private static string? Creepy(TestedObject tested)
    {
        if (IsConcluded(tested) || (!tested.Data.IsEmpty && tested.Data.All(datum => datum.Provenance == Profiles.Provenance.Declared)))
        {
            return null;
        }

        foreach (var text in tested.Texts.Where(text => text.Role is TextRole.Title or TextRole.Body))
        {
            var lexicon = Lexicon.Of(text.Language);
            if (tested.Data.FirstOrDefault(datum => Quotes(text.Text, datum)) is { } quoted)
            {
                return $"quotes {quoted.Name}, which is {quoted.Provenance.ToString().ToLowerInvariant()}";
            }

            if (lexicon.Find(Phrase.Told, text.Text) is null && (lexicon.Find(Phrase.Watched, text.Text) ?? lexicon.Find(Phrase.Life, text.Text)) is { } found)
            {
                return $"\"{found}\"";
            }
        }

        return null;
    }

    /// <summary>Whether a text has a gap that is filled with a datum the person did not hand over: what they ordered or booked they know.</summary>
    private static bool Quotes(string text, TestedDatum datum) =>
        datum.Provenance != Profiles.Provenance.Declared && !datum.IsOf("user.behavior.purchase_history") && text.Contains($"{{{datum.Name}}}", StringComparison.OrdinalIgnoreCase);

    private static string? Refusal(TestedObject tested)
    {
        var (accept, refuse) = (Texts(TextRole.Accept), Texts(TextRole.Refuse));
        return tested.StepsToRefuse > tested.StepsToAccept && tested.StepsToAccept > 0 ? $"{tested.StepsToRefuse} steps to a no, {tested.StepsToAccept} to a yes"
            : tested.Kind == TestedKind.Prompt && accept && !refuse ? "there is a yes and no no"
            : Words(tested, Phrase.NoNo, TextRole.Refuse) ?? Words(tested, Phrase.FarNo, SaidOrRefused);

        bool Texts(TextRole role) => tested.Texts.Any(text => text.Role == role && text.Text.Length > 0);
    }

    private static string? Hard(TestedObject tested)
    {
        foreach (var text in tested.Texts.Where(text => tested.Kind == TestedKind.Prompt && text.Role == TextRole.Body))
        {
            var reading = ReadingGate.Read("", text.Text, text.Language, isShortForm: false);
            if (reading.Ease.Words >= ReadWordsLeast && !reading.TooHard.IsEmpty)
            {
                return reading.TooHard[0];
            }
        }

        return null;
    }
}
