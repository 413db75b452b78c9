using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Collect;
using Fulcrum.Server.Collect;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>
/// What becomes of an event, said once in <c>spec/consent-cases</c> and asked twice: of the real intake, and of the snippet's own code run by node.
/// The policy in each file must be what the server tells pages of that workspace.
/// </summary>
public sealed class ConsentCaseTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "spec", "consent-cases");

    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_server_tells_pages_this_policy_and_judges_each_case_so(string file)
    {
        var path = Path.Combine(Folder, file);
        var said = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
        await using var server = await ServeAsync(said);
        var told = JsonNode.Parse((await server.AskAsync(HttpMethod.Get, $"/v1/projects/{RunningServer.WebKey}/policy?jurisdiction={said["jurisdiction"]}")).Text)!;
        if (Environment.GetEnvironmentVariable("FULCRUM_WRITE") == "1")
        {
            said["policy"] = told.DeepClone();
            await File.WriteAllTextAsync(path, said.ToJsonString(Written) + "\n", TestContext.Current.CancellationToken);
        }

        Assert.True(JsonNode.DeepEquals(said["policy"], told), $"{file}: the server tells\n{told.ToJsonString(Written)}");
        Assert.True(said["cases"]!.AsArray().Count >= 4);
        Assert.Empty(await FindAsync(server, said));
    }

    [Fact]
    public async Task The_snippet_judges_each_case_so()
    {
        var (exit, output) = await RunNodeAsync(Folder);

        Assert.True(exit == 0, output);
        Assert.Matches("^[0-9]{2,} cases in [0-9]+ files agree\n$", output);
    }

    [Fact]
    public async Task A_case_that_says_something_else_is_caught_by_both()
    {
        var altered = Directory.CreateTempSubdirectory("fulcrum-cases-");
        var said = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "consent.json"), TestContext.Current.CancellationToken))!;
        var one = said["cases"]!.AsArray().First(one => (string?)one!["server"] == "refused")!;
        one["does"] = "send";
        await File.WriteAllTextAsync(Path.Combine(altered.FullName, "altered.json"), said.ToJsonString(), TestContext.Current.CancellationToken);

        var (exit, output) = await RunNodeAsync(altered.FullName);
        Assert.Equal(1, exit);
        Assert.Contains((string)one["name"]!, output, StringComparison.Ordinal);
        await using var server = await ServeAsync(said);
        Assert.Single(await FindAsync(server, said));
        altered.Delete(recursive: true);
    }

    /// <summary>The cases that the intake judges otherwise.</summary>
    private static async Task<List<string>> FindAsync(RunningServer server, JsonNode said)
    {
        var source = server.Core.Workspace.Current.Sources["web"];
        var found = new List<string>();
        foreach (var (at, one) in said["cases"]!.AsArray().Index())
        {
            var visitor = $"visitor-{at}";
            await ChooseAsync(server, said["policy"]!, visitor, one!["choice"]?["c"]?.AsObject());
            var does = (string)one["does"]!;
            var preferences = one["preferences"]!.AsObject();
            var sent = new JsonObject { ["anonymousId"] = visitor, ["messageId"] = $"m-{at}", ["context"] = new JsonObject { ["consent"] = new JsonObject { ["categoryPreferences"] = preferences.DeepClone() } } };
            foreach (var (name, value) in one["event"]!.AsObject())
            {
                sent[name] = value?.DeepClone();
            }

            var read = SegmentReader.Read(Encoding.UTF8.GetBytes(new JsonObject { ["batch"] = new JsonArray(sent) }.ToJsonString()), null, server.Core.Now);
            var fate = Assert.Single(await server.Core.Collect.JudgeEachAsync(source, read.Events, new RequestSignals((bool)one["signal"]!, Anonymous: false), TestContext.Current.CancellationToken));
            var mayKeepId = (bool)said["policy"]!["mayKeepId"]! || preferences.Any(pair => (bool)pair.Value!);
            var mayBeSent = (string)one["server"]! != "refused";
            if (fate.Kind.ToString() != Capitalised((string)one["server"]!) || (does == "keep" && !mayKeepId) || (does is "keep" or "send" && !mayBeSent) || (does == "" && (string)one["server"]! == "stored"))
            {
                found.Add($"{one["name"]}: '{does}' and {one["server"]}, and the server: {fate.Kind} {fate.Fault}");
            }
        }

        return found;
    }

    private static string Capitalised(string word) => string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1));

    private static async Task ChooseAsync(RunningServer server, JsonNode policy, string visitor, JsonObject? answers)
    {
        if (answers is null)
        {
            return;
        }

        var nonce = await server.SendAsync("/v1/capture/nonces", new JsonObject { ["surface"] = policy["surface"]!.DeepClone(), ["identifiers"] = new JsonObject { ["anonymousId"] = visitor } }.ToJsonString());
        var decisions = policy["categories"]!.AsArray().Where(category => answers.ContainsKey((string)category!["id"]!))
            .Select(category => (JsonNode)new JsonObject { ["purpose"] = category!["purpose"]!.DeepClone(), ["state"] = (bool)answers[(string)category["id"]!]! ? "given" : "refused" });
        var body = new JsonObject { ["identifiers"] = new JsonObject { ["anonymousId"] = visitor }, ["proof"] = nonce.Json.GetProperty("proof").GetString(), ["decisions"] = new JsonArray([.. decisions]) };
        var taken = await server.SendAsync("/v1/capture/decisions", body.ToJsonString());
        Assert.True((int)taken.Status == 200, taken.Text);
    }

    private static Task<RunningServer> ServeAsync(JsonNode said) => RunningServer.StartAsync(hasSurfaces: true, files: files =>
    {
        foreach (var (path, from) in said["workspace"]!["add"]!.AsObject())
        {
            files = files.SetItem(path, File.ReadAllText(Path.Combine(Repository.Root, (string)from!)));
        }

        foreach (var change in said["workspace"]!["change"]!.AsArray())
        {
            var (path, from) = ((string)change!["file"]!, (string)change["from"]!);
            Assert.Contains(from, files[path], StringComparison.Ordinal);
            files = files.SetItem(path, files[path].Replace(from, (string)change["to"]!, StringComparison.Ordinal));
        }

        // What was built of the notices is of the unchanged workspace.
        return said["workspace"]!["change"]!.AsArray().Count == 0 ? files : files.RemoveRange(files.Keys.Where(path => path.StartsWith("notices/built/", StringComparison.Ordinal)));
    });

    private static async Task<(int Exit, string Output)> RunNodeAsync(string folder)
    {
        using var run = Process.Start(new ProcessStartInfo("node", ["sdk/browser/check-cases.mjs", folder]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var faults = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (run.ExitCode, output + await faults);
    }
}
