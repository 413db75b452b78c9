using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Identity;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Npgsql;

namespace Fulcrum.Postgres.Rights;

/// <summary>
/// Erases subjects and rewrites rows for retention. With the tombstone, in one transaction: the order to erase, the keys, the
/// bindings. Then, so that acknowledgements do not wait for a large erasure, the rows piece by piece; a start finishes what a crash left.
/// </summary>
internal sealed class Eraser(JournalQueue queue, LaterScrub scrub, Snapshots snapshots, Readers readers, Erased erased, long sweptThrough) : IEraser
{
    private const int RowsAtOnce = 2_000;

    private long _sweptThrough = sweptThrough;

    /// <inheritdoc />
    public async ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        long[] all = [.. subjects.Select(subject => subject.Value).Distinct()];
        var destroyed = 0;
        var tail = new TailRecord(TailKind.Erasure, tombstone.At, [.. all.Select(subject => new SubjectId(subject))], "", ConsentState.Unknown, tombstone.Identifiers);
        var ticket = queue.Append(JournalBatch.Of(tombstone) with { Tail = [tail] }, (connection, sequence) => destroyed = Order(connection, sequence, tombstone, all));
        Forget(all, tombstone);
        return await FinishAsync(ticket, all).WaitAsync(cancellation);

        async Task<EraseResult> FinishAsync(JournalTicket written, long[] whose)
        {
            await written.Durable;
            var rows = await this.FinishAsync(written.FirstSequence, whose);
            return new EraseResult(written.FirstSequence, rows, destroyed);
        }
    }

    /// <inheritdoc />
    public Instant? FindTombstone(IdentifierKey key) => erased.Find(key);

    /// <inheritdoc />
    public long SweptThrough => Volatile.Read(ref _sweptThrough);

    /// <inheritdoc />
    public async ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation)
    {
        long changed = 0;

        // Runs after everything queued so far is committed, so the mark never reaches beyond the journal.
        await queue.Enqueue(connection =>
        {
            changed = RowRewriting.Run(connection, rows);
            using var mark = new NpgsqlCommand("UPDATE owner SET swept_through = greatest(swept_through, $1)", connection) { Parameters = { new() { Value = sweptThrough } } };
            mark.ExecuteNonQuery();
        }).WaitAsync(cancellation);
        Volatile.Write(ref _sweptThrough, Math.Max(_sweptThrough, sweptThrough));
        if (changed > 0)
        {
            await VacuumAsync();
        }

        return changed;
    }

    /// <summary>Reads who was erased.</summary>
    /// <returns>Erasures a crash left half-way.</returns>
    public static List<(long Sequence, long[] Subjects)> Recover(NpgsqlConnection connection, Erased erased)
    {
        var unfinished = new List<(long, long[])>();
        using (var erasures = new NpgsqlCommand("SELECT sequence, subjects, done FROM erasures ORDER BY sequence", connection))
        using (var reader = erasures.ExecuteReader())
        {
            while (reader.Read())
            {
                var subjects = reader.GetFieldValue<long[]>(1);
                foreach (var subject in subjects)
                {
                    erased.Add(new SubjectId(subject));
                }

                if (!reader.GetBoolean(2))
                {
                    unfinished.Add((reader.GetInt64(0), subjects));
                }
            }
        }

        using var tombstones = new NpgsqlCommand("SELECT hash, type, at FROM tombstones", connection);
        using var found = tombstones.ExecuteReader();
        while (found.Read())
        {
            erased.Add(new IdentifierKey(RowCoding.ToHash(found.GetGuid(0)), (byte)found.GetInt16(1)), new Instant(found.GetInt64(2)));
        }

        return unfinished;
    }

    /// <summary>Wipes rows, quarantined payloads and snapshots, removes the last bytes of the keys, and notes that it is done.</summary>
    /// <returns>Rows wiped.</returns>
    public async Task<long> FinishAsync(long sequence, long[] subjects)
    {
        long wiped = 0;
        for (var last = RowsAtOnce; last == RowsAtOnce; wiped += last)
        {
            await queue.Enqueue(connection => last = WipeRows(connection, subjects));
        }

        await snapshots.DeleteAsync(subjects);
        await queue.Enqueue(connection =>
        {
            // Again: a start may finish an erasure of which only the order stands.
            _ = SubjectKeys.Destroy(connection, subjects);
            Run(connection, "DELETE FROM quarantine WHERE subject = ANY($1) AND subject <> 0", subjects);
        });
        await scrub.ScrubAsync(sequence, subjects);
        if (wiped > 0)
        {
            await VacuumAsync();
        }

        return wiped;
    }

    private void Forget(long[] subjects, in JournalRow tombstone)
    {
        foreach (var key in IdentifierIndex.UnpackAll(tombstone.Identifiers))
        {
            erased.Add(key, tombstone.At);
        }

        foreach (var subject in subjects)
        {
            erased.Add(new SubjectId(subject));
        }
    }

    private static int Order(NpgsqlConnection connection, long sequence, JournalRow tombstone, long[] subjects)
    {
        using var erasure = new NpgsqlCommand("INSERT INTO erasures VALUES ($1, $2, $3, false)", connection);
        erasure.Parameters.Add(new() { Value = sequence });
        erasure.Parameters.Add(new() { Value = tombstone.At.UnixMs });
        erasure.Parameters.Add(new() { Value = subjects });
        erasure.ExecuteNonQuery();

        IdentifierKey[] gone = [.. IdentifierIndex.UnpackAll(tombstone.Identifiers).Distinct()];
        if (gone.Length > 0)
        {
            using var insert = new NpgsqlCommand(
                """
                INSERT INTO tombstones (hash, type, at) SELECT hash, type, $3 FROM unnest($1, $2) AS t(hash, type)
                ON CONFLICT (hash, type) DO UPDATE SET at = greatest(tombstones.at, excluded.at)
                """,
                connection);
            IdentifierIndex.AddKeys(insert.Parameters, gone);
            insert.Parameters.Add(new() { Value = tombstone.At.UnixMs });
            insert.ExecuteNonQuery();
        }

        Unbind(connection, subjects);
        return SubjectKeys.Destroy(connection, subjects);
    }

    // Which keys a subject holds stands in its rows; an index by subject would be written for every new binding instead.
    private static void Unbind(NpgsqlConnection connection, long[] subjects)
    {
        var bound = new HashSet<IdentifierKey>();
        using (var select = new NpgsqlCommand("SELECT identifiers FROM journal WHERE subject = ANY($1) AND identifiers IS NOT NULL", connection) { Parameters = { new() { Value = subjects } } })
        using (var reader = select.ExecuteReader())
        {
            while (reader.Read())
            {
                bound.UnionWith(IdentifierIndex.UnpackAll(reader.GetFieldValue<byte[]>(0)));
            }
        }

        if (bound.Count > 0)
        {
            using var delete = new NpgsqlCommand(
                "DELETE FROM identifiers i USING unnest($1, $2) AS t(hash, type) WHERE i.hash = t.hash AND i.type = t.type AND i.subject = ANY($3)", connection);
            IdentifierIndex.AddKeys(delete.Parameters, [.. bound]);
            delete.Parameters.Add(new() { Value = subjects });
            delete.ExecuteNonQuery();
        }
    }

    // The hash of the message id stays, so that a replay does not bring the row back.
    private static int WipeRows(NpgsqlConnection connection, long[] subjects)
    {
        Unbind(connection, subjects);
        using var wipe = new NpgsqlCommand(
            $"""
            UPDATE journal j SET kind = 0, subject = 0, source = 0, identifiers = NULL, sealed = '', checksum = 0
            FROM (SELECT subject, sequence FROM journal WHERE subject = ANY($1) AND kind <> {(short)EntryKind.Tombstone} LIMIT {RowsAtOnce}) AS gone
            WHERE j.subject = gone.subject AND j.sequence = gone.sequence
            """,
            connection) { Parameters = { new() { Value = subjects } } };
        return wipe.ExecuteNonQuery();
    }

    // Gives the space of what was overwritten back; without it a quiet table would keep it for long.
    private async ValueTask VacuumAsync()
    {
        try
        {
            await readers.RunAsync(
                async connection =>
                {
                    await using var patience = new NpgsqlCommand("SET statement_timeout = 0", connection);
                    await patience.ExecuteNonQueryAsync();
                    await using var vacuum = new NpgsqlCommand("VACUUM journal", connection) { CommandTimeout = 0 };
                    await vacuum.ExecuteNonQueryAsync();
                },
                CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // Housekeeping: the server's own vacuum comes later. What was promised is committed.
        }
    }

    private static void Run(NpgsqlConnection connection, string sql, long[] subjects)
    {
        using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = subjects } } };
        command.ExecuteNonQuery();
    }
}
