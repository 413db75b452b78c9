using System.Collections.Immutable;
using Fulcrum.Cli.Shell;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Workspaces;

/// <summary>A workspace as files in a folder.</summary>
internal static class WorkspaceFolder
{
    private const long BytesMax = 16 << 20;

    /// <summary>Reads every file of the folder: path inside it, with forward slashes, to text. Hidden files are not part of it.</summary>
    /// <exception cref="CommandFault">There is no such folder, or it is too large to be a workspace.</exception>
    public static ImmutableSortedDictionary<string, string> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandFault(new Fault("folder-missing", "There is no folder here.", "Name the folder with workspace.yaml in it, for example samples/motors."), ExitCode.NotFound, folder);
        }

        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, file.FullName).Replace('\\', '/');
            if (path.Split('/').Any(part => part.StartsWith('.')))
            {
                continue;
            }

            bytes += file.Length;
            if (bytes > BytesMax)
            {
                throw new CommandFault(new Fault("folder-too-large", $"The files here are larger than {BytesMax >> 20} MB.", "Name the workspace's own folder."), where: folder);
            }

            files.Add(path, File.ReadAllText(file.FullName));
        }

        return files.ToImmutable();
    }

    /// <summary>Says what is allowed and should not stay so, each with a path the person can open.</summary>
    public static void Warn(WorkspaceReading reading, string folder, Screen screen)
    {
        foreach (var warning in reading.Warnings)
        {
            screen.Say($"warning: {Path.Combine(folder, warning.At.ToString())}: {warning.Fault}");
        }
    }

    /// <summary>The faults of a reading, each with a path the person can open; nothing when there are none.</summary>
    /// <exception cref="CommandFault">There are faults.</exception>
    public static void Require(WorkspaceReading reading, string folder)
    {
        if (reading.Workspace is null)
        {
            throw new CommandFault(
                [.. reading.Faults.Select(fault => new PlacedFault(Path.Combine(folder, fault.At.ToString()), fault.Fault))], ExitCode.VerificationFailed);
        }
    }
}
