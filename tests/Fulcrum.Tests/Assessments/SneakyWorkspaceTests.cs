using System.Collections.Immutable;
using Fulcrum.Assessments.Sneakiness;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Assessments;

/// <summary>Everything a workspace asks of people, says to them or concludes about them is put to the test; the sample passes, and a sneaky offer does not.</summary>
public sealed class SneakyWorkspaceTests
{
    [Fact]
    public void The_sample_has_no_red_flag() =>
        Assert.Empty(Judge("Discover our four models").Where(verdict => verdict.IsFlagged).Select(verdict => $"{verdict.Tested.Key}: {string.Join("; ", verdict.Findings)}"));

    [Theory]
    [InlineData("Only 2 cars left", "pressure")]
    [InlineData("This price ends in 10 minutes", "countdown")]
    [InlineData("We saw what you looked at last night", "creepy")]
    public void An_offer_that_pressures_or_says_back_what_was_watched_is_flagged_with_its_words(string title, string rule)
    {
        var verdict = Judge(title).Single(verdict => verdict.Tested.Key == "offer/discover-range");

        Assert.True(verdict.IsFlagged);
        Assert.Contains(rule, verdict.Findings.Select(finding => finding.Rule.Key));
        Assert.All(verdict.Findings, finding => Assert.NotEmpty(finding.Evidence));
    }

    [Fact]
    public void Every_rule_asks_and_explains_in_both_languages()
    {
        Assert.Equal(SneakyRules.All.Length, SneakyRules.All.Select(rule => rule.Key).Distinct().Count());
        Assert.All(SneakyRules.All, rule => Assert.True(rule.Question.En.Length > 0 && rule.Question.Ru.Length > 0 && rule.Why.En.Length > 0 && rule.Why.Ru.Length > 0));
    }

    private static ImmutableArray<SneakyVerdict> Judge(string title)
    {
        const string File = "offers/contextual.yaml";
        var reading = WorkspaceReader.Read(Samples.MotorsFiles.SetItem(File, Samples.MotorsFiles[File].Replace("Discover our four models", title, StringComparison.Ordinal)), Numbering.Empty);
        Assert.Empty(reading.Faults);
        return WorkspaceObjects.Judge(reading.Workspace!);
    }
}
