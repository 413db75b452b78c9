using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Rights;
using Fulcrum.Profiles;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Profiles;

/// <summary>Snapshots in a table of their own, written beside the journal and without waiting for the disk: all of it can be rebuilt (law 5).</summary>
internal sealed class Snapshots(JournalQueue queue, Readers readers, Erased erased, long epoch) : ISnapshots, IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);

    /// <inheritdoc />
    public ValueTask<Snapshot?> FindAsync(SubjectId subject, CancellationToken cancellation) => readers.ReadAsync(
        "SELECT sequence, fold_version, sealed FROM snapshots WHERE subject = $1",
        ask => ask.Add(new() { Value = subject.Value }),
        found => found.Read() ? new Snapshot(subject, found.GetInt64(0), found.GetString(1), found.GetFieldValue<byte[]>(2)) : null,
        cancellation);

    /// <inheritdoc />
    public async ValueTask WriteAsync(IReadOnlyList<Snapshot> snapshots, CancellationToken cancellation)
    {
        if (snapshots.Count == 0)
        {
            return;
        }

        if (queue.Limited is { } limit)
        {
            throw new StoreUnavailableException(limit.ToString());
        }

        // A snapshot must never know rows that a crash could still take from the journal.
        await queue.WaitDurableAsync(snapshots.Max(snapshot => snapshot.Sequence)).WaitAsync(cancellation);
        await _writing.WaitAsync(cancellation);
        try
        {
            Snapshot[] kept =
                [.. snapshots.Where(snapshot => !erased.Holds(snapshot.Subject.Value)).GroupBy(snapshot => snapshot.Subject).Select(same => same.MaxBy(snapshot => snapshot.Sequence)!)];
            await readers.RunAsync(connection => WriteAsync(connection, kept), CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask ForgetAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation) =>
        await DeleteAsync([.. subjects.Select(subject => subject.Value)]).WaitAsync(cancellation);

    /// <summary>Deletes the snapshots of subjects; committed when it returns, and none is written for them after.</summary>
    public async Task DeleteAsync(long[] subjects)
    {
        await _writing.WaitAsync();
        try
        {
            await queue.Enqueue(connection =>
            {
                using var delete = new NpgsqlCommand("DELETE FROM snapshots WHERE subject = ANY($1)", connection) { Parameters = { new() { Value = subjects } } };
                delete.ExecuteNonQuery();
            });
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();

    private async Task WriteAsync(NpgsqlConnection connection, Snapshot[] snapshots)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var lazily = new NpgsqlCommand("SET LOCAL synchronous_commit = off", connection))
        {
            await lazily.ExecuteNonQueryAsync();
        }

        // Not by an earlier owner that has not noticed yet that it is none.
        await using var upsert = new NpgsqlCommand(
            """
            INSERT INTO snapshots (subject, sequence, fold_version, sealed)
            SELECT t.* FROM unnest($1, $2, $3, $4) AS t WHERE EXISTS (SELECT 1 FROM owner WHERE epoch = $5)
            ON CONFLICT (subject) DO UPDATE SET sequence = excluded.sequence, fold_version = excluded.fold_version, sealed = excluded.sealed
            WHERE excluded.sequence >= snapshots.sequence
            """,
            connection);
        upsert.Parameters.Add(new() { Value = snapshots.Select(snapshot => snapshot.Subject.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        upsert.Parameters.Add(new() { Value = snapshots.Select(snapshot => snapshot.Sequence).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        upsert.Parameters.Add(new() { Value = snapshots.Select(snapshot => snapshot.FoldVersion).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        upsert.Parameters.Add(new() { Value = snapshots.Select(snapshot => snapshot.Sealed.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        upsert.Parameters.Add(new() { Value = epoch });
        await upsert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
