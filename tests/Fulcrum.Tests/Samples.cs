using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Tests;

/// <summary>The sample workspaces of this repository, as the tests read them.</summary>
public static class Samples
{
    /// <summary>The folder that holds <c>Fulcrum.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files of <c>samples/motors</c>: path inside the folder to text.</summary>
    public static ImmutableSortedDictionary<string, string> MotorsFiles { get; } = ReadFolder(Path.Combine(Root, "samples", "motors"))
        .Where(file => !file.Key.StartsWith("notices/built/", StringComparison.Ordinal)).ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The same with the notices that were built from it; a test that changes what they tell builds them again.</summary>
    public static ImmutableSortedDictionary<string, string> MotorsBuiltFiles { get; } = ReadFolder(Path.Combine(Root, "samples", "motors"));

    /// <summary>The sample workspace, read; its numbers are those of a first apply.</summary>
    public static WorkspaceReading MotorsReading { get; } = WorkspaceReader.Read(MotorsFiles, Numbering.Empty);

    /// <summary>The sample workspace.</summary>
    public static Workspace Motors =>
        MotorsReading.Workspace ?? throw new InvalidOperationException($"samples/motors has faults:\n{string.Join('\n', MotorsReading.Faults)}");

    private static ImmutableSortedDictionary<string, string> ReadFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToImmutableSortedDictionary(
                path => Path.GetRelativePath(folder, path).Replace('\\', '/'),
                File.ReadAllText,
                StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fulcrum.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Fulcrum.slnx was not found above the tests.");
    }
}
