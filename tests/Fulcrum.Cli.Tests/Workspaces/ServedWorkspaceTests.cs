using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Workspaces;

/// <summary>While a server holds the store, the workspace commands ask that server; the folder form says so.</summary>
public class ServedWorkspaceTests
{
    private static readonly string Motors = Path.Combine(Folder.Repository, "samples", "motors");

    [Fact]
    public async Task A_running_server_checks_compares_and_applies_a_folder_and_decides_by_it_next()
    {
        using var folder = new Folder();
        using var server = await ServeAsync(folder);
        CopyMotors(folder["later"], file => file.Replace("contacts-max: 12", "contacts-max: 30", StringComparison.Ordinal));

        var held = await CliProcess.RunAsync("workspace", "apply", folder["later"], "--store", folder["store"]);
        var check = await AskAsync(server, "check", folder["later"]);
        var diff = await AskAsync(server, "diff", folder["later"]);
        var apply = await AskAsync(server, "apply", folder["later"], "--by", "reviewer", "--json");
        var again = await AskAsync(server, "diff", folder["later"]);
        await server.StopAsync();
        var history = await CliProcess.RunAsync("workspace", "history", "--store", folder["store"], "--json");

        Assert.Equal(ExitCode.Conflict, held.Exit);
        Assert.Contains("--server", held.Notes, StringComparison.Ordinal);
        Assert.True(check.Exit == ExitCode.Ok, check.Notes);
        Assert.Contains("nothing wrong", check.Data, StringComparison.Ordinal);
        Assert.Contains("~ cap promotion-daily: contacts-max 12 -> 30 (loosens privacy)", diff.Data, StringComparison.Ordinal);
        Assert.True(apply.Exit == ExitCode.Ok, apply.Notes);
        Assert.True(JsonDocument.Parse(apply.Data).RootElement.GetProperty("applied").GetBoolean());
        Assert.Contains("in force already", again.Data, StringComparison.Ordinal);
        var versions = JsonDocument.Parse(history.Data).RootElement.GetProperty("versions");
        Assert.Equal("http:reviewer", versions[0].GetProperty("by").GetString());
        Assert.Equal(2, versions.GetArrayLength());
    }

    [Fact]
    public async Task A_folder_with_faults_is_refused_with_the_places_of_the_folder()
    {
        using var folder = new Folder();
        using var server = await ServeAsync(folder);
        CopyMotors(folder["later"], file => file.Replace("of: finance", "of: financing", StringComparison.Ordinal));

        var (exit, _, notes) = await AskAsync(server, "apply", folder["later"]);

        Assert.Equal(ExitCode.VerificationFailed, exit);
        Assert.Contains(Path.Combine(folder["later"], "contact-policy.yaml:13:9"), notes, StringComparison.Ordinal);
        Assert.Contains("[unknown-name]", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "x", "server-unreachable", ExitCode.RetryLater)]
    [InlineData("http://fulcrum.example", "x", "key-in-the-open", ExitCode.NotAllowed)]
    [InlineData("127.0.0.1:5080", "x", "bad-server", ExitCode.Usage)]
    [InlineData("http://127.0.0.1:5080/v1", "x", "bad-server", ExitCode.Usage)]
    [InlineData("http://127.0.0.1:1", "", "admin-key-missing", ExitCode.NotAllowed)]
    [InlineData("SERVED", "admin_wrong", "key-unknown", ExitCode.NotAllowed)]
    public async Task What_cannot_be_asked_is_said_clearly(string url, string key, string code, int expected)
    {
        using var folder = new Folder();
        using var server = url == "SERVED" ? await ServeAsync(folder) : null;

        var (exit, _, notes) = await RunAsync(server?.Address.ToString() ?? url, key, "diff", Motors);

        Assert.Equal(expected, exit);
        Assert.Contains($"[{code}]", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", notes, StringComparison.Ordinal);
    }

    private static async Task<ServedStore> ServeAsync(Folder folder)
    {
        Assert.Equal(ExitCode.Ok, (await CliProcess.RunAsync("workspace", "apply", Motors, "--store", folder["store"])).Exit);
        return await ServedStore.StartAsync(folder["store"]);
    }

    private static Task<(int Exit, string Data, string Notes)> AskAsync(ServedStore server, params string[] arguments) =>
        RunAsync(server.Address.ToString(), server.AdminKey, arguments);

    private static Task<(int Exit, string Data, string Notes)> RunAsync(string url, string key, params string[] arguments) =>
        CliProcess.RunShellAsync($"{RunningInstance.KeyVariable}='{key}' dotnet '{CliProcess.Program}' workspace {string.Join(' ', arguments)} --server '{url}'");

    private static void CopyMotors(string to, Func<string, string> change)
    {
        foreach (var file in Directory.EnumerateFiles(Motors, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(Motors, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, change(File.ReadAllText(file)));
        }
    }
}
