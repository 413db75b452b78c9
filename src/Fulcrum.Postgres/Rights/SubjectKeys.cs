using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Rights;

/// <summary>Looks wrapped keys up: queued ones in memory, the others in their table; and destroys them.</summary>
internal sealed class SubjectKeys(JournalQueue queue, Readers readers, PostgresAddress address) : ISubjectKeys
{
    /// <inheritdoc />
    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (queue.FindKey(subject) is { } queued)
        {
            return queued;
        }

        var wrapped = await readers.ReadAsync(
            "SELECT wrapped FROM subject_keys WHERE subject = $1",
            ask => ask.Add(new() { Value = subject.Value }),
            static found => found.Read() ? found.GetFieldValue<byte[]>(0) : null,
            cancellation);

        // Not a conditional expression: its null would become an empty key.
        if (wrapped is null)
        {
            return null;
        }

        return wrapped;
    }

    /// <summary>Deletes keys, in the caller's transaction.</summary>
    /// <returns>How many there were.</returns>
    public static int Destroy(NpgsqlConnection connection, long[] subjects)
    {
        using var delete = new NpgsqlCommand("DELETE FROM subject_keys WHERE subject = ANY($1)", connection);
        delete.Parameters.Add(new() { Value = subjects, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        return delete.ExecuteNonQuery();
    }

    /// <summary>Writes the pieces of the table anew in which keys were deleted: a deleted row's bytes stay in its page otherwise.</summary>
    public ValueTask ScrubAsync(IReadOnlyList<long> subjects) => readers.RunAsync(
        async connection =>
        {
            foreach (var piece in subjects.Select(subject => subject / JournalTables.KeysPerPiece).Distinct().Order())
            {
                var table = $"{address.KeySchema}.subject_keys_{piece}";
                await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = table } } };
                if ((bool)(await exists.ExecuteScalarAsync())!)
                {
                    await using var scrub = new NpgsqlCommand($"VACUUM (FULL) {table}", connection);
                    await scrub.ExecuteNonQueryAsync();
                }
            }
        },
        CancellationToken.None);
}
