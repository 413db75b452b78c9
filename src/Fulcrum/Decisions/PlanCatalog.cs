using System.Collections.Concurrent;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>Compiled plans: of the workspace in force, and of the versions past decisions are pinned to.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class PlanCatalog(WorkspaceInForce inForce, IWorkspaceStore store)
{
    private const int PinnedMax = 16;

    private readonly ConcurrentDictionary<string, DecisionPlans> _pinned = new(StringComparer.Ordinal);
    private readonly Lock _compiling = new();
    private volatile DecisionPlans? _current;

    /// <summary>The plans in force; compiled at the first question after a workspace was applied.</summary>
    internal DecisionPlans InForce()
    {
        var workspace = inForce.Current;
        return _current is { } plans && ReferenceEquals(plans.Workspace, workspace) ? plans : Compile(workspace);
    }

    /// <summary>The plans of a version some decision was made under.</summary>
    /// <exception cref="PinnedVersionUnreadableException">The version is not there, or cannot be read by this version of Fulcrum.</exception>
    internal async ValueTask<DecisionPlans> FindAsync(string version, CancellationToken cancellation)
    {
        var current = InForce();
        if (current.Workspace.Version == version)
        {
            return current;
        }

        if (_pinned.TryGetValue(version, out var known))
        {
            return known;
        }

        var applied = await store.FindAsync(version, cancellation)
            ?? throw new PinnedVersionUnreadableException(version);
        var reading = WorkspaceReader.Read(applied.Files, await store.ReadNumberingAsync(cancellation));
        var plans = DecisionPlans.Compile(reading.Workspace
            ?? throw new PinnedVersionUnreadableException(version));
        if (_pinned.Count >= PinnedMax)
        {
            _pinned.Clear();
        }

        return _pinned[version] = plans;
    }

    private DecisionPlans Compile(Workspace workspace)
    {
        lock (_compiling)
        {
            if (_current is { } plans && ReferenceEquals(plans.Workspace, workspace))
            {
                return plans;
            }

            return _current = DecisionPlans.Compile(workspace);
        }
    }
}
