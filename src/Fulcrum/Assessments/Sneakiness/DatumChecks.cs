using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>What is asked of each datum an object looks at.</summary>
internal static class DatumChecks
{
    // Given in confidence, or followed: nobody expects promotion made of it.
    private static readonly string[] Confided = ["user.content.private", "user.financial", "user.location.precise", "user.government_id", "user.criminal_history", "user.user_sensor", "user.sensor"];

    public static IEnumerable<SneakyFinding> Of(TestedObject tested)
    {
        foreach (var datum in tested.Data)
        {
            if (datum.Category.Length == 0)
            {
                yield return new SneakyFinding(SneakyRules.Unlabelled, datum.Name);
            }

            if (tested.Purposes.FirstOrDefault(purpose => !datum.Purposes.Contains(purpose)) is { } missing)
            {
                yield return new SneakyFinding(SneakyRules.NotGiven, $"{datum.Name} was not given for {missing}");
            }

            if (IsSurprising(tested, datum))
            {
                yield return new SneakyFinding(SneakyRules.Unexpected, $"{datum.Name} ({datum.Category}, {datum.Provenance.ToString().ToLowerInvariant()})");
            }

            if (IsHarmful(tested, datum))
            {
                yield return new SneakyFinding(SneakyRules.Sensitive, $"{datum.Name} ({datum.Category}, {datum.Provenance.ToString().ToLowerInvariant()})");
            }
        }

        if (SneakyTest.IsUnexpected(tested.Expected))
        {
            yield return new SneakyFinding(SneakyRules.Unexpected, "fewer than half of those asked expected it");
        }
    }

    /// <summary>What is special by law, or a child's, is neither guessed, nor promoted with, nor handed on.</summary>
    private static bool IsHarmful(TestedObject tested, TestedDatum datum) =>
        (datum.Sensitivity == Sensitivity.Special && (datum.Provenance is not (Provenance.Declared or Provenance.Observed) || tested.IsPromotional || tested.Kind == TestedKind.Destination))
        || (datum.IsOf("user.childrens") && tested.Kind == TestedKind.Destination);

    private static bool IsSurprising(TestedObject tested, TestedDatum datum) =>
        tested.IsPromotional && datum.Provenance != Provenance.Declared && (datum.Provenance == Provenance.Bought || Confided.Any(datum.IsOf));
}
