namespace Fulcrum.Architecture;

/// <summary>Every code the product reports has its page, and the page says what the code says.</summary>
/// <remarks><c>FULCRUM_WRITE=1</c> writes the pages anew; look at the difference before keeping it.</remarks>
public class ProblemPagesTests
{
    [Fact]
    public void Every_problem_has_a_page_that_says_what_the_code_says()
    {
        var pages = ProblemPages.Write(Source.Product);
        var index = ProblemPages.Index(pages);
        if (Environment.GetEnvironmentVariable("FULCRUM_WRITE") == "1")
        {
            WriteAll(pages, index);
        }

        var kept = Repository.Files(ProblemPages.Folder, "*.md").Where(path => !path.EndsWith("/README.md", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), Repository.Read);
        Assert.Equal(index, Repository.Read($"{ProblemPages.Folder}/README.md"));
        Assert.Equal(pages, new SortedDictionary<string, string>(kept, StringComparer.Ordinal));
    }

    [Fact]
    public void A_new_problem_asks_for_its_page() =>
        Assert.Equal(
            ["too-late"],
            ProblemPages.Write([new Source("New.cs", "class New { object Fault = new Fault(\"too-late\", \"It came too late.\", \"Send it earlier.\"); }")]).Keys);

    [Fact]
    public void No_code_is_reported_where_no_page_can_be_written_from() => Assert.Empty(Source.Product.SelectMany(ProblemPages.Unpaged));

    [Theory]
    [InlineData("object Fault(string kind) => new Fault($\"unknown-{kind}\", \"It is not declared.\", \"Declare it.\");")]
    [InlineData("void Write(Writer json) => json.WriteString(\"code\"u8, \"too-late\");")]
    public void A_code_that_escapes_the_pages_is_caught(string member) => Assert.NotEmpty(ProblemPages.Unpaged(new Source("New.cs", $"class New {{ {member} }}")));

    private static void WriteAll(SortedDictionary<string, string> pages, string index)
    {
        var folder = Path.Combine(Repository.Root, ProblemPages.Folder);
        Directory.CreateDirectory(folder);
        foreach (var stale in Directory.EnumerateFiles(folder, "*.md"))
        {
            File.Delete(stale);
        }

        File.WriteAllText(Path.Combine(folder, "README.md"), index);
        foreach (var (code, page) in pages)
        {
            File.WriteAllText(Path.Combine(folder, $"{code}.md"), page);
        }
    }
}
