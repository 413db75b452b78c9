using System.Text.Json;
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
    [InlineData("<source media=\"(max-width: 600px)\" srcset=\"nowhere.svg\">")]
    public void A_broken_link_is_caught(string text) => Assert.NotEmpty(BrokenLinks("docs/architecture.md", text));

    [Fact]
    public void Every_file_the_docs_name_exists() => Assert.Empty(Pages.SelectMany(page => MissingFiles(page, Repository.Read(page))));

    [Fact]
    public void A_file_that_is_gone_is_caught() => Assert.NotEmpty(MissingFiles("docs/architecture.md", "see `src/Fulcrum/Gone.cs`"));

    [Fact]
    public void Every_refusal_has_its_place_in_the_reference() => Assert.Empty(Unexplained(Enum.GetNames<RefusalReason>(), Repository.Read("docs/reference/refusals.md")));

    [Fact]
    public void A_refusal_without_its_place_is_caught() => Assert.Equal(["MadeUp"], Unexplained(["UnknownSubject", "MadeUp"], "## unknown-subject\n"));

    [Fact]
    public void Every_decision_page_is_listed() =>
        Assert.Empty(Unlisted(Repository.Files("docs/decisions", "*-*.md").Select(path => Path.GetFileName(path)), Repository.Read("docs/decisions/README.md")));

    [Fact]
    public void A_decision_page_that_is_not_listed_is_caught() => Assert.Equal(["0002-b.md"], Unlisted(["0001-a.md", "0002-b.md"], "- [A](0001-a.md)\n"));

    [Fact]
    public void Every_decision_cited_in_code_exists() =>
        Assert.Empty(Source.Product.Concat(Source.Under("tests")).Concat(Source.Under("eng")).SelectMany(MadeUpCitations));

    [Fact]
    public void A_decision_cited_that_does_not_exist_is_caught() => Assert.NotEmpty(MadeUpCitations(new Source("New.cs", "// See ADR " + "9999.")));

    [Fact]
    public void The_front_page_has_exactly_the_two_commands() => Assert.Equal(FrontCommands, Commands(Repository.Read("README.md")));

    [Fact]
    public void A_third_command_on_the_front_page_is_caught() => Assert.NotEqual(FrontCommands, Commands(Repository.Read("README.md") + "\n```sh\nmake\n```\n"));

    [Fact]
    public void Every_promise_names_the_test_that_proves_it() => Assert.Empty(Unproven(Repository.Read("docs/promises.md")));

    [Theory]
    [InlineData("| It never fails | of course |")]
    [InlineData("| It never fails | `tests/Fulcrum.Tests/Gone.cs` |")]
    [InlineData("| It never fails | `tests/Fulcrum.Architecture/Words.cs` |")]
    public void A_promise_without_a_test_is_caught(string row) => Assert.NotEmpty(Unproven($"| Promise | Proven by |\n|---|---|\n{row}\n"));

    [Fact]
    public void Every_JSON_the_docs_show_is_JSON() => Assert.Empty(Pages.SelectMany(page => NoJson(page, Repository.Read(page))));

    [Fact]
    public void JSON_that_is_none_is_caught() => Assert.NotEmpty(NoJson("docs/architecture.md", "```json\n{\"a\": }\n```\n"));

    [Fact]
    public void There_are_promises() => Assert.True(Rows(Repository.Read("docs/promises.md")).Count() > 10);

    private static string[] FrontCommands => ["dotnet run --project src/Fulcrum.Cli -- demo", "./test"];

    private static IEnumerable<string> Commands(string page) => Shell().Matches(page).Select(block => block.Groups[1].Value.Trim());

    private static IEnumerable<string> Rows(string page) => page.Split('\n').SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1).Where(line => line.StartsWith('|'));

    /// <summary>Promises none of whose files holds a test, or the checks a test of the simulation makes.</summary>
    private static IEnumerable<string> Unproven(string page) =>
        from row in Rows(page)
        let files = Named().Matches(row).Select(match => match.Groups[1].Value).Where(Repository.Exists).Select(Repository.Read)
        where !files.Any(text => text.Contains("[Fact", StringComparison.Ordinal) || text.Contains("[Theory", StringComparison.Ordinal) || text.Contains("Checks", StringComparison.Ordinal))
        select row;

    private static IEnumerable<string> NoJson(string page, string text)
    {
        foreach (var block in Json().Matches(text).Select(match => match.Groups[1].Value))
        {
            string? fault = null;
            try
            {
                using var parsed = JsonDocument.Parse(block);
            }
            catch (JsonException exception)
            {
                fault = $"{page}: {exception.Message}";
            }

            if (fault is not null)
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> Unexplained(IEnumerable<string> refusals, string reference) => refusals.Where(refusal => !Headings(reference).Contains(Kebab(refusal)));

    private static IEnumerable<string> Unlisted(IEnumerable<string> pages, string list) => pages.Where(page => !list.Contains($"({page})", StringComparison.Ordinal));

    private static IEnumerable<string> MadeUpCitations(Source source) =>
        from cited in Citation().Matches(source.Text).Select(match => match.Groups[1].Value)
        where Repository.Files("docs/decisions", $"{cited}-*.md").Count == 0
        select $"{source.Path}: {cited}";

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

    /// <summary>What a link says to lead to a heading.</summary>
    internal static string Slug(string heading) => NotInSlug().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static HashSet<string> Headings(string text) => [.. Heading().Matches(text).Select(match => Slug(match.Groups[1].Value))];

    private static string Kebab(string name) => string.Join('-', Words.In(name)).ToLowerInvariant();

    private static string OutsideCode(string text) => Fence().Replace(text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("<(?:img|source) [^>]*src(?:set)?=\"([^\"]+)\"")]
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

    [GeneratedRegex("^```json\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex(@"ADR (\d{4})")]
    private static partial Regex Citation();
}
