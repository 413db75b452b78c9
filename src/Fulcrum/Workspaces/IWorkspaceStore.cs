using System.Collections.Immutable;

namespace Fulcrum.Workspaces;

/// <summary>The versions of the workspace that were ever applied, and the stable numbers its names were given.</summary>
/// <remarks><c>WorkspaceStoreContract</c> is the full meaning. Applying is atomic and audited. Safe from many threads.</remarks>
public interface IWorkspaceStore
{
    /// <summary>Numbers given so far.</summary>
    ValueTask<Numbering> ReadNumberingAsync(CancellationToken cancellation);

    /// <summary>The version in force; null when none was ever applied.</summary>
    ValueTask<AppliedWorkspace?> CurrentAsync(CancellationToken cancellation);

    /// <summary>A version by its id; null when it was never applied.</summary>
    ValueTask<AppliedWorkspace?> FindAsync(string version, CancellationToken cancellation);

    /// <summary>All versions, newest first, without their files.</summary>
    ValueTask<IReadOnlyList<AppliedWorkspace>> ListAsync(CancellationToken cancellation);

    /// <summary>Keeps a version and puts it in force; wholly or not at all. Durable when it returns.</summary>
    ValueTask ApplyAsync(AppliedWorkspace workspace, Numbering numbering, CancellationToken cancellation);
}

/// <summary>A workspace version as applied.</summary>
/// <param name="Version"><c>Workspace.Version</c>.</param>
/// <param name="At">When it was put in force.</param>
/// <param name="By">Who applied it, for example <c>cli:deploy</c>.</param>
/// <param name="Files">Path to text; empty in listings.</param>
public sealed record AppliedWorkspace(string Version, Instant At, string By, ImmutableSortedDictionary<string, string> Files);

/// <summary>Numbers that names keep for good: purposes (0 to 63), identifier types (1 to 255), sources (1 to 65,535).</summary>
/// <param name="Purposes">Purpose name to bit.</param>
/// <param name="IdentifierTypes">Type name to code.</param>
/// <param name="Sources">Source name to code.</param>
public sealed record Numbering(
    ImmutableSortedDictionary<string, int> Purposes,
    ImmutableSortedDictionary<string, int> IdentifierTypes,
    ImmutableSortedDictionary<string, int> Sources)
{
    /// <summary>Nothing numbered yet.</summary>
    public static Numbering Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));
}
