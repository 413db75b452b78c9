using Fulcrum.Profiles;
using Fulcrum.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Rights;

/// <summary>Deletes rows or makes events shorter, in the caller's transaction.</summary>
internal static class RowRewriting
{
    /// <summary>Rewrites rows; those that may not be are passed over.</summary>
    /// <returns>How many were changed.</returns>
    public static long Run(NpgsqlConnection connection, IReadOnlyList<RowRewrite> rows) =>
        rows.Count == 0 ? 0 : Delete(connection, [.. rows.Where(row => row.Sealed.IsEmpty)]) + Replace(connection, [.. rows.Where(row => !row.Sealed.IsEmpty)]);

    // A row that binds an identifier stays: nobody could tell any more whose withdrawal it was.
    private static long Delete(NpgsqlConnection connection, RowRewrite[] rows)
    {
        using var delete = new NpgsqlCommand(
            $"""
            UPDATE journal j SET kind = 0, subject = 0, source = 0, sealed = '', checksum = 0
            FROM unnest($1, $2) AS t(subject, sequence)
            WHERE j.subject = t.subject AND j.sequence = t.sequence AND j.kind NOT IN (0, {(short)EntryKind.Tombstone}, {(short)EntryKind.Workspace}, {(short)EntryKind.Act}, {(short)EntryKind.Staff}, {(short)EntryKind.Breach}) AND j.identifiers IS NULL
            """,
            connection);
        AddPlaces(delete.Parameters, rows);
        return delete.ExecuteNonQuery();
    }

    private static long Replace(NpgsqlConnection connection, RowRewrite[] rows)
    {
        using var replace = new NpgsqlCommand(
            $"""
            UPDATE journal j SET sealed = t.sealed
            FROM unnest($1, $2, $3) AS t(subject, sequence, sealed)
            WHERE j.subject = t.subject AND j.sequence = t.sequence AND j.kind = {(short)EntryKind.Event} AND length(j.sealed) >= length(t.sealed)
            """,
            connection);
        AddPlaces(replace.Parameters, rows);
        replace.Parameters.Add(new() { Value = rows.Select(row => row.Sealed.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return replace.ExecuteNonQuery();
    }

    private static void AddPlaces(NpgsqlParameterCollection parameters, RowRewrite[] rows)
    {
        parameters.Add(new() { Value = rows.Select(row => row.Subject.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        parameters.Add(new() { Value = rows.Select(row => row.Sequence).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
    }
}
