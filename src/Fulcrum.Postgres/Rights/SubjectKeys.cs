using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Rights;

/// <summary>Looks wrapped keys up: queued ones in memory, the others in their table; and destroys them.</summary>
internal sealed class SubjectKeys(JournalQueue queue, Readers readers, PostgresAddress address, PostgresStoreOptions options) : ISubjectKeys
{
    private const int PatienceMs = 200;

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
    /// <remarks>
    /// The server copies a deleted row along for as long as any transaction that is still open could see it, and cannot write a piece
    /// anew that somebody reads. Neither is waited for here, since whoever asks for a key would wait behind it.
    /// </remarks>
    /// <returns>Whether no byte of them is left; when not, to be done again once that transaction is over.</returns>
    public ValueTask<bool> ScrubAsync(IReadOnlyList<long> subjects) => TableScrub.RunAsync(
        address, options, subjects.Select(subject => subject / JournalTables.KeysPerPiece).Distinct().Order().Select(piece => $"{address.KeySchema}.subject_keys_{piece}"), PatienceMs);
}
