namespace Fulcrum.Architecture;

/// <summary>Every requirement and threat of the security baseline has its row, and every row says something that is there.</summary>
/// <remarks><c>FULCRUM_WRITE=1</c> writes the page anew; look at the difference before keeping it.</remarks>
public class SecurityTests
{
    /// <summary>Gaps there may be. Mending one takes one off; none is added.</summary>
    private const int AsvsGaps = 41;

    /// <summary>The same for threats.</summary>
    private const int ThreatGaps = 22;

    private static readonly SecurityRow Good = new("1.1.1", 2, "decoded once", [], ["Fulcrum.Architecture/SecurityTests.There_are_345_requirements_and_64_threats"], [], "", "");

    [Fact]
    public void There_are_345_requirements_and_64_threats()
    {
        Assert.Equal((345, 64), (SecurityManifest.AsvsIds.Distinct().Count(), SecurityManifest.ThreatIds.Count));
        Assert.Equal((70, 183, 92), (OfLevel(1), OfLevel(2), OfLevel(3)));

        static int OfLevel(int level) => SecurityManifest.Asvs.Count(row => row.Level == level);
    }

    [Fact]
    public void Every_requirement_is_mapped_to_what_is_there() => Assert.Equal("", string.Join('\n', SecurityManifest.Faults(SecurityManifest.Asvs, SecurityManifest.AsvsIds)));

    [Fact]
    public void Every_threat_is_mapped_to_what_is_there() => Assert.Equal("", string.Join('\n', SecurityManifest.Faults(SecurityManifest.Threats, SecurityManifest.ThreatIds)));

    [Fact]
    public void Gaps_only_become_fewer() => Assert.Equal((AsvsGaps, ThreatGaps), (Gaps(SecurityManifest.Asvs), Gaps(SecurityManifest.Threats)));

    [Fact]
    public void The_page_says_what_the_files_say()
    {
        var page = SecurityPage.Write(SecurityManifest.Asvs, SecurityManifest.Threats);
        if (Environment.GetEnvironmentVariable("FULCRUM_WRITE") == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, SecurityPage.Path), page);
        }

        Assert.Equal(page, Repository.Read(SecurityPage.Path));
    }

    public static TheoryData<string, string> Spoilt => new()
    {
        { "an id nobody has", "9.9.9" }, { "an id twice", "1.1.1" }, { "an id left out", "left out" }, { "nothing behind it", "nothing" }, { "a test that is gone", "test" }, { "a class that is gone", "class" },
        { "a file that is gone", "file" }, { "a heading that is gone", "heading" }, { "an empty reason", "empty" }, { "a reason of two words", "short" }, { "a reason of another row", "repeated" },
        { "a gap in what does not apply", "both" }, { "a requirement that a threat made up", "asvs" },
    };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void What_is_spoilt_is_caught(string what, string how)
    {
        const string Reason = "Nothing of the kind is anywhere in the product.";
        var other = Good with { Id = "1.1.2" };
        IReadOnlyList<SecurityRow> rows = how switch
        {
            "9.9.9" => [Good, other, Good with { Id = "9.9.9" }],
            "1.1.1" => [Good, other, Good],
            "left out" => [Good],
            "nothing" => [Good, other with { Tests = [] }],
            "test" => [Good, other with { Tests = ["Fulcrum.Architecture/SecurityTests.Gone"] }],
            "class" => [Good, other with { Tests = ["Fulcrum.Architecture/Gone"] }],
            "file" => [Good, other with { Documents = ["docs/security/gone.md#sessions"] }],
            "heading" => [Good, other with { Documents = ["docs/security/design.md#gone"] }],
            "empty" => [Good, other with { Tests = [], NotApplicable = "" }],
            "short" => [Good, other with { NotApplicable = "not here" }],
            "repeated" => [Good with { NotApplicable = Reason }, other with { NotApplicable = Reason }],
            "both" => [Good, other with { NotApplicable = Reason, Gap = "But a part of it is missing." }],
            _ => [Good, other with { Asvs = ["1.1.9"] }],
        };

        Assert.True(SecurityManifest.Faults(rows, ["1.1.1", "1.1.2"]).Count() == 1, what);
    }

    [Fact]
    public void Whole_rows_have_no_fault() => Assert.Empty(SecurityManifest.Faults([Good, Good with { Id = "1.1.2", Documents = ["docs/security/design.md#sessions"] }], ["1.1.1", "1.1.2"]));

    [Fact]
    public void A_test_is_found_by_its_attribute_alone() => Assert.Equal(
        ["New.Tests/NewTests", "New.Tests/NewTests.It_holds", "New.Tests/NewTests.It_holds_for"],
        SecurityManifest.TestsOf(new Source(
            "tests/New.Tests/NewTests.cs",
            "public sealed class NewTests\n{\n    [Fact]\n    public void It_holds()\n    {\n    }\n\n    public void It_is_no_test()\n    {\n    }\n\n    [Theory]\n    [InlineData(1,\n        2)]\n    public async Task It_holds_for(int one)\n    {\n    }\n}\n")));

    [Fact]
    public void A_page_that_hides_a_gap_is_noticed()
    {
        var hidden = SecurityManifest.Asvs.Select(row => row.Kind == "gap" && row.Level == 1 ? row with { Gap = "" } : row).ToList();
        Assert.NotEqual(Repository.Read(SecurityPage.Path), SecurityPage.Write(hidden, SecurityManifest.Threats));
    }

    private static int Gaps(IReadOnlyList<SecurityRow> rows) => rows.Count(row => row.Kind == "gap");
}
