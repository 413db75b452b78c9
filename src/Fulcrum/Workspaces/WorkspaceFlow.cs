using System.Collections.Immutable;

namespace Fulcrum.Workspaces;

/// <summary>From files to a workspace in force: check, diff, apply. Start here from a command line or a console.</summary>
/// <remarks>
/// Reading the folder is the caller's; this takes path to text. Nothing is put in force unless every check passed, and
/// then wholly or not at all. Safe from many threads.
/// </remarks>
public sealed class WorkspaceFlow(IWorkspaceStore store, TimeProvider clock)
{
    /// <summary>Reads files as the store would: known names keep their numbers. Changes nothing.</summary>
    public async ValueTask<WorkspaceReading> CheckAsync(ImmutableSortedDictionary<string, string> files, CancellationToken cancellation) =>
        WorkspaceReader.Read(files, await store.ReadNumberingAsync(cancellation));

    /// <summary>Says what applying the files would change. Changes nothing.</summary>
    public async ValueTask<WorkspaceComparison> DiffAsync(ImmutableSortedDictionary<string, string> files, CancellationToken cancellation)
    {
        var current = await store.CurrentAsync(cancellation);
        var reading = await CheckAsync(files, cancellation);
        if (reading.Workspace is null)
        {
            return new WorkspaceComparison(current?.Version, reading, []);
        }

        return new WorkspaceComparison(current?.Version, reading, Compare(current, reading.Workspace, reading.Numbering));
    }

    /// <summary>Puts the files in force; does nothing when they have faults or are in force already. Durable when it returns.</summary>
    /// <remarks>For a store no server has open. A running server applies through <c>FulcrumCore.ApplyAsync</c>, so that its next operation uses the new version.</remarks>
    /// <param name="files">Path to text.</param>
    /// <param name="by">Who applies it, for example <c>cli:deploy</c>.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async ValueTask<WorkspaceComparison> ApplyAsync(ImmutableSortedDictionary<string, string> files, string by, CancellationToken cancellation)
    {
        var comparison = await DiffAsync(files, cancellation);
        if (comparison is { Reading.Workspace: { } workspace, IsInForce: false })
        {
            await store.ApplyAsync(Applied(workspace, files, by), comparison.Reading.Numbering, cancellation);
        }

        return comparison;
    }

    /// <summary>The record a store keeps of a version put in force now.</summary>
    public AppliedWorkspace Applied(Workspace workspace, ImmutableSortedDictionary<string, string> files, string by) =>
        new(workspace.Version, Instant.From(clock.GetUtcNow()), by, files);

    private static ImmutableArray<WorkspaceChange> Compare(AppliedWorkspace? current, Workspace next, Numbering numbering)
    {
        if (current is null)
        {
            return WorkspaceDiff.Between(null, next);
        }

        // Numbers given later do no harm: every name of the earlier version keeps its own.
        var before = WorkspaceReader.Read(current.Files, numbering).Workspace;
        return before is not null
            ? WorkspaceDiff.Between(before, next)
            : [Unreadable(current.Version), .. WorkspaceDiff.Between(null, next)];
    }

    // What cannot be compared may loosen anything, so it says so.
    private static WorkspaceChange Unreadable(string version) =>
        new(ChangeKind.Changed, "workspace", version, "the version in force no longer passes the checks of this program; all below is shown as new", Loosens: true);
}

/// <summary>What applying files would change, or did.</summary>
/// <param name="VersionBefore">The version in force before; null for none.</param>
/// <param name="Reading">The files, read; with faults nothing is changed.</param>
/// <param name="Changes">The changes; empty when there are faults, and when both mean the same.</param>
public sealed record WorkspaceComparison(string? VersionBefore, WorkspaceReading Reading, ImmutableArray<WorkspaceChange> Changes)
{
    /// <summary>Whether just these files were in force already.</summary>
    public bool IsInForce => Reading.Workspace is not null && Reading.Workspace.Version == VersionBefore;
}
