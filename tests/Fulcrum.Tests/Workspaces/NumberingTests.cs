using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

public sealed class NumberingTests
{
    [Fact]
    public void Names_keep_their_numbers_when_others_come_before_them()
    {
        var first = Samples.MotorsReading.Numbering;
        var files = Spoiled.Files("purposes.yaml", "purposes:\n", $"purposes:\n{Purpose("care")}");

        var second = WorkspaceReader.Read(files, first);

        Assert.Empty(second.Faults);
        Assert.All(first.Purposes, known => Assert.Equal(known.Value, second.Numbering.Purposes[known.Key]));
        Assert.Equal(first.Purposes.Count, second.Numbering.Purposes["care"]);
        Assert.Equal(first.Purposes["service"], second.Workspace!.Purposes["service"].Bit);
    }

    [Fact]
    public void A_removed_name_keeps_its_number_so_that_nobody_else_gets_it()
    {
        var known = Numbering.Empty with { Purposes = Numbering.Empty.Purposes.Add("gone", 0).Add("gone-too", 2) };

        var numbers = WorkspaceReader.Read(Samples.MotorsFiles, known).Numbering.Purposes;

        Assert.Equal(0, numbers["gone"]);
        Assert.Equal([1, 3, 4, 5, 6, 7], numbers.Where(number => !number.Key.StartsWith("gone", StringComparison.Ordinal)).Select(number => number.Value).Order());
    }

    [Fact]
    public void The_65th_purpose_is_a_fault()
    {
        var full = Enumerable.Range(0, 58).Aggregate(Numbering.Empty.Purposes, (numbers, number) => numbers.Add($"gone-{number}", number));
        var known = Numbering.Empty with { Purposes = full };

        Assert.Empty(WorkspaceReader.Read(Samples.MotorsFiles, known).Faults);

        var tooMany = WorkspaceReader.Read(Spoiled.Files("purposes.yaml", "purposes:\n", $"purposes:\n{Purpose("care")}"), known);
        Assert.Equal(["too-many-purposes"], tooMany.Faults.Select(fault => fault.Fault.Code));
        Assert.Equal(known, tooMany.Numbering);
    }

    [Fact]
    public void Identifier_types_and_sources_are_numbered_from_one()
    {
        var numbering = Samples.MotorsReading.Numbering;

        Assert.Equal(Enumerable.Range(1, numbering.IdentifierTypes.Count), numbering.IdentifierTypes.Values.Order());
        Assert.Equal(Enumerable.Range(1, numbering.Sources.Count), numbering.Sources.Values.Order());
        Assert.All(Samples.Motors.Sources.Values, source => Assert.Equal(numbering.Sources[source.Name], source.Code));
    }

    [Fact]
    public void Equal_files_have_equal_versions_and_any_other_character_another()
    {
        var version = Samples.Motors.Version;

        Assert.Equal(16, version.Length);
        Assert.Equal(version, Read(Samples.MotorsFiles.Add("README.md", "notes for people")).Version);
        Assert.NotEqual(version, Read(Samples.MotorsFiles.SetItem("views.yaml", Samples.MotorsFiles["views.yaml"] + "# \n")).Version);
    }

    [Fact]
    public void The_fold_version_follows_what_the_fold_reads_and_nothing_else()
    {
        var fold = Samples.Motors.FoldVersion;

        Assert.Equal(fold, Read(Spoiled.Files("contracts/account.yaml", "en: To greet you by name.", "en: To greet you.")).FoldVersion);
        Assert.Equal(fold, Read(Spoiled.Files("offers/drive.yaml", "priority: 90", "priority: 91")).FoldVersion);
        Assert.NotEqual(fold, Read(Spoiled.Files("facts.yaml", "window: 90d", "window: 60d")).FoldVersion);
        Assert.NotEqual(fold, Read(Spoiled.Files("contracts/web-behaviour.yaml", "[personalization, analytics, sales-assistance]\n        reason: {en: Which of our", "[personalization, sales-assistance]\n        reason: {en: Which of our")).FoldVersion);
    }

    private static Workspace Read(System.Collections.Immutable.ImmutableSortedDictionary<string, string> files)
    {
        var reading = WorkspaceReader.Read(files, Numbering.Empty);
        Assert.Equal("", string.Join('\n', reading.Faults));
        return reading.Workspace!;
    }

    private static string Purpose(string name) => $"  {name}:\n    basis: contract\n    title: {{en: Care, ru: Забота}}\n    reason: {{en: We care., ru: Мы заботимся.}}\n";
}
