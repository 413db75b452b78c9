using System.Collections.Immutable;
using Fulcrum.Cli.Shell;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Workspaces;

/// <summary>What changes or changed, as people and machines read it.</summary>
/// <param name="Before">The version in force before; null for none.</param>
/// <param name="Version">The version compared with it.</param>
/// <param name="Changes">What differs.</param>
/// <param name="At">Since when the version is in force; null when nothing was applied.</param>
/// <param name="By">Who applied it.</param>
internal sealed record ComparisonForm(string? Before, string Version, ImmutableArray<WorkspaceChange> Changes, string? At, string? By)
{
    /// <summary>Puts it on the screen.</summary>
    public void Show(bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new
            {
                schema = 1,
                before = Before,
                version = Version,
                applied = At is not null,
                changes = Changes.Select(change => new { kind = change.Kind.ToString().ToLowerInvariant(), change.What, change.Name, change.Detail, change.Loosens }),
            });
            return;
        }

        if (Before == Version)
        {
            screen.Put($"Version {Version} is in force already; nothing changes.");
            return;
        }

        foreach (var change in Changes)
        {
            screen.Put(change.ToString());
        }

        screen.Put($"{Changes.Length} changes from {Before ?? "nothing"} to {Version}; {Changes.Count(change => change.Loosens)} loosen privacy.");
        if (At is not null)
        {
            screen.Put($"Version {Version} is in force since {At}, applied by {By}.");
        }
    }
}
