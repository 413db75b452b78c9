using System.Collections.Immutable;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Workspaces;
using Npgsql;

namespace Fulcrum.Postgres.Workspaces;

/// <summary>Workspace versions and numbers. Every application is kept, so the list is its own audit.</summary>
internal sealed class WorkspaceStore(JournalQueue queue, Readers readers) : IWorkspaceStore
{
    private const string Newest = "SELECT version, at, applied_by FROM workspace_applied";

    /// <inheritdoc />
    public ValueTask<Numbering> ReadNumberingAsync(CancellationToken cancellation) => readers.ReadAsync(
        "SELECT kind, name, number FROM numbering",
        _ => { },
        static found =>
        {
            var kinds = Enumerable.Range(0, 3).Select(_ => ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal)).ToArray();
            while (found.Read())
            {
                kinds[found.GetInt16(0)].Add(found.GetString(1), found.GetInt32(2));
            }

            return new Numbering(kinds[0].ToImmutable(), kinds[1].ToImmutable(), kinds[2].ToImmutable());
        },
        cancellation);

    /// <inheritdoc />
    public ValueTask<AppliedWorkspace?> CurrentAsync(CancellationToken cancellation) => ReadOneAsync($"{Newest} ORDER BY number DESC LIMIT 1", null, cancellation);

    /// <inheritdoc />
    public ValueTask<AppliedWorkspace?> FindAsync(string version, CancellationToken cancellation) =>
        ReadOneAsync($"{Newest} WHERE version = $1 ORDER BY number DESC LIMIT 1", version, cancellation);

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<AppliedWorkspace>> ListAsync(CancellationToken cancellation) => await readers.ReadAsync(
        $"{Newest} ORDER BY number DESC",
        _ => { },
        static found =>
        {
            var applied = new List<AppliedWorkspace>();
            while (found.Read())
            {
                applied.Add(Read(found));
            }

            return applied;
        },
        cancellation);

    /// <inheritdoc />
    public async ValueTask ApplyAsync(AppliedWorkspace workspace, Numbering numbering, CancellationToken cancellation) =>
        await queue.Enqueue(connection =>
        {
            foreach (var (path, text) in workspace.Files)
            {
                Run(connection, "INSERT INTO workspace_files (version, path, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", workspace.Version, path, text);
            }

            // A number once given is never changed or taken back.
            foreach (var (kind, names) in new[] { numbering.Purposes, numbering.IdentifierTypes, numbering.Sources }.Index())
            {
                foreach (var (name, given) in names)
                {
                    Run(connection, "INSERT INTO numbering (kind, name, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", (short)kind, name, given);
                }
            }

            Run(connection, "INSERT INTO workspace_applied (version, at, applied_by) VALUES ($1, $2, $3)", workspace.Version, workspace.At.UnixMs, workspace.By);
        }).WaitAsync(cancellation);

    private async ValueTask<AppliedWorkspace?> ReadOneAsync(string sql, string? version, CancellationToken cancellation)
    {
        var applied = await readers.ReadAsync(
            sql,
            ask =>
            {
                if (version is not null)
                {
                    ask.Add(new() { Value = version });
                }
            },
            static found => found.Read() ? Read(found) : null,
            cancellation);
        if (applied is null)
        {
            return null;
        }

        var files = await readers.ReadAsync(
            "SELECT path, content FROM workspace_files WHERE version = $1",
            ask => ask.Add(new() { Value = applied.Version }),
            static found =>
            {
                var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
                while (found.Read())
                {
                    read.Add(found.GetString(0), found.GetString(1));
                }

                return read.ToImmutable();
            },
            cancellation);
        return applied with { Files = files };
    }

    private static AppliedWorkspace Read(NpgsqlDataReader found) => new(
        found.GetString(0), new Instant(found.GetInt64(1)), found.GetString(2), ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    private static void Run(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        command.ExecuteNonQuery();
    }
}
