using System.Collections.Immutable;

namespace Fulcrum.Workspaces.Reading;

/// <summary>The files of a workspace folder, by what they are for.</summary>
internal sealed class WorkspaceFiles
{
    private static readonly string[] Needed = ["workspace.yaml", "purposes.yaml", "identifiers.yaml", "sources.yaml"];
    private static readonly string[] Optional = ["disclosures.yaml", "facts.yaml", "segments.yaml", "placements.yaml", "contact-policy.yaml", "views.yaml"];
    private static readonly string[] Folders = ["notices/", "contracts/", "offers/"];

    private readonly ImmutableSortedDictionary<string, YamlFile> _files;
    private readonly FaultList _faults;

    private WorkspaceFiles(ImmutableSortedDictionary<string, YamlFile> files, FaultList faults) => (_files, _faults) = (files, faults);

    /// <summary>Reads every file that belongs to a workspace; reports strangers and what is missing. Notes for people (<c>.md</c>) may lie beside them.</summary>
    public static WorkspaceFiles Open(ImmutableSortedDictionary<string, string> texts, FaultList faults)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, YamlFile>(StringComparer.Ordinal);
        foreach (var (path, text) in texts.Where(file => !file.Key.EndsWith(".md", StringComparison.Ordinal)))
        {
            if (!IsKnown(path))
            {
                var known = Needed.Concat(Optional).Concat(Folders.Select(folder => $"{folder}NAME.yaml"));
                faults.Add(new Place(path, 1), "unknown-file", "This file is no part of a workspace.", Nearest.Remedy(path, known));
                continue;
            }

            files.Add(path, YamlFile.Read(path, text, faults));
        }

        foreach (var path in Needed.Where(path => !files.ContainsKey(path)))
        {
            faults.HasUnreadableFile = true;
            faults.Add(new Place(path, 1), "missing-file", "This file is missing.", "Add it; samples/motors shows how it looks.");
        }

        return new WorkspaceFiles(files.ToImmutable(), faults);
    }

    /// <summary>The text of a file; empty when there is none.</summary>
    public string TextOf(string path) => _files.TryGetValue(path, out var file) ? file.Text : "";

    /// <summary>The keys of one file; null when it is absent, empty or no YAML.</summary>
    public KeyReader? Find(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            return null;
        }

        if (file.Root is null && file.Text.AsSpan().Trim().IsEmpty)
        {
            _faults.Add(new Place(path, 1), "empty-file", "This file is empty.", "Fill it, or remove it where it is not needed.");
        }

        return file.Root is null ? null : new KeyReader(file.Root, "A workspace file", _faults);
    }

    /// <summary>The keys of every file in a folder, in path order.</summary>
    public IEnumerable<KeyReader> In(string folder) => _files.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).Select(Find).OfType<KeyReader>();

    private static bool IsKnown(string path) =>
        Needed.Contains(path) || Optional.Contains(path)
        || Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal) && path.Length > folder.Length + 5);
}
