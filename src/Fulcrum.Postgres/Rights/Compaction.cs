using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Rights;
using Npgsql;

namespace Fulcrum.Postgres.Rights;

/// <summary>
/// Removes what erasures left in the database. PostgreSQL never overwrites: what was deleted stays in a page's free space until that is used
/// again. A gentle compaction gives that space back; a thorough one writes every table anew that holds some of it, and locks it meanwhile.
/// </summary>
internal sealed class Compaction(JournalQueue queue, SubjectKeys keys, Readers readers, PostgresAddress address, PostgresStoreOptions options) : ICompaction
{
    private const string Left = "given back for use; its bytes stay in free pages until they are used again, sealed with a key that is gone. A thorough compaction writes it anew";
    private const string Anew = "written anew without what was deleted";
    private const string Held = "somebody's open transaction still sees deleted rows, or holds the table; compact again once it is over";

    private static readonly string[] Tables = ["snapshots", "identifiers", "quarantine"];
    private static readonly string[] EndSegment = ["SELECT pg_switch_wal()", "CHECKPOINT"];

    /// <inheritdoc />
    public bool IsGentleEnough => false;

    /// <inheritdoc />
    public ValueTask<Instant?> PendingSinceAsync(CancellationToken cancellation) => readers.ReadAsync(
        "SELECT min(at) FROM erasures WHERE compacted_at = 0", static _ => { }, static found => found.Read() && !found.IsDBNull(0) ? new Instant(found.GetInt64(0)) : (Instant?)null, cancellation);

    /// <inheritdoc />
    public ValueTask<ErasureStanding?> FindAsync(long sequence, CancellationToken cancellation) => readers.ReadAsync(
        "SELECT at, subjects, done, compacted_at FROM erasures WHERE sequence = $1",
        ask => ask.Add(new() { Value = sequence }),
        found => found.Read()
            ? new ErasureStanding(
                sequence, new Instant(found.GetInt64(0)), [.. found.GetFieldValue<long[]>(1).Select(subject => new SubjectId(subject))], found.GetBoolean(2),
                found.GetInt64(3) > 0 ? new Instant(found.GetInt64(3)) : null)
            : null,
        cancellation);

    /// <inheritdoc />
    public async ValueTask<CompactionOutcome> RunAsync(CompactionOrder order, Instant at, Action<CompactedPlace>? told, CancellationToken cancellation)
    {
        var (sequences, subjects) = await ListAsync(cancellation);
        var places = ImmutableArray.CreateBuilder<CompactedPlace>();
        await DoAsync("subject-keys", async () => await keys.ScrubAsync(subjects) ? (true, Anew) : (false, Held));
        foreach (var table in Tables)
        {
            await DoAsync(table, () => VacuumAsync($"{address.Schema}.{table}", order));
        }

        foreach (var piece in await PiecesAsync(cancellation))
        {
            await DoAsync($"journal, piece {piece}", () => VacuumAsync($"{address.Schema}.{piece}", order));
        }

        await DoAsync("write-ahead log", SwitchLogAsync);
        var isClean = order == CompactionOrder.Thorough && places.SkipLast(1).All(place => place.IsClean);
        if (isClean && sequences.Length > 0)
        {
            await queue.Enqueue(connection =>
            {
                using var mark = new NpgsqlCommand("UPDATE erasures SET compacted_at = $2 WHERE sequence = ANY($1) AND done AND compacted_at = 0", connection);
                mark.Parameters.Add(new() { Value = sequences });
                mark.Parameters.Add(new() { Value = at.UnixMs });
                mark.ExecuteNonQuery();
            });
        }

        return new CompactionOutcome(isClean ? sequences.Length : 0, places.ToImmutable());

        async Task DoAsync(string place, Func<Task<(bool IsClean, string Method)>> work)
        {
            cancellation.ThrowIfCancellationRequested();
            var (clean, method) = await work();
            places.Add(new CompactedPlace(place, clean, method));
            told?.Invoke(places[^1]);
        }
    }

    private ValueTask<(long[] Sequences, long[] Subjects)> ListAsync(CancellationToken cancellation) => readers.ReadAsync(
        "SELECT sequence, subjects FROM erasures WHERE done AND compacted_at = 0 ORDER BY sequence",
        static _ => { },
        static found =>
        {
            var (sequences, subjects) = (new List<long>(), new HashSet<long>());
            while (found.Read())
            {
                sequences.Add(found.GetInt64(0));
                subjects.UnionWith(found.GetFieldValue<long[]>(1));
            }

            return (sequences.ToArray(), subjects.ToArray());
        },
        cancellation);

    private ValueTask<List<string>> PiecesAsync(CancellationToken cancellation) => readers.ReadAsync(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass ORDER BY c.oid",
        ask => ask.Add(new() { Value = $"{address.Schema}.journal" }),
        static found =>
        {
            var pieces = new List<string>();
            while (found.Read())
            {
                pieces.Add(found.GetString(0));
            }

            return pieces;
        },
        cancellation);

    private async Task<(bool IsClean, string Method)> VacuumAsync(string table, CompactionOrder order)
    {
        if (order == CompactionOrder.Thorough)
        {
            return await TableScrub.RunAsync(address, options, [table], LockWaitMs) ? (true, Anew) : (false, Held);
        }

        await readers.RunAsync(
            async connection =>
            {
                await RunAsync(connection, "SET statement_timeout = 0");
                await RunAsync(connection, $"VACUUM {table}");
            },
            CancellationToken.None);
        return (false, Left);
    }

    private const int LockWaitMs = 2_000;

    /// <summary>Ends the log's segment and lets the server recycle it, as far as the role may ask for that.</summary>
    private async Task<(bool IsClean, string Method)> SwitchLogAsync()
    {
        var asked = true;
        await readers.RunAsync(
            async connection =>
            {
                foreach (var sql in EndSegment)
                {
                    try
                    {
                        await RunAsync(connection, sql);
                    }
                    catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
                    {
                        asked = false;
                    }
                }
            },
            CancellationToken.None);
        return (false, string.Create(CultureInfo.InvariantCulture, $"{(asked ? "a segment was ended and a checkpoint made" : "this role may not ask for a checkpoint")}; segments hold old bytes until the server uses them again, and archived ones for as long as they are kept"));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
