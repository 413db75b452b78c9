using Fulcrum.Collect;
using Fulcrum.Postgres.Engine;
using Fulcrum.Rights;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Rights;

/// <summary>Rotates the key-encryption key of a closed store. Killed anywhere, the store opens as before, and the next rotation goes on where this one stopped.</summary>
/// <remarks>
/// The new key's file is made first, and from then on both open what they wrapped; the old file goes last, when nothing needs it
/// any more. The owner's epoch grows: a process that lost its connection and comes back must not wrap under the key that is gone.
/// </remarks>
/// <param name="connection">Holds the store's lock.</param>
/// <param name="address">Where the store is.</param>
/// <param name="folder">Its secrets.</param>
/// <param name="random">Where the new key comes from.</param>
/// <param name="piece">Told after each step; a test dies here.</param>
internal sealed class KekRewrap(NpgsqlConnection connection, PostgresAddress address, KeyFolder folder, IRandomSource random, Action? piece)
{
    private const int KeysAtOnce = 10_000;
    private const int SecretSize = 32;

    /// <summary>Half a minute of looks.</summary>
    private const int ReadersLooks = 300;

    /// <summary>Rotates, or goes on with a rotation that was cut short.</summary>
    /// <returns>The new generation, and how many keys were wrapped anew now.</returns>
    /// <exception cref="StoreStartException">There is no such store, its schema is another version, or a key is damaged.</exception>
    public (int Generation, long Keys) Run()
    {
        if (!Owner.IsMade(connection, address) || SchemaChange.ReadVersion(connection, address) != Migrations.Version)
        {
            throw new StoreStartException(new Fault("rotate-closed-store", $"There is no store of this program's schema at {address}.", "Open it once with this program, which brings its schema up; then rotate."));
        }

        // As long as the key table is long.
        Execute("SET statement_timeout = 0");
        var secrets = folder.Read(random, isMade: true);
        _ = Owner.Take(connection, secrets);
        if (secrets.Rows.IsEmpty)
        {
            folder.Write("rows", new KekRotation(secrets, random).Rows.Span);
            piece?.Invoke();
        }

        if (secrets.Retired.IsEmpty)
        {
            Span<byte> kek = stackalloc byte[SecretSize];
            random.Fill(kek);
            folder.Write(KeyFolder.KekName(secrets.KekGeneration + 1), kek);
            piece?.Invoke();
        }

        secrets = folder.Read(random, isMade: true);
        var rotation = new KekRotation(secrets, random);
        var rewrapped = RewrapKeys(rotation);
        ResealQuarantine(rotation);
        Execute("UPDATE owner SET secrets_mark = $1", KeyFolder.MarkOf(secrets));
        piece?.Invoke();
        foreach (var retired in secrets.Retired)
        {
            folder.Delete(KeyFolder.KekName(retired.Generation));
            piece?.Invoke();
        }

        return (secrets.KekGeneration, rewrapped);
    }

    private long RewrapKeys(KekRotation rotation)
    {
        var (after, rewrapped) = (0L, 0L);
        while (true)
        {
            var rows = ReadKeys(after);
            if (rows.Count == 0)
            {
                break;
            }

            after = rows[^1].Subject;
            rows.RemoveAll(row => rotation.IsNewest(row.Wrapped));
            if (rows.Count > 0)
            {
                using var update = new NpgsqlCommand(
                    "UPDATE subject_keys k SET wrapped = t.wrapped FROM unnest($1, $2) AS t(subject, wrapped) WHERE k.subject = t.subject", connection);
                update.Parameters.Add(new() { Value = rows.Select(row => row.Subject).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
                update.Parameters.Add(new() { Value = rows.Select(row => Rewrap(rotation, row)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
                update.ExecuteNonQuery();
                rewrapped += rows.Count;
            }

            piece?.Invoke();
        }

        WriteAnew($"{address.KeySchema}.subject_keys");
        return rewrapped;
    }

    /// <summary>What was overwritten must not be read in the pages either; and what somebody in this database may still see, the writing anew would take along.</summary>
    private void WriteAnew(string table)
    {
        WaitForReaders();
        Execute($"VACUUM (FULL) {table}");
    }

    /// <summary>Waits until nobody reads this database as it was before now; of whoever reads for longer than that, a backup say, the next rotation is rid.</summary>
    private void WaitForReaders()
    {
        using var now = new NpgsqlCommand("SELECT pg_current_xact_id()::xid::text", connection);
        var horizon = (string)now.ExecuteScalar()!;
        for (var look = 0; look < ReadersLooks; look++)
        {
            using var older = new NpgsqlCommand(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::text::xid))", connection)
            {
                Parameters = { new() { Value = horizon } },
            };
            if (!(bool)older.ExecuteScalar()!)
            {
                return;
            }

            Execute("SELECT pg_sleep(0.1)");
        }
    }

    private List<(long Subject, byte[] Wrapped)> ReadKeys(long after)
    {
        using var select = new NpgsqlCommand($"SELECT subject, wrapped FROM subject_keys WHERE subject > $1 ORDER BY subject LIMIT {KeysAtOnce}", connection) { Parameters = { new() { Value = after } } };
        using var found = select.ExecuteReader();
        var rows = new List<(long, byte[])>();
        while (found.Read())
        {
            rows.Add((found.GetInt64(0), found.GetFieldValue<byte[]>(1)));
        }

        return rows;
    }

    private static byte[] Rewrap(KekRotation rotation, (long Subject, byte[] Wrapped) row) =>
        rotation.Rewrap(new SubjectId(row.Subject), row.Wrapped) ?? throw new StoreStartException(new Fault(
            "wrapped-key-damaged",
            $"The wrapped key of {new SubjectId(row.Subject)} does not open, so the old key-encryption key cannot be given up.",
            "Restore the keys from a key backup not older than seven days, or erase this subject; then rotate again."));

    private void ResealQuarantine(KekRotation rotation)
    {
        var rows = new List<(long Number, byte[] Sealed)>();
        using (var select = new NpgsqlCommand("SELECT number, id, source, at, reason, detail, remedy, subject, sealed FROM quarantine", connection))
        using (var found = select.ExecuteReader())
        {
            while (found.Read())
            {
                var row = new QuarantineRow(
                    found.GetString(1), found.GetInt32(2), new Instant(found.GetInt64(3)), found.GetString(4), found.GetString(5), found.GetString(6),
                    new SubjectId(found.GetInt64(7)), found.GetFieldValue<byte[]>(8));

                // One that opens under no key was lost before, and is no reason to keep the old key.
                if (rotation.Reseal(row) is { } anew)
                {
                    rows.Add((found.GetInt64(0), anew));
                }
            }
        }

        if (rows.Count > 0)
        {
            using var update = new NpgsqlCommand("UPDATE quarantine q SET sealed = t.sealed FROM unnest($1, $2) AS t(number, sealed) WHERE q.number = t.number", connection);
            update.Parameters.Add(new() { Value = rows.Select(row => row.Number).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            update.Parameters.Add(new() { Value = rows.Select(row => row.Sealed).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
            update.ExecuteNonQuery();
            WriteAnew($"{address.Schema}.quarantine");
        }
    }

    private void Execute(string sql, params byte[][] values)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bytea });
        }

        command.ExecuteNonQuery();
    }
}
