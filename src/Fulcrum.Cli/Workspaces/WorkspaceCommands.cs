using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Workspaces;

/// <summary><c>fulcrum workspace check | diff | apply | history</c>: from files to a workspace in force, of a store nobody has open or of a running server.</summary>
internal static class WorkspaceCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder with workspace.yaml in it." };
        var server = RunningInstance.MakeOption();
        var check = new Command("check", "Read a workspace folder and say everything that is wrong with it, by file and line.") { folder, server };
        check.SetAction((line, cancellation) => line.GetValue(server) is { } url
            ? ServedWorkspaceCommands.CheckAsync(url, line.GetRequiredValue(folder), line.GetValue(around.Json), around.Screen, cancellation)
            : Task.FromResult(Check(line.GetRequiredValue(folder), line.GetValue(around.Json), around.Screen)));

        var diff = new Command("diff", "Say what applying a folder would change, and what loosens privacy.") { folder, around.Store, server };
        diff.SetAction((line, cancellation) => line.GetValue(server) is { } url
            ? ServedWorkspaceCommands.DiffAsync(url, line.GetRequiredValue(folder), line.GetValue(around.Json), around.Screen, cancellation)
            : OpenStore.AloneAsync(() => DiffAsync(
                line.GetRequiredValue(folder), line.GetRequiredValue(around.Store), line.GetValue(around.Json), around, cancellation)));

        var by = new Option<string>("--by")
        {
            Description = "Who applies it, for the audit (default: the user of this machine).",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var apply = new Command("apply", "Put a folder in force, wholly or not at all; a store is made where there is none.") { folder, around.Store, by, server };
        apply.SetAction((line, cancellation) => line.GetValue(server) is { } url
            ? ServedWorkspaceCommands.ApplyAsync(url, line.GetRequiredValue(folder), line.GetRequiredValue(by), line.GetValue(around.Json), around.Screen, cancellation)
            : OpenStore.AloneAsync(() => ApplyAsync(
                line.GetRequiredValue(folder), line.GetRequiredValue(around.Store), $"cli:{line.GetValue(by)}", line.GetValue(around.Json), around, cancellation)));

        var history = new Command("history", "List every version ever applied, when and by whom.") { around.Store };
        history.SetAction((line, cancellation) => ListAsync(line.GetRequiredValue(around.Store), line.GetValue(around.Json), around, cancellation));
        return new Command("workspace", "Check, compare and apply the files a company decides by.") { check, diff, apply, history };
    }

    private static int Check(string folder, bool json, Screen screen)
    {
        var reading = WorkspaceReader.Read(WorkspaceFolder.Read(folder), Numbering.Empty);
        WorkspaceFolder.Require(reading, folder);
        WorkspaceFolder.Warn(reading, folder, screen);
        var workspace = reading.Workspace!;
        if (json)
        {
            screen.PutJson(new { schema = 1, workspace.Name, workspace.Version, errors = Array.Empty<object>(), warnings = reading.Warnings.Select(warning => new { at = warning.At.ToString(), warning.Fault.Code, warning.Fault.What, warning.Fault.Remedy }) });
            return ExitCode.Ok;
        }

        screen.Put($"{workspace.Name}, version {workspace.Version}: nothing wrong.");
        screen.Put(
            $"{workspace.Purposes.Count} purposes, {workspace.Sources.Count} sources, {workspace.Contracts.Count} contracts, {workspace.Facts.Count} facts, " +
            $"{workspace.Placements.Count} placements, {workspace.Offers.Count} offers, {workspace.Views.Count} views.");
        return ExitCode.Ok;
    }

    private static async Task<int> DiffAsync(string folder, string storeFolder, bool json, Surroundings around, CancellationToken cancellation)
    {
        var files = WorkspaceFolder.Read(folder);
        await using var store = await OpenStore.OpenBareAsync(storeFolder, around, cancellation);
        var comparison = await new WorkspaceFlow(store.Workspaces, around.Clock).DiffAsync(files, cancellation);
        WorkspaceFolder.Require(comparison.Reading, folder);
        WorkspaceFolder.Warn(comparison.Reading, folder, around.Screen);
        Show(comparison, applied: null, json, around.Screen);
        return ExitCode.Ok;
    }

    private static async Task<int> ApplyAsync(string folder, string storeFolder, string by, bool json, Surroundings around, CancellationToken cancellation)
    {
        var files = WorkspaceFolder.Read(folder);

        // Read before anything is made, so that a folder with faults leaves no empty store behind.
        WorkspaceFolder.Require(WorkspaceReader.Read(files, Numbering.Empty), folder);
        await using var store = await StorePlace.Parse(storeFolder).OpenAsync(around, cancellation);
        var comparison = await new WorkspaceFlow(store.Workspaces, around.Clock).ApplyAsync(files, by, cancellation);
        WorkspaceFolder.Require(comparison.Reading, folder);
        WorkspaceFolder.Warn(comparison.Reading, folder, around.Screen);
        Show(comparison, await store.Workspaces.CurrentAsync(cancellation), json, around.Screen);
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(string storeFolder, bool json, Surroundings around, CancellationToken cancellation)
    {
        await using var store = await OpenStore.OpenBareAsync(storeFolder, around, cancellation);
        var versions = await store.Workspaces.ListAsync(cancellation);
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, versions = versions.Select(version => new { version.Version, at = version.At.ToString(), version.By }) });
        }
        else
        {
            around.Screen.PutTable(
                ["version", "applied", "by"], versions.Select(version => (IReadOnlyList<string>)[version.Version, version.At.ToString(), version.By]));
        }

        return ExitCode.Ok;
    }

    private static void Show(WorkspaceComparison comparison, AppliedWorkspace? applied, bool json, Screen screen) =>
        new ComparisonForm(comparison.VersionBefore, comparison.Reading.Workspace!.Version, comparison.Changes, applied?.At.ToString(), applied?.By).Show(json, screen);
}
