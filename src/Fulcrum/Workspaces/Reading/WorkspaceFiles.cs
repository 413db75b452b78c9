using System.Collections.Immutable;

namespace Fulcrum.Workspaces.Reading;

/// <summary>The files of a workspace folder, by what they are for.</summary>
internal sealed class WorkspaceFiles
{
    private static readonly string[] Needed = ["workspace.yaml", "purposes.yaml", "identifiers.yaml", "sources.yaml"];
    private static readonly string[] Optional = ["disclosures.yaml", "facts.yaml", "surfaces.yaml", "segments.yaml", "placements.yaml", "contact-policy.yaml", "views.yaml", "exchanges.yaml", "partners.yaml", "systems.yaml", "roles.yaml", "training.yaml"];
    private const string BuiltFolder = "notices/built/";

    private static readonly string[] Folders = ["notices/", "contracts/", "offers/", "laws/"];

    private readonly ImmutableSortedDictionary<string, string> _texts;
    private readonly ImmutableSortedDictionary<string, YamlFile> _files;
    private readonly FaultList _faults;

    private WorkspaceFiles(ImmutableSortedDictionary<string, string> texts, ImmutableSortedDictionary<string, YamlFile> files, FaultList faults) =>
        (_texts, _files, _faults) = (texts, files, faults);

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

            if (IsPage(path))
            {
                continue; // Read as text, by the facts that name it.
            }

            files.Add(path, YamlFile.Read(path, text, faults));
        }

        foreach (var path in Needed.Where(path => !files.ContainsKey(path)))
        {
            faults.HasUnreadableFile = true;
            faults.Add(new Place(path, 1), "missing-file", "This file is missing.", "Add it; samples/motors shows how it looks.");
        }

        return new WorkspaceFiles(texts, files.ToImmutable(), faults);
    }

    /// <summary>The text of a file; empty when there is none.</summary>
    public string TextOf(string path) => _files.TryGetValue(path, out var file) ? file.Text : "";

    /// <summary>The texts of every file in a folder, by path.</summary>
    public IReadOnlyDictionary<string, string> TextsIn(string folder) =>
        _files.Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal)).ToDictionary(file => file.Key, file => file.Value.Text, StringComparer.Ordinal);

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
    public IEnumerable<KeyReader> In(string folder) => _files.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && !path.StartsWith(BuiltFolder, StringComparison.Ordinal)).Select(Find).OfType<KeyReader>();

    /// <summary>The facts of every notice that was built, with the notice their folder is named after.</summary>
    public IEnumerable<(string Notice, KeyReader Keys)> Built()
    {
        foreach (var path in _files.Keys.Where(path => path.StartsWith(BuiltFolder, StringComparison.Ordinal)))
        {
            if (Find(path) is { } keys)
            {
                yield return (path.Split('/')[2], keys);
            }
        }
    }

    /// <summary>The text of a page beside a built notice's facts; null when there is none.</summary>
    public string? PageOf(string notice, string page) => _texts.GetValueOrDefault($"{BuiltFolder}{notice}/{page}");

    private static bool IsPage(string path) =>
        path.StartsWith(BuiltFolder, StringComparison.Ordinal) && path.Split('/').Length == 4 && path.EndsWith(".html", StringComparison.Ordinal);

    private static bool IsBuilt(string path) =>
        IsPage(path) || (path.Split('/').Length == 4 && path.EndsWith("/facts.yaml", StringComparison.Ordinal));

    private static bool IsKnown(string path) =>
        path.StartsWith(BuiltFolder, StringComparison.Ordinal) ? IsBuilt(path) :
        Needed.Contains(path) || Optional.Contains(path)
        || Folders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal) && path.Length > folder.Length + 5);
}
