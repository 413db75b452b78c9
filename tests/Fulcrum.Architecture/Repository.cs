namespace Fulcrum.Architecture;

/// <summary>The source tree these tests look at: the one they were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotSource = [".git", ".vs", "artifacts", "bin", "demo-data", "node_modules", "obj", "TestResults"];

    /// <summary>Full path of the tree's root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file under a folder of the tree, as paths relative to the root with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> Files(string under = "", string pattern = "*")
    {
        var found = new List<string>();
        Walk(Path.Combine(Root, under), pattern, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>The text of a file of the tree.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Whether there is such a file or folder.</summary>
    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static void Walk(string folder, string pattern, List<string> found)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        found.AddRange(Directory.EnumerateFiles(folder, pattern).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')));
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(inner => !NotSource.Contains(Path.GetFileName(inner))))
        {
            Walk(inner, pattern, found);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Fulcrum.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Fulcrum.slnx is in no folder above the tests.");
    }
}
