using System.Globalization;
using System.Text.RegularExpressions;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Rights;

/// <summary>Looks wrapped keys up: queued ones in memory, the others in their table; and destroys them.</summary>
internal sealed partial class SubjectKeys(JournalQueue queue, Readers readers, PostgresAddress address, PostgresStoreOptions options) : ISubjectKeys
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
    public async ValueTask<bool> ScrubAsync(IReadOnlyList<long> subjects)
    {
        try
        {
            await using var connection = new NpgsqlConnection(address.ForScrubbing(options));
            await connection.OpenAsync();
            var (isClean, kept) = (true, 0L);
            connection.Notice += (_, told) => kept += DeadRows(told.Notice);
            foreach (var piece in subjects.Select(subject => subject / JournalTables.KeysPerPiece).Distinct().Order())
            {
                isClean &= await ScrubAsync(connection, $"{address.KeySchema}.subject_keys_{piece}");
            }

            return isClean && kept == 0;
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
    }

    private static async ValueTask<bool> ScrubAsync(NpgsqlConnection connection, string table)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = table } } };
        if (!(bool)(await exists.ExecuteScalarAsync())!)
        {
            return true;
        }

        try
        {
            await using var patience = new NpgsqlCommand($"SET lock_timeout = {PatienceMs}", connection);
            await patience.ExecuteNonQueryAsync();
            await using var scrub = new NpgsqlCommand($"VACUUM (FULL, VERBOSE) {table}", connection);
            await scrub.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    // "INFO: ... / DETAIL: 3 dead row versions cannot be removed yet.": the number alone, since the words follow the server's language.
    private static long DeadRows(PostgresNotice notice) =>
        notice.Detail is { } detail && FirstNumber().Match(detail) is { Success: true } found ? long.Parse(found.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("[0-9]+")]
    private static partial Regex FirstNumber();
}
