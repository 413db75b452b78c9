using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fulcrum.Cli.Tests.Docs;

/// <summary>Every command of the guides that speak to a server is run against one, in the order a reader meets them, and every answer they show is compared.</summary>
public partial class ServedGuideTests
{
    private static readonly string[] Pages = ["ledger.md", "events.md", "snippet.md", "decisions.md", "dealer.md", "exchanges.md", "quarantine.md", "operate.md", "consents.md", "receipts.md", "shop.md", "privacy-centre.md", "rights-protocols.md", "breach.md", "erasure.md", "staff.md"];

    // By GuideTests, the workspace tests and the tests of each store.
    private static readonly string[] RunElsewhere = ["start.md", "import.md", "workspace.md", "postgres.md", "cluster.md", "prove.md", "backup.md", "keys.md", "notices.md", "sneaky.md"];

    [Fact]
    public async Task Every_command_runs_and_answers_as_shown()
    {
        using var folder = new Folder();
        CopySamples(folder);
        await CliProcess.RunAsync("workspace", "apply", folder["samples/motors"], "--store", folder["my-store"]);
        using var server = await ServedStore.StartAsync(folder["my-store"]);

        foreach (var page in Pages)
        {
            var blocks = Blocks(await File.ReadAllTextAsync(Path.Combine(Folder.Repository, "docs", "guides", page), TestContext.Current.CancellationToken));
            Assert.NotEmpty(blocks);
            foreach (var (command, shown) in blocks)
            {
                var (exit, data, notes) = await CliProcess.RunShellAsync(Runnable(command, server), folder.Root);

                Assert.True(exit == 0, $"{page}:\n{command}\n{data}\n{notes}");
                Assert.True(shown.Length == 0 || Differences(shown, data).Count == 0, $"{page}:\n{command}\n{data}\n{(shown.Length == 0 ? "" : string.Join('\n', Differences(shown, data)))}");
            }
        }
    }

    [Theory]
    [InlineData("""{"a": 1}""", """{"a":1,"b":2}""", 0)]
    [InlineData("""{"a": "…"}""", """{"a":"anything"}""", 0)]
    [InlineData("""{"a": 1}""", """{"a":2}""", 1)]
    [InlineData("""{"a": {"b": true}}""", """{"a":{}}""", 1)]
    [InlineData("""{"a": [{"b": "x"}]}""", """{"a":[{"b":"y"},{"b":"x"}]}""", 0)]
    [InlineData("""{"a": [{"b": "x"}]}""", """{"a":[]}""", 1)]
    [InlineData("""{"a": null}""", """{"a":"x"}""", 1)]
    public void An_answer_that_is_not_as_shown_is_caught(string shown, string answered, int differences) => Assert.Equal(differences, Differences(shown, answered).Count);

    [Fact]
    public async Task Every_guide_is_listed_and_run()
    {
        var folder = Path.Combine(Folder.Repository, "docs", "guides");
        var list = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), TestContext.Current.CancellationToken);
        var guides = Directory.EnumerateFiles(folder, "*.md").Select(path => Path.GetFileName(path)).Where(name => name != "README.md").ToArray();

        Assert.All(guides, name => Assert.Contains($"({name})", list, StringComparison.Ordinal));
        Assert.Equal(guides.Order(), Pages.Concat(RunElsewhere).Order());
    }

    /// <summary>What the guide shows and the answer does not hold: members and elements may be more, and … stands for anything.</summary>
    private static List<string> Differences(string shown, string answered)
    {
        var differences = new List<string>();
        Compare(JsonDocument.Parse(shown).RootElement, JsonDocument.Parse(answered).RootElement, "answer", differences);
        return differences;
    }

    private static void Compare(JsonElement shown, JsonElement answered, string at, List<string> differences)
    {
        if (shown.ValueKind == JsonValueKind.String && shown.GetString()!.Contains('…', StringComparison.Ordinal) && answered.ValueKind == JsonValueKind.String)
        {
            return;
        }

        switch (shown.ValueKind)
        {
            case JsonValueKind.Object when answered.ValueKind == JsonValueKind.Object:
                foreach (var member in shown.EnumerateObject())
                {
                    if (answered.TryGetProperty(member.Name, out var value))
                    {
                        Compare(member.Value, value, $"{at}.{member.Name}", differences);
                    }
                    else
                    {
                        differences.Add($"{at} has no {member.Name}");
                    }
                }

                break;
            case JsonValueKind.Array when answered.ValueKind == JsonValueKind.Array:
                foreach (var element in shown.EnumerateArray())
                {
                    if (!answered.EnumerateArray().Any(candidate => Differences(element.GetRawText(), candidate.GetRawText()).Count == 0))
                    {
                        differences.Add($"{at} has no {element}");
                    }
                }

                break;
            default:
                if (shown.GetRawText() != answered.GetRawText())
                {
                    differences.Add($"{at} is {answered}, not {shown}");
                }

                break;
        }
    }

    private static string Runnable(string command, ServedStore server) =>
        $"export WRITE_KEY='{ServedStore.WebKey}' FULCRUM_DECIDE_KEY='{server.DecideKey}' FULCRUM_ADMIN_KEY='{server.AdminKey}'\n"
        + command.Replace("http://127.0.0.1:5080", server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("http://127.0.0.1:5082", server.PortalAddress.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("dotnet run --project src/Fulcrum.Cli --", $"dotnet '{CliProcess.Program}'", StringComparison.Ordinal);

    private static List<(string Command, string Shown)> Blocks(string page) =>
        [.. Block().Matches(page.ReplaceLineEndings("\n")).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static void CopySamples(Folder folder)
    {
        var samples = Path.Combine(Folder.Repository, "samples", "motors");
        foreach (var file in Directory.EnumerateFiles(samples, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder["samples/motors"], Path.GetRelativePath(samples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex("^```sh\n(.*?)\n```$(?:\n\n```json\n(.*?)\n```$)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
