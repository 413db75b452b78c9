using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>An editor opened at a fault's place stands on the mistake.</summary>
public sealed class FaultPlaceTests
{
    [Fact]
    public void The_sample_itself_has_no_fault() => Assert.Empty(Spoiled.Faults(Samples.MotorsFiles));

    [Fact]
    public void A_wrong_word_is_pointed_at() =>
        Assert.Equal(["purposes.yaml:4:12 unknown-word"], Spoiled.Faults("purposes.yaml", "basis: contract", "basis: contrakt"));

    [Fact]
    public void An_unknown_key_is_pointed_at_and_the_nearest_proposed()
    {
        var files = Spoiled.Files("placements.yaml", "    slots: 2\n    fallback: owner-manual", "    slotz: 2\n    fallback: owner-manual");

        var fault = Assert.Single(WorkspaceReader.Read(files, Numbering.Empty).Faults);

        Assert.Equal("placements.yaml:39:5: unknown-key: \"slotz\" is no key here. Did you mean \"slots\"?", fault.ToString());
    }

    [Fact]
    public void Two_mistakes_in_two_files_are_both_named()
    {
        var files = Spoiled.Files("purposes.yaml", "basis: contract", "basis: contrakt");
        files = files.SetItem("views.yaml", files["views.yaml"].Replace("- top-pages", "- top-page", StringComparison.Ordinal));

        Assert.Equal(["purposes.yaml:4:12 unknown-word", "views.yaml:8:9 unknown-name"], Spoiled.Faults(files));
    }

    [Fact]
    public void A_file_that_is_no_yaml_hides_only_what_it_declares()
    {
        var files = Spoiled.Files("facts.yaml", "computed:", "computed: [");
        files = files.SetItem("workspace.yaml", files["workspace.yaml"].Replace("7d", "7", StringComparison.Ordinal));

        var faults = Spoiled.Faults(files);

        Assert.Equal(2, faults.Length);
        Assert.StartsWith("facts.yaml:", faults[0], StringComparison.Ordinal);
        Assert.EndsWith("bad-yaml", faults[0], StringComparison.Ordinal);
        Assert.Equal("workspace.yaml:7:16 bad-span", faults[1]);
    }

    [Fact]
    public void Strangers_and_missing_files_are_named()
    {
        var files = Samples.MotorsFiles.Remove("sources.yaml").Add("source.yaml", "sources: {}").Add("README.md", "for people");

        Assert.Equal(["source.yaml:1 unknown-file", "sources.yaml:1 missing-file"], Spoiled.Faults(files));
    }

    [Fact]
    public void One_name_in_two_files_is_named_where_it_comes_second()
    {
        var files = Spoiled.Files("offers/owners.yaml", "  roof-box:", "  trade-in:");

        Assert.Equal(["offers/owners.yaml:13:3 duplicate-name"], Spoiled.Faults(files));
    }

    [Theory]
    [InlineData("rule: purchases >= thre", 5, 24)]
    [InlineData("rule:    purchases >= thre", 5, 27)]
    [InlineData("rule: \"purchases >= thre\"", 5, 25)]
    [InlineData("rule: \"city = \\\"a\\\" or purchases >= thre\"", 5, 41)]
    [InlineData("rule: 'purchases >= thre'", 5, 25)]
    [InlineData("rule: >\n      purchases >= 3\n      and purchases >= thre", 7, 24)]
    [InlineData("rule: >-\n\n      purchases >= 3\n\n      and purchases >= thre\n", 9, 24)]
    [InlineData("rule: |\n      purchases >= 3\n        and purchases >= thre", 7, 26)]
    [InlineData("rule: purchases >= 3\n      and purchases >= thre", 6, 24)]
    public void A_mistake_inside_a_rule_is_pointed_at_however_the_rule_is_written(string rule, int line, int column)
    {
        var segments = $"segments:\n  loyal:\n    # three orders\n    title: {{en: Loyal, ru: Верен}}\n    {rule}\n";
        var files = Samples.MotorsFiles.SetItem("segments.yaml", segments)
            .RemoveRange(Samples.MotorsFiles.Keys.Where(path => path.StartsWith("offers/", StringComparison.Ordinal)));

        var fault = Assert.Single(WorkspaceReader.Read(files, Numbering.Empty).Faults, fault => fault.At.File == "segments.yaml");

        Assert.Equal(new Place("segments.yaml", line, column), fault.At);
    }
}
