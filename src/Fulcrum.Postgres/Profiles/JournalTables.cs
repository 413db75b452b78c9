using System.Globalization;
using Fulcrum.Postgres.Collect;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Identity;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Profiles;

/// <summary>Puts groups into the tables: one transaction each. One thread.</summary>
internal sealed class JournalTables(PostgresAddress address, PostgresStoreOptions options, IdentifierIndex identifiers, long piecesUntil, HashSet<long> keyPieces)
{
    /// <summary>Subjects whose keys share a piece of the key table: small, since destroying a key writes its piece anew.</summary>
    public const long KeysPerPiece = 32_768;

    private long _piecesUntil = piecesUntil;

    /// <summary>Commits a group: keys, rows, payloads kept aside, what else belongs to it, identifiers, counts.</summary>
    public void Write(FencedWriter writer, Group group)
    {
        var until = _piecesUntil;
        long[] newKeyPieces = [.. group.Keys.Keys.Select(subject => subject.Value / KeysPerPiece).Distinct().Where(piece => !keyPieces.Contains(piece))];
        writer.Write(connection =>
        {
            until = MakePieces(connection, group.Rows);
            foreach (var piece in newKeyPieces)
            {
                MakeKeyPiece(connection, piece);
            }

            WriteKeys(connection, group);
            WriteRows(connection, group.Rows);
            IntakeWriter.WriteQuarantine(connection, group.Quarantined);
            IntakeWriter.Release(connection, group.Released);
            foreach (var also in group.Also)
            {
                also(connection);
            }

            identifiers.Write(connection, group.Bindings);
            IntakeWriter.WriteCounts(connection, group.Counts.Values);
        }, group.Rows.Count > 0 ? group.Rows.Last : 0, group.SubjectsMax);
        _piecesUntil = until;
        keyPieces.UnionWith(newKeyPieces);
    }

    /// <summary>Which pieces of the key table there are.</summary>
    public static HashSet<long> ReadKeyPieces(NpgsqlConnection connection, PostgresAddress address)
    {
        using var select = new NpgsqlCommand(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass", connection)
        { Parameters = { new() { Value = $"{address.KeySchema}.subject_keys" } } };
        using var reader = select.ExecuteReader();
        var pieces = new HashSet<long>();
        while (reader.Read())
        {
            pieces.Add(long.Parse(reader.GetString(0).AsSpan("subject_keys_".Length), CultureInfo.InvariantCulture));
        }

        return pieces;
    }

    private long MakePieces(NpgsqlConnection connection, QueuedRows rows)
    {
        var until = _piecesUntil;
        for (; rows.Count > 0 && rows.Last >= until; until += options.PieceRows)
        {
            // Made apart and attached: that waits for no reader, whereas PARTITION OF would wait for a running dump.
            var name = string.Create(CultureInfo.InvariantCulture, $"{address.Schema}.journal_{until}");
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE {name} (LIKE {address.Schema}.journal INCLUDING ALL);
                ALTER TABLE {name} ALTER COLUMN sealed SET STATISTICS 0, ALTER COLUMN identifiers SET STATISTICS 0;
                ALTER TABLE {address.Schema}.journal ATTACH PARTITION {name} FOR VALUES FROM ({until}) TO ({until + options.PieceRows});
                UPDATE owner SET pieces_until = {until + options.PieceRows};
                """));
        }

        return until;
    }

    private void MakeKeyPiece(NpgsqlConnection connection, long piece)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{address.KeySchema}.subject_keys_{piece}");
        Run(connection, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE {name} (LIKE {address.KeySchema}.subject_keys INCLUDING ALL);
            ALTER TABLE {name} ALTER COLUMN wrapped SET STATISTICS 0;
            ALTER TABLE {address.KeySchema}.subject_keys ATTACH PARTITION {name} FOR VALUES FROM ({piece * KeysPerPiece}) TO ({(piece + 1) * KeysPerPiece});
            """));
    }

    private static void WriteKeys(NpgsqlConnection connection, Group group)
    {
        if (group.Keys.Count == 0)
        {
            return;
        }

        using var insert = new NpgsqlCommand("INSERT INTO subject_keys SELECT * FROM unnest($1, $2)", connection);
        insert.Parameters.Add(new() { Value = group.Keys.Keys.Select(subject => subject.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        insert.Parameters.Add(new() { Value = group.Keys.Values.Select(wrapped => wrapped.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        insert.ExecuteNonQuery();
    }

    private static void WriteRows(NpgsqlConnection connection, QueuedRows rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        using var copy = connection.BeginRawBinaryCopy($"COPY journal ({RowCoding.Columns}) FROM STDIN (FORMAT BINARY)");
        rows.CopyTo(copy);
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
