using System.Text.RegularExpressions;

namespace Fulcrum.Cli.Tests.Docs;

/// <summary>Every command the guides show is run, in the order shown, in a folder where samples lie as in a clone.</summary>
public partial class GuideTests
{
    private const string FromClone = "dotnet run --project src/Fulcrum.Cli --";

    [Theory]
    [InlineData("start.md")]
    [InlineData("import.md")]
    [InlineData("prove.md")]
    [InlineData("backup.md")]
    [InlineData("keys.md")]
    [InlineData("notices.md")]
    [InlineData("sneaky.md")]
    public async Task Every_command_of_a_guide_runs(string page)
    {
        using var folder = new Folder();
        CopyFolder(Path.Combine(Folder.Repository, "samples"), folder["samples"]);
        var blocks = Blocks(await File.ReadAllTextAsync(Path.Combine(Folder.Repository, "docs", "guides", page), TestContext.Current.CancellationToken));

        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            var (exit, data, notes) = await CliProcess.RunShellAsync(Runnable(block), folder.Root);
            Assert.True(exit == 0, $"{block}\n{data}\n{notes}");
        }
    }

    internal static async Task RunAsync(string page, Folder folder, string before)
    {
        CopyFolder(Path.Combine(Folder.Repository, "samples"), folder["samples"]);
        foreach (var block in Blocks(await File.ReadAllTextAsync(Path.Combine(Folder.Repository, "docs", "guides", page), TestContext.Current.CancellationToken)))
        {
            var (exit, data, notes) = await CliProcess.RunShellAsync($"{before}\n{Runnable(block)}", folder.Root);
            Assert.True(exit == 0, $"{block}\n{data}\n{notes}");
        }
    }

    [Fact]
    public async Task A_command_that_fails_is_caught() => Assert.NotEqual(0, (await CliProcess.RunShellAsync(Runnable($"{FromClone} workspace check nowhere"))).Exit);

    [Fact]
    public void Blocks_are_found() => Assert.Equal(["one\ntwo", "three"], Blocks("```sh\none\ntwo\n```\ntext\n```yaml\nno\n```\n```sh\nthree\n```\n"));

    /// <summary>The program just built stands for building it again; a demo that would serve until stopped ends after its steps, on any free port.</summary>
    private static string Runnable(string block) => DemoLine().Replace(block, "$0 --port 0 --no-serve").Replace(FromClone, $"dotnet '{CliProcess.Program}'", StringComparison.Ordinal);

    private static List<string> Blocks(string text) => [.. Block().Matches(text.ReplaceLineEndings("\n")).Select(match => match.Groups[1].Value)];

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex("^```sh\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("-- demo\\b.*$", RegexOptions.Multiline)]
    private static partial Regex DemoLine();
}
