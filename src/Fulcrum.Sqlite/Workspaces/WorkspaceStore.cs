using System.Collections.Immutable;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Sqlite.Workspaces;

/// <summary>Workspace versions and numbers, in the journal's file. Every application is kept, so the list is its own audit.</summary>
internal sealed class WorkspaceStore(JournalQueue queue, Readers readers) : IWorkspaceStore
{
    private const string Newest = "SELECT version, at, applied_by FROM workspace_applied";

    /// <inheritdoc />
    public ValueTask<Numbering> ReadNumberingAsync(CancellationToken cancellation) => new(readers.Read(0, static (reader, _) =>
    {
        var kinds = Enumerable.Range(0, 3).Select(_ => ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal)).ToArray();
        var statement = reader.Use("SELECT kind, name, number FROM numbering WHERE kind < 3");
        while (statement.Step())
        {
            kinds[statement.Long(0)].Add(statement.Text(1), (int)statement.Long(2));
        }

        statement.Reset();
        return new Numbering(kinds[0].ToImmutable(), kinds[1].ToImmutable(), kinds[2].ToImmutable());
    }));

    /// <inheritdoc />
    public ValueTask<AppliedWorkspace?> CurrentAsync(CancellationToken cancellation) => new(readers.Read(0, static (reader, _) =>
        ReadOne(reader, reader.Use($"{Newest} ORDER BY number DESC LIMIT 1"))));

    /// <inheritdoc />
    public ValueTask<AppliedWorkspace?> FindAsync(string version, CancellationToken cancellation) => new(readers.Read(version, static (reader, version) =>
        ReadOne(reader, reader.Use($"{Newest} WHERE version = ?1 ORDER BY number DESC LIMIT 1").Bind(1, version))));

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<AppliedWorkspace>> ListAsync(CancellationToken cancellation) =>
        new(readers.Read<int, IReadOnlyList<AppliedWorkspace>>(0, static (reader, _) =>
        {
            var statement = reader.Use($"{Newest} ORDER BY number DESC");
            var applied = new List<AppliedWorkspace>();
            while (statement.Step())
            {
                applied.Add(Read(statement));
            }

            statement.Reset();
            return applied;
        }));

    /// <inheritdoc />
    public async ValueTask ApplyAsync(AppliedWorkspace workspace, Numbering numbering, CancellationToken cancellation) =>
        await queue.Enqueue(database =>
        {
            using var file = database.Prepare("INSERT OR IGNORE INTO workspace_files VALUES (?1, ?2, ?3)");
            foreach (var (path, text) in workspace.Files)
            {
                file.Bind(1, workspace.Version).Bind(2, path).Bind(3, text).Run();
            }

            // A number once given is never changed or taken back.
            using var number = database.Prepare("INSERT OR IGNORE INTO numbering VALUES (?1, ?2, ?3)");
            foreach (var (kind, names) in new[] { numbering.Purposes, numbering.IdentifierTypes, numbering.Sources }.Index())
            {
                foreach (var (name, given) in names)
                {
                    number.Bind(1, kind).Bind(2, name).Bind(3, given).Run();
                }
            }

            using var applied = database.Prepare("INSERT INTO workspace_applied (version, at, applied_by) VALUES (?1, ?2, ?3)");
            applied.Bind(1, workspace.Version).Bind(2, workspace.At.UnixMs).Bind(3, workspace.By).Run();
            WorkspaceChecksums.Write(database);
        }).WaitAsync(cancellation);

    private static AppliedWorkspace Read(Statement statement) => new(
        statement.Text(0), new Instant(statement.Long(1)), statement.Text(2), ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    private static AppliedWorkspace? ReadOne(Reader reader, Statement statement)
    {
        var applied = statement.Step() ? Read(statement) : null;
        statement.Reset();
        if (applied is null)
        {
            return null;
        }

        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var rows = reader.Use("SELECT path, text FROM workspace_files WHERE version = ?1").Bind(1, applied.Version);
        while (rows.Step())
        {
            files.Add(rows.Text(0), rows.Text(1));
        }

        rows.Reset();
        return applied with { Files = files.ToImmutable() };
    }
}
