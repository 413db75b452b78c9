using System.Collections.Immutable;
using Fulcrum.Notices;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Notices;

/// <summary>Workspaces whose notices were built.</summary>
internal static class Built
{
    /// <summary>The files of the sample with its built notices, with one text replaced; it must stand in the file exactly once.</summary>
    public static ImmutableSortedDictionary<string, string> Spoiled(string file, string find, string replace)
    {
        Assert.Equal(2, Samples.MotorsBuiltFiles[file].Split(find).Length);
        return Samples.MotorsBuiltFiles.SetItem(file, Samples.MotorsBuiltFiles[file].Replace(find, replace, StringComparison.Ordinal));
    }

    /// <summary>Declares the next version of the web notice, and builds every notice in force anew; drafts nobody was shown are built over.</summary>
    public static ImmutableSortedDictionary<string, string> Next(ImmutableSortedDictionary<string, string> files, string more = "re-ask: [privacy-centre, web-banner]\n", string text = "May we? Each by itself.")
    {
        var next = files.SetItem(
            "notices/web-privacy-2.yaml",
            $"notice: web-privacy\nversion: 2026-12\nsupersedes: web-privacy@2026-11\n{more}purposes: [personalization, analytics, marketing-email, sales-assistance]\ntext: {{en: \"{text}\", ru: Можно ли? Каждое само по себе.}}\n");
        return Rebuilt(next);
    }

    /// <summary>Builds every notice in force anew, whatever was built of it.</summary>
    public static ImmutableSortedDictionary<string, string> Rebuilt(ImmutableSortedDictionary<string, string> files)
    {
        var reading = WorkspaceReader.Read(files, Numbering.Empty, comparesNotices: false);
        if (reading.Workspace is not { } workspace)
        {
            return files; // What is wrong with it is the test's to say.
        }

        foreach (var notice in workspace.Notices.Values.Where(notice => !notice.IsSuperseded))
        {
            files = files.SetItems(NoticeBuild.Of(workspace, notice).Files.Select(file => KeyValuePair.Create($"{NoticeBuild.FolderOf(notice.Id)}/{file.Key}", file.Value)));
        }

        return files;
    }

    /// <summary>What a reading says, in short.</summary>
    public static string[] Faults(ImmutableSortedDictionary<string, string> files) =>
        [.. WorkspaceReader.Read(files, Numbering.Empty).Faults.Select(fault => $"{fault.At.File} {fault.Fault.Code}").Distinct()];

    /// <summary>Reads files that have no faults.</summary>
    public static Workspace Read(ImmutableSortedDictionary<string, string> files)
    {
        var reading = WorkspaceReader.Read(files, Samples.MotorsReading.Numbering);
        Assert.Equal("", string.Join('\n', reading.Faults));
        return reading.Workspace!;
    }
}
