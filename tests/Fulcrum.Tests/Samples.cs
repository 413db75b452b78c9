using System.Collections.Immutable;

namespace Fulcrum.Tests;

/// <summary>The sample workspaces of this repository, as the tests read them.</summary>
public static class Samples
{
    /// <summary>The folder that holds <c>Fulcrum.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files of <c>samples/motors</c>: path inside the folder to text.</summary>
    public static ImmutableSortedDictionary<string, string> MotorsFiles { get; } = ReadFolder(Path.Combine(Root, "samples", "motors"));

    private static ImmutableSortedDictionary<string, string> ReadFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
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
