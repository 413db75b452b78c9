using System.Collections.Immutable;
using Fulcrum.Cli.Shell;
using Fulcrum.Collect;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Import;

/// <summary>One import, checked and ready to run.</summary>
/// <param name="File">The file.</param>
/// <param name="FileDigest">Its SHA-256.</param>
/// <param name="Mapping">How its rows become events.</param>
/// <param name="Source">The source they come from.</param>
/// <param name="StoreFolder">Where the store and the checkpoint are.</param>
/// <param name="Checkpoint">Where to go on.</param>
/// <param name="IsDryRun">Whether nothing may be written.</param>
internal sealed record ImportJob(
    ImportFile File, string FileDigest, ImportMapping Mapping, Source Source, string StoreFolder, ImportCheckpoint Checkpoint, bool IsDryRun)
{
    /// <summary>Where rows that were not stored go.</summary>
    public string ErrorPath => File.Path + ".errors.csv";

    /// <summary>Index of the column whose value decides about synthetic consents; -1 where there are none.</summary>
    public required int DecidingColumn { get; init; }

    /// <summary>The source a mapping names.</summary>
    /// <exception cref="CommandFault">The workspace has none of this name.</exception>
    public static Source FindSource(ImportMapping mapping, Workspace workspace) =>
        workspace.Sources.TryGetValue(mapping.Source, out var source)
            ? source
            : throw new CommandFault(
                new Fault(
                    "unknown-source",
                    $"The workspace has no source \"{mapping.Source}\".",
                    $"Declare it in sources.yaml with a contract for these events, or write one of: {string.Join(", ", workspace.Sources.Keys.Order(StringComparer.Ordinal))}."),
                ExitCode.NotFound,
                mapping.SourceAt.ToString());

    /// <summary>Finds the column that decides about synthetic consents.</summary>
    /// <exception cref="CommandFault">The mapping reads no such identifier.</exception>
    public static int FindDecidingColumn(ImportMapping mapping, ImmutableArray<string> columns)
    {
        if (mapping.Synthetic is not { } rule)
        {
            return -1;
        }

        var identifier = mapping.Identifiers.FirstOrDefault(identifier => identifier.Type == rule.By)
            ?? throw new CommandFault(
                new Fault("unknown-identifier-type", "Synthetic consents are decided by an identifier that the mapping does not read.", "Write one of the types listed under \"identifiers\"."),
                where: rule.At.ToString());
        return columns.IndexOf(identifier.Column.Name);
    }
}
