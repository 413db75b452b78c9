using System.Text.RegularExpressions;
using Fulcrum.Permits;

namespace Fulcrum.Architecture;

/// <summary>What the docs name exists, and what the product says has a page.</summary>
public partial class DocsTests
{
    private static IEnumerable<string> Pages =>
        Repository.Files(pattern: "*.md").Where(path => !path.EndsWith("AnalyzerReleases.Shipped.md", StringComparison.Ordinal)
            && !path.EndsWith("AnalyzerReleases.Unshipped.md", StringComparison.Ordinal));

    [Fact]
    public void Every_link_leads_somewhere() => Assert.Empty(Pages.SelectMany(page => BrokenLinks(page, Repository.Read(page))));

    [Theory]
    [InlineData("[gone](nowhere.md)")]
    [InlineData("[gone](promises.md#no-such-heading)")]
    [InlineData("![gone](nowhere.svg)")]
    public void A_broken_link_is_caught(string text) => Assert.NotEmpty(BrokenLinks("docs/architecture.md", text));

    [Fact]
    public void Every_file_the_docs_name_exists() => Assert.Empty(Pages.SelectMany(page => MissingFiles(page, Repository.Read(page))));

    [Fact]
    public void A_file_that_is_gone_is_caught() => Assert.NotEmpty(MissingFiles("docs/architecture.md", "see `src/Fulcrum/Gone.cs`"));

    [Fact]
    public void Every_refusal_has_its_place_in_the_reference()
    {
        var reference = Headings(Repository.Read("docs/reference/refusals.md"));

        Assert.Subset(reference, Enum.GetNames<RefusalReason>().Select(Kebab).ToHashSet());
    }

    [Fact]
    public void Every_decision_page_is_listed() =>
        Assert.All(
            Repository.Files("docs/decisions", "*-*.md").Select(Path.GetFileName),
            page => Assert.Contains($"({page})", Repository.Read("docs/decisions/README.md"), StringComparison.Ordinal));

    [Fact]
    public void Every_decision_cited_in_code_exists() =>
        Assert.Empty(
            from source in Source.Product.Concat(Source.Under("tests")).Concat(Source.Under("eng"))
            from cited in Citation().Matches(source.Text).Select(match => match.Groups[1].Value)
            where Repository.Files("docs/decisions", $"{cited}-*.md").Count == 0
            select $"{source.Path}: {cited}");

    [Fact]
    public void The_front_page_has_exactly_the_two_commands() =>
        Assert.Equal(
            ["dotnet run --project src/Fulcrum.Cli -- demo", "./test"],
            Shell().Matches(Repository.Read("README.md")).Select(block => block.Groups[1].Value.Trim()));

    private static IEnumerable<string> BrokenLinks(string page, string text) =>
        from target in Link().Matches(OutsideCode(text)).Select(match => match.Groups[1].Value)
            .Concat(Image().Matches(text).Select(match => match.Groups[1].Value))
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Resolves(page, target)
        select $"{page}: {target}";

    private static bool Resolves(string page, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0
            ? page
            : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, parts[0])).Replace('\\', '/');
        return Repository.Exists(path) && (parts.Length == 1 || Headings(Repository.Read(path)).Contains(parts[1]));
    }

    // Only names that say where they are can be checked: a folder of the tree, a slash, more.
    private static IEnumerable<string> MissingFiles(string page, string text) =>
        from name in Named().Matches(text).Select(match => match.Groups[1].Value.TrimEnd('/'))
        where !name.Contains('*', StringComparison.Ordinal) && !name.Contains('{', StringComparison.Ordinal) && !name.Contains("CODE", StringComparison.Ordinal)
        where !Repository.Exists(name) && !Repository.Exists($"{name}.md")
        select $"{page}: {name}";

    private static HashSet<string> Headings(string text) =>
        [.. Heading().Matches(text).Select(match => NotInSlug().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string Kebab(string name) => string.Join('-', Words.In(name)).ToLowerInvariant();

    private static string OutsideCode(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("<img [^>]*src=\"([^\"]+)\"")]
    private static partial Regex Image();

    [GeneratedRegex(@"`((?:src|tests|eng|docs|samples|bench|sdk|spec)/[\w./\-*{}]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^#+ +(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInSlug();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"ADR (\d{4})")]
    private static partial Regex Citation();
}
