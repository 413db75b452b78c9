using Fulcrum.Collect;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Collect;

/// <summary>Writes counts and quarantined payloads, in the transaction of the rows they go with.</summary>
internal static class IntakeWriter
{
    /// <summary>Adds counts to those that are there.</summary>
    public static void WriteCounts(NpgsqlConnection connection, IReadOnlyCollection<CollectCount> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }

        using var upsert = new NpgsqlCommand(
            """
            INSERT INTO counts (source, minute, received, stored, duplicate, quarantined, refused, replayed) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (minute, source) DO UPDATE SET
                received = counts.received + excluded.received, stored = counts.stored + excluded.stored, duplicate = counts.duplicate + excluded.duplicate,
                quarantined = counts.quarantined + excluded.quarantined, refused = counts.refused + excluded.refused,
                replayed = counts.replayed + excluded.replayed
            """,
            connection);
        upsert.Parameters.Add(new() { Value = counts.Select(count => count.Source).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        foreach (var column in new Func<CollectCount, long>[]
                 {
                     count => count.Minute, count => count.Received, count => count.Stored, count => count.Duplicate, count => count.Quarantined, count => count.Refused, count => count.Replayed,
                 })
        {
            upsert.Parameters.Add(new() { Value = counts.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        }

        upsert.ExecuteNonQuery();
    }

    /// <summary>Keeps payloads aside, in order.</summary>
    public static void WriteQuarantine(NpgsqlConnection connection, IReadOnlyCollection<QuarantineRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        using var copy = connection.BeginBinaryImport("COPY quarantine (id, source, at, reason, detail, remedy, subject, sealed) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write(row.Id);
            copy.Write(row.Source);
            copy.Write(row.At.UnixMs);
            copy.Write(row.Reason);
            copy.Write(row.Detail);
            copy.Write(row.Remedy);
            copy.Write(row.Subject.Value);
            copy.Write(row.Sealed, NpgsqlDbType.Bytea);
        }

        _ = copy.Complete();
    }

    /// <summary>Lets go of payloads that the same transaction takes in.</summary>
    public static void Release(NpgsqlConnection connection, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        using var delete = new NpgsqlCommand("DELETE FROM quarantine WHERE id = ANY($1)", connection);
        delete.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        delete.ExecuteNonQuery();
    }
}
