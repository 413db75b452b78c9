using System.Collections.Immutable;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Workspaces;

/// <summary>The sample workspace with something written wrong.</summary>
internal static class Spoiled
{
    /// <summary>The files with one text replaced; it must stand in the file exactly once.</summary>
    public static ImmutableSortedDictionary<string, string> Files(string file, string find, string replace)
    {
        var text = Samples.MotorsFiles[file];
        Assert.Equal(2, text.Split(find).Length);
        return Samples.MotorsFiles.SetItem(file, text.Replace(find, replace, StringComparison.Ordinal));
    }

    /// <summary>Place and code of each fault, for example <c>purposes.yaml:4:12 unknown-word</c>.</summary>
    public static string[] Faults(string file, string find, string replace) => Faults(Files(file, find, replace));

    /// <summary>Place and code of each fault.</summary>
    public static string[] Faults(ImmutableSortedDictionary<string, string> files)
    {
        var reading = WorkspaceReader.Read(files, Numbering.Empty);
        Assert.Equal(reading.Faults.IsEmpty, reading.Workspace is not null);
        Assert.All(reading.Faults, fault => Assert.True(fault.Fault is { What.Length: > 10, Remedy.Length: > 3 }, fault.ToString()));
        return [.. reading.Faults.Select(fault => $"{fault.At} {fault.Fault.Code}")];
    }
}
