using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Tests.Stores;

/// <summary>What was kept aside is listed, looked into, mended and taken in from the command line, with and without a running server.</summary>
public class QuarantineTests
{
    private static readonly string Motors = Path.Combine(Folder.Repository, "samples", "motors");

    [Fact]
    public async Task An_event_kept_aside_is_listed_mended_and_taken_in_once()
    {
        using var folder = new Folder();
        var store = folder["store"];
        await KeepAsideAsync(folder);

        var list = await CliProcess.RunAsync("quarantine", "list", "--store", store);
        var id = list.Data.Split('\n')[1].Split('\t')[0];
        var mended = folder["mended.json"];
        var repair = await CliProcess.RunAsync("quarantine", "repair", id, "--out", mended, "--why", "wrong type", "--store", store);
        var unchanged = await CliProcess.RunAsync("quarantine", "replay", id, "--file", mended, "--why", "a try", "--store", store);
        await File.WriteAllTextAsync(mended, (await File.ReadAllTextAsync(mended, TestContext.Current.CancellationToken)).Replace("7", "\"roadster\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var replay = await CliProcess.RunAsync("quarantine", "replay", id, "--file", mended, "--why", "mended", "--store", store);
        var again = await CliProcess.RunAsync("quarantine", "replay", id, "--file", mended, "--why", "mended", "--store", store);

        Assert.Contains("wrong-type", list.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("a-1", list.Data, StringComparison.Ordinal);
        Assert.True(repair.Exit == ExitCode.Ok, repair.Notes);
        Assert.Equal((ExitCode.VerificationFailed, true), (unchanged.Exit, unchanged.Data.Contains("[wrong-type]", StringComparison.Ordinal)));
        Assert.True(replay.Exit == ExitCode.Ok, replay.Notes + replay.Data);
        Assert.Contains("Taken in", replay.Data, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NotFound, again.Exit);
        Assert.Contains("[unknown-quarantined]", again.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_is_asked_instead_and_remembers_who_looked()
    {
        using var folder = new Folder();
        await KeepAsideAsync(folder);
        using var server = await ServedStore.StartAsync(folder["store"]);
        Task<(int Exit, string Data, string Notes)> AskAsync(string line) =>
            CliProcess.RunShellAsync($"{RunningInstance.KeyVariable}='{server.AdminKey}' dotnet '{CliProcess.Program}' quarantine {line} --server '{server.Address}'");

        var held = await CliProcess.RunAsync("quarantine", "list", "--store", folder["store"]);
        var list = JsonDocument.Parse((await AskAsync("list --json")).Data).RootElement.GetProperty("quarantined");
        var id = list[0].GetProperty("id").GetString();
        var show = await AskAsync($"show {id} --by clerk-7 --why 'the customer asked'");
        var lookUps = await AskAsync("look-ups");
        var careless = await AskAsync($"show {id}");

        Assert.Equal(ExitCode.Conflict, held.Exit);
        Assert.Contains("--server", held.Notes, StringComparison.Ordinal);
        Assert.Contains("\"model\": 7", show.Data, StringComparison.Ordinal);
        Assert.Contains("read\tclerk-7\tthe customer asked", lookUps.Data, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, careless.Exit);
    }

    private static async Task KeepAsideAsync(Folder folder)
    {
        // Without its surfaces a yes of an event needs no nonce, which would have run out before the event is mended.
        foreach (var file in Directory.EnumerateFiles(Motors, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "surfaces.yaml"))
        {
            var copy = Path.Combine(folder["motors"], Path.GetRelativePath(Motors, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Assert.Equal(ExitCode.Ok, (await CliProcess.RunAsync("workspace", "apply", folder["motors"], "--store", folder["store"])).Exit);
        using var server = await ServedStore.StartAsync(folder["store"]);
        var (status, _) = await server.PostAsync(
            "/v1/track",
            """{"event":"Brochure Downloaded","messageId":"m-1","anonymousId":"a-1","properties":{"model":7},"context":{"consent":{"categoryPreferences":{"functional":true}}}}""",
            ServedStore.WebKey);
        Assert.Equal(200, status);
        await server.StopAsync();
    }
}
