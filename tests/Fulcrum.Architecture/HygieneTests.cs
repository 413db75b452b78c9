using System.Text;

namespace Fulcrum.Architecture;

/// <summary>What does not belong into a source tree.</summary>
public class HygieneTests
{
    private const int BytesMax = 1 << 20;

    /// <summary>Large files that are meant to be here, each a sample with its notice beside it.</summary>
    private static readonly string[] LargeFiles = [];

    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".css", ".editorconfig", ".html", ".js", ".json", ".md", ".props", ".sh", ".slnx", ".sql", ".svg", ".txt", ".yaml", ".yml", ""];

    // Written in two parts, or this file would be the first to be caught.
    private static readonly string[] MachinePaths = ["/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/", "C:\\Us" + "ers", "/ro" + "ot/"];
    private static readonly string[] Leftovers = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "Skip " + "=", "Skip" + "="];

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine() => Assert.Empty(Texts().SelectMany(text => Holding(text, MachinePaths)));

    [Fact]
    public void A_path_of_a_machine_is_caught() => Assert.NotEmpty(Holding(("a.cs", "var data = \"/ho" + "me/ada/data\";"), MachinePaths));

    [Fact]
    public void Nothing_is_left_for_later_and_no_test_is_skipped() =>
        Assert.Empty(Texts().Where(text => text.Path.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(text => Holding(text, Leftovers)));

    [Fact]
    public void A_note_for_later_is_caught() => Assert.NotEmpty(Holding(("a.cs", "// TO" + "DO: later"), Leftovers));

    [Fact]
    public void No_large_file_but_the_listed_samples() => Assert.Empty(Large(BytesMax).Except(LargeFiles));

    [Fact]
    public void A_large_file_is_caught() => Assert.NotEmpty(Large(1 << 10));

    [Fact]
    public void Warnings_are_silenced_with_a_sentence_or_not_at_all() => Assert.Empty(Source.Product.SelectMany(Silenced));

    [Fact]
    public void A_warning_silenced_without_a_sentence_is_caught() => Assert.NotEmpty(Silenced(new Source("New.cs", "class New { }\n#pragma warning disable CA1031\n")));

    private static IEnumerable<string> Silenced(Source source) =>
        from line in source.Text.Split('\n')
        where line.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)
        select $"{source.Path}: {line.Trim()}";

    private static IEnumerable<(string Path, string Text)> Texts() =>
        from path in Repository.Files()
        where TextEndings.Contains(Path.GetExtension(path)) && !path.EndsWith("packages.lock.json", StringComparison.Ordinal)
            && !path.StartsWith("samples/", StringComparison.Ordinal)
        select (path, Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(Repository.Root, path))));

    private static IEnumerable<string> Holding((string Path, string Text) file, string[] words) =>
        from word in words
        where file.Text.Contains(word, StringComparison.Ordinal)
        select $"{file.Path}: {word}";

    private static IEnumerable<string> Large(int bytes) =>
        Repository.Files().Where(path => new FileInfo(Path.Combine(Repository.Root, path)).Length > bytes);
}
