using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fulcrum.Architecture;

/// <summary>Folders are capabilities, files hold one idea, functions fit a screen.</summary>
public class LayoutTests
{
    private const int FileLinesMax = 400;
    private const int FunctionLinesMax = 80;

    private static readonly string[] Capabilities =
    [
        "Assessments", "Collect", "Consent", "Decisions", "Exchanges", "Experiments", "Identity", "Insight", "Messages", "Notices", "Permits", "Plans", "Profiles", "Rights",
        "Staff", "Workspaces",
    ];

    private static readonly string[] ForbiddenFolders =
        ["Common", "Helpers", "Utils", "Utilities", "Managers", "Services", "Models", "Interfaces", "Shared", "Misc", "Core", "Dtos", "Extensions"];

    [Fact]
    public void The_core_has_one_folder_a_capability() => Assert.Empty(UnknownFolders(CoreFolders(), Capabilities));

    [Fact]
    public void A_folder_that_is_no_capability_is_caught() => Assert.NotEmpty(UnknownFolders(["Consent", "Plumbing"], Capabilities));

    [Fact]
    public void No_folder_is_named_after_a_kind_of_code() => Assert.Empty(Forbidden(Repository.Files("src").Concat(Repository.Files("tests"))));

    [Fact]
    public void A_folder_named_after_a_kind_is_caught() => Assert.NotEmpty(Forbidden(["src/Fulcrum/Helpers/Text.cs"]));

    [Fact]
    public void Files_stay_short() => Assert.Empty(AllCode().SelectMany(LongFile));

    [Fact]
    public void A_long_file_is_caught() => Assert.NotEmpty(LongFile(new Source("Long.cs", new string('\n', FileLinesMax + 1))));

    [Fact]
    public void Functions_fit_a_screen() => Assert.Empty(Source.Product.Concat(Source.Under("eng")).SelectMany(LongFunctions));

    [Fact]
    public void A_long_function_is_caught() =>
        Assert.NotEmpty(LongFunctions(new Source("Long.cs", $"class Long {{ void Go() {{ {new string('\n', FunctionLinesMax + 1)} }} }}")));

    [Fact]
    public void Names_say_which_and_never_only_what_kind() => Assert.Empty(Source.Product.SelectMany(BadNames));

    [Theory]
    [InlineData("class ConsentManager { }")]
    [InlineData("record PersonDto;")]
    [InlineData("enum CustomerKind { }")]
    [InlineData("interface IAudience { }")]
    public void A_name_the_glossary_does_not_know_is_caught(string code) => Assert.NotEmpty(BadNames(new Source("Bad.cs", code)));

    private static IEnumerable<string> LongFile(Source source) => source.LineCount > FileLinesMax ? [$"{source.Path}: {source.LineCount} lines"] : [];

    private static IEnumerable<Source> AllCode() => Source.Product.Concat(Source.Under("tests")).Concat(Source.Under("eng")).Concat(Source.Under("bench"));

    private static IEnumerable<string> CoreFolders() => Repository.Files("src/Fulcrum")
        .Select(path => path.Split('/'))
        .Where(parts => parts.Length > 3)
        .Select(parts => parts[2])
        .Distinct();

    private static IEnumerable<string> UnknownFolders(IEnumerable<string> folders, string[] capabilities) => folders.Except(capabilities);

    private static IEnumerable<string> Forbidden(IEnumerable<string> paths) =>
        paths.Where(path => path.Split('/')[..^1].Any(folder => ForbiddenFolders.Contains(folder, StringComparer.OrdinalIgnoreCase)));

    private static IEnumerable<string> LongFunctions(Source source) =>
        from function in source.Nodes<BaseMethodDeclarationSyntax>()
        let span = function.SyntaxTree.GetLineSpan((function.Body as SyntaxNode ?? function).Span, TestContext.Current.CancellationToken)
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line
        where lines > FunctionLinesMax
        select $"{source.Path}:{span.StartLinePosition.Line + 1}: {lines} lines";

    private static IEnumerable<string> BadNames(Source source) =>
        from type in source.Nodes<BaseTypeDeclarationSyntax>()
        from word in Words.In(type.Identifier.ValueText)
        where Words.Banned.ContainsKey(word)
        select $"{source.Path}: {type.Identifier.ValueText} ({Words.Banned[word]})";
}
