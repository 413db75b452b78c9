using System.Collections.Immutable;

namespace Fulcrum.Workspaces;

/// <summary>Reads a workspace from its files, or says everything that is wrong with them.</summary>
public static class WorkspaceReader
{
    /// <summary>Reads and checks all files. Never throws for what a person wrote.</summary>
    /// <param name="files">Path inside the folder (forward slashes) to text.</param>
    /// <param name="numbering">Numbers names already have; new names get the next free ones.</param>
    public static WorkspaceReading Read(ImmutableSortedDictionary<string, string> files, Numbering numbering) => throw new NotSupportedException();
}

/// <summary>A workspace, or what is wrong with its files.</summary>
/// <param name="Workspace">Null exactly when there are faults.</param>
/// <param name="Numbering">With numbers for new names.</param>
/// <param name="Faults">Everything found, by file and line.</param>
public sealed record WorkspaceReading(Workspace? Workspace, Numbering Numbering, ImmutableArray<WorkspaceFault> Faults);
