using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Import;

/// <summary><c>fulcrum import</c>: a company's own files into profiles, through a mapping and the contract of a source.</summary>
internal static class ImportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "CSV of any delimiter, columns between spaces, or JSON Lines." };
        var mapping = new Option<string>("--mapping") { Description = "The mapping file.", HelpName = "MAPPING", Required = true };
        var preview = new Option<bool>("--preview") { Description = "Show the first rows as the events they would become, with labels; nothing is written." };
        var workspace = new Option<string?>("--workspace") { Description = "For --preview: read this workspace folder instead of a store's.", HelpName = "FOLDER" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Do everything but the writing, and report what would become of each row." };
        var unsure = new Option<UnsureRows>("--unsure")
        {
            Description = "After a stop longer ago than the store remembers message ids: send or skip the rows whose answer was not seen.",
            DefaultValueFactory = _ => UnsureRows.Ask,
        };
        var command = new Command("import", "Import a file; given again after a stop, it goes on where it stopped and takes no row twice.")
        {
            file, mapping, around.Store, preview, workspace, dryRun, unsure,
        };
        command.SetAction((line, cancellation) =>
        {
            var path = line.GetRequiredValue(file);
            var read = MappingReader.Open(line.GetRequiredValue(mapping));
            var (folder, json) = (line.GetRequiredValue(around.Store), line.GetValue(around.Json));
            return line.GetValue(preview)
                ? PreviewAsync(path, read, line.GetValue(workspace), folder, json, around, cancellation)
                : ImportAsync(path, read, folder, line.GetValue(dryRun), line.GetValue(unsure), json, around, cancellation);
        });
        return command;
    }

    /// <summary>Imports a file into an open store, in named steps.</summary>
    public static async Task<ImportReport> RunAsync(
        string path, ImportMapping mapping, OpenStore store, bool isDryRun, UnsureRows unsure, Surroundings around, CancellationToken cancellation)
    {
        var file = ImportFile.Find(path);
        var workspace = store.Core.Workspace.Current;
        var source = ImportJob.FindSource(mapping, workspace);
        int decidingColumn;
        using (var rows = file.OpenRows(mapping))
        {
            decidingColumn = ImportJob.FindDecidingColumn(mapping, rows.Columns);
        }

        var digest = "";
        await around.Screen.RunStepAsync("Naming the file by its digest", async progress => digest = await file.DigestAsync(progress, cancellation));
        var known = isDryRun ? null : ImportCheckpoint.Find(store.Folder, digest, mapping.Digest);
        if (known is { IsDone: true })
        {
            return new ImportReport(known, path, WasDone: true, isDryRun, "");
        }

        var from = known ?? ImportCheckpoint.Begin(digest, mapping.Digest, around.Now);
        if (known is not null)
        {
            around.Screen.Say($"Going on behind line {known.Line}.");
            from = unsure.Settle(known, around.Now, workspace.Settings.DedupeWindow, path);
        }

        var job = new ImportJob(file, digest, mapping, source, store.Folder, from, isDryRun) { DecidingColumn = decidingColumn };
        var reached = from;
        await around.Screen.RunStepAsync(isDryRun ? "Trying the rows" : "Importing the rows", async progress =>
        {
            reached = await new ImportRun(store.Core, job, around.Clock).RunAsync(progress, cancellation);
            return $"{reached.Counts.Rows} rows";
        });
        return new ImportReport(reached, path, WasDone: false, isDryRun, reached.ErrorBytes > 0 ? job.ErrorPath : "");
    }

    private static async Task<int> ImportAsync(
        string path, ImportMapping mapping, string folder, bool isDryRun, UnsureRows unsure, bool json, Surroundings around, CancellationToken cancellation)
    {
        ImportFile.Find(path);
        await using var store = await OpenStore.OpenAsync(folder, around, cancellation);
        var report = await RunAsync(path, mapping, store, isDryRun, unsure, around, cancellation);
        report.Show(json, around.Screen);
        return report.ExitCode;
    }

    private static async Task<int> PreviewAsync(
        string path, ImportMapping mapping, string? workspaceFolder, string storeFolder, bool json, Surroundings around, CancellationToken cancellation)
    {
        ImportFile.Find(path);
        Workspace workspace;
        if (workspaceFolder is not null)
        {
            var reading = WorkspaceReader.Read(WorkspaceFolder.Read(workspaceFolder), Numbering.Empty);
            WorkspaceFolder.Require(reading, workspaceFolder);
            workspace = reading.Workspace!;
        }
        else
        {
            await using var store = await OpenStore.OpenAsync(storeFolder, around, cancellation);
            workspace = store.Core.Workspace.Current;
        }

        ImportPreview.Show(ImportFile.Find(path), mapping, workspace, json, around);
        return ExitCode.Ok;
    }
}
