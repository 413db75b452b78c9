using System.Collections.Immutable;
using System.Data;
using System.Globalization;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Postgres.Rights;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;
using Npgsql;

namespace Fulcrum.Postgres;

/// <summary>The contents of a store in PostgreSQL, in one repeatable-read transaction of the primary.</summary>
public sealed class PostgresContents : IStoreContents
{
    private const int RowsAtOnce = 4_096;

    // An erasure of which only the last bytes of the key wait for somebody else's transaction is over for whoever reads.
    private static readonly string RowsLeft = string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT EXISTS (SELECT FROM erasures e JOIN journal j ON j.subject = ANY(e.subjects) WHERE NOT e.done AND j.subject <> 0 AND j.kind <> {(short)EntryKind.Tombstone})
            OR EXISTS (SELECT FROM erasures e JOIN quarantine q ON q.subject = ANY(e.subjects) WHERE NOT e.done AND q.subject <> 0)
        """);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private PostgresContents(NpgsqlConnection connection, StoreSecrets secrets)
    {
        (_connection, Secrets) = (connection, secrets);
        _transaction = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        (Head, SweptThrough) = Query("SELECT head, swept_through FROM owner", found => (found.GetInt64(0), found.GetInt64(1))).First();
        Tail = TailBook.Read(connection);
        HasUnfinishedErasure = Query(RowsLeft, found => found.GetBoolean(0)).First();
    }

    /// <inheritdoc />
    public StoreSecrets Secrets { get; }

    /// <inheritdoc />
    public long Head { get; }

    /// <inheritdoc />
    public long SweptThrough { get; }

    /// <inheritdoc />
    public TailStanding Tail { get; }

    /// <summary>Whether a subject's key is gone and its rows are not all wiped yet: such contents are not what they will be in a moment.</summary>
    public bool HasUnfinishedErasure { get; }

    /// <summary>Opens them.</summary>
    /// <param name="address">Server, database and schema.</param>
    /// <param name="keyFolder">The folder of the secrets.</param>
    /// <param name="random">Makes nothing here; what reads secrets wants it.</param>
    /// <param name="allowsStale">Whether contents that a restore left stale may be read; who reads them must carry <see cref="Tail"/> along.</param>
    /// <exception cref="StoreStartException">There is no such store, its schema is another version, or its secrets are missing or others'.</exception>
    public static PostgresContents Open(PostgresAddress address, string keyFolder, IRandomSource random, bool allowsStale = false)
    {
        // A long read is no fault here: the whole store is one statement after another.
        var options = PostgresStoreOptions.Default with { StatementTimeout = TimeSpan.FromHours(1) };
        var connection = new NpgsqlConnection(address.ForWriting(options));
        try
        {
            connection.Open();
            _ = ServerCheck.Examine(connection, address, options);
            if (!Owner.IsMade(connection, address))
            {
                throw new StoreStartException(new Fault("store-missing", $"There is no store at {address}.", "Name the one you mean."));
            }

            if (SchemaChange.ReadVersion(connection, address) is var version && version != Migrations.Version)
            {
                throw new StoreStartException(new Fault(
                    "store-schema-other",
                    string.Create(CultureInfo.InvariantCulture, $"{address} has schema {version}, this program reads {Migrations.Version}."),
                    "Open it once with this program, which takes the steps that are missing, or use the program that made it."));
            }

            var secrets = new KeyFolder(keyFolder).Read(random, isMade: true);
            var contents = new PostgresContents(connection, secrets);
            contents.RequireSecrets();
            if (contents.Tail.Staleness.IsAny && !allowsStale)
            {
                throw new StoreStartException(new Fault(
                    "contents-stale", $"The store at {address} was restored without its tail log, and a copy would rely on its old consents.", "Replay the tail first: fulcrum backup replay-tail. Then copy."));
            }

            return contents;
        }
        catch (Exception fault)
        {
            connection.Dispose();
            if (StartFault.Of(fault, address) is { } refusal)
            {
                throw refusal;
            }

            throw;
        }
    }

    /// <inheritdoc />
    public Numbering ReadNumbering()
    {
        var kinds = Enumerable.Range(0, 3).Select(_ => ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal)).ToArray();
        foreach (var (kind, name, number) in Query("SELECT kind, name, number FROM numbering", found => (found.GetInt16(0), found.GetString(1), found.GetInt32(2))))
        {
            kinds[kind].Add(name, number);
        }

        return new Numbering(kinds[0].ToImmutable(), kinds[1].ToImmutable(), kinds[2].ToImmutable());
    }

    /// <inheritdoc />
    public IReadOnlyList<AppliedWorkspace> ReadWorkspaces()
    {
        var files = Query("SELECT version, path, content FROM workspace_files", found => (Version: found.GetString(0), Path: found.GetString(1), Text: found.GetString(2)))
            .ToLookup(file => file.Version);
        return
        [
            .. Query(
                "SELECT version, at, applied_by FROM workspace_applied ORDER BY number",
                found => new AppliedWorkspace(
                    found.GetString(0),
                    new Instant(found.GetInt64(1)),
                    found.GetString(2),
                    files[found.GetString(0)].ToImmutableSortedDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal))),
        ];
    }

    /// <inheritdoc />
    public IEnumerable<JournalEntry> ReadRows(long after)
    {
        for (var next = after + 1; next <= Head;)
        {
            var until = Math.Min(next + RowsAtOnce, Head + 1);
            foreach (var entry in Query(
                $"SELECT {RowCoding.Columns} FROM journal WHERE sequence >= $1 AND sequence < $2 ORDER BY sequence", ReadRow, next, until))
            {
                if (entry.Sequence != next)
                {
                    throw Missing(next);
                }

                next++;
                yield return entry;
            }

            if (next < until)
            {
                throw Missing(next);
            }
        }
    }

    /// <inheritdoc />
    public IEnumerable<SubjectKeyRow> ReadKeys(SubjectId after) => Query(
        "SELECT subject, wrapped FROM subject_keys WHERE subject > $1 ORDER BY subject",
        found => new SubjectKeyRow(new SubjectId(found.GetInt64(0)), found.GetFieldValue<byte[]>(1)),
        after.Value);

    /// <inheritdoc />
    public ReadOnlyMemory<byte>? FindKey(SubjectId subject)
    {
        foreach (var wrapped in Query("SELECT wrapped FROM subject_keys WHERE subject = $1", found => found.GetFieldValue<byte[]>(0), subject.Value))
        {
            return wrapped;
        }

        return null;
    }

    /// <inheritdoc />
    public IEnumerable<Erasure> ReadErasures() => Query(
        "SELECT sequence, subjects FROM erasures ORDER BY sequence",
        found => new Erasure(found.GetInt64(0), [.. found.GetFieldValue<long[]>(1).Select(subject => new SubjectId(subject))]));

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<IdentifierKey, Instant>> ReadTombstones() => Query(
        "SELECT hash, type, at FROM tombstones ORDER BY type, hash",
        found => KeyValuePair.Create(new IdentifierKey(RowCoding.ToHash(found.GetGuid(0)), (byte)found.GetInt16(1)), new Instant(found.GetInt64(2))));

    /// <inheritdoc />
    public IEnumerable<CollectCount> ReadCounts() => Query(
        "SELECT source, minute, received, stored, duplicate, quarantined, refused, replayed FROM counts ORDER BY minute, source",
        found => new CollectCount(
            found.GetInt32(0), found.GetInt64(1), found.GetInt64(2), found.GetInt64(3), found.GetInt64(4), found.GetInt64(5), found.GetInt64(6), found.GetInt64(7)));

    /// <inheritdoc />
    public IEnumerable<QuarantineRow> ReadQuarantine() => Query(
        "SELECT id, source, at, reason, detail, remedy, subject, sealed FROM quarantine ORDER BY number",
        found => new QuarantineRow(
            found.GetString(0), found.GetInt32(1), new Instant(found.GetInt64(2)), found.GetString(3), found.GetString(4), found.GetString(5),
            new SubjectId(found.GetInt64(6)), found.GetFieldValue<byte[]>(7)));

    /// <inheritdoc />
    public void Dispose()
    {
        _transaction.Dispose();
        _connection.Dispose();
    }

    private static JournalEntry ReadRow(NpgsqlDataReader found)
    {
        if (found.GetInt16(6) == 0)
        {
            var dedupe = found.IsDBNull(3) ? 0 : RowCoding.ToHash(found.GetGuid(3));
            return new JournalEntry(found.GetInt64(0), new JournalRow(0, SubjectId.None, new Instant(found.GetInt64(2)), 0, dedupe, default, default));
        }

        // A damaged row comes back as one of whom it was asked for: here of nobody there can be.
        var entry = RowCoding.Read(found, new SubjectId(-1))!.Value;
        return entry.Row.Subject.Value == -1 ? throw Damaged(entry.Sequence) : entry;
    }

    private static StoreUnavailableException Missing(long sequence) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Row {sequence} of the journal is missing; restore the store from a backup."));

    private static StoreUnavailableException Damaged(long sequence) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Row {sequence} of the journal is damaged; restore the store from a backup."));

    private void RequireSecrets()
    {
        if (!KeyFolder.IsMarkOf(Secrets, Query("SELECT secrets_mark FROM owner", found => found.GetFieldValue<byte[]>(0)).First()))
        {
            throw new StoreStartException(new Fault(
                "store-key-wrong", "The secrets in the key folder are not those this store was made with.", "Restore the key folder that belongs to this database; nothing was changed."));
        }
    }

    private IEnumerable<T> Query<T>(string sql, Func<NpgsqlDataReader, T> read, params long[] values)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        using var found = Ask(command);
        while (Next(found))
        {
            yield return read(found);
        }
    }

    private static NpgsqlDataReader Ask(NpgsqlCommand command)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
    }

    private static bool Next(NpgsqlDataReader found)
    {
        try
        {
            return found.Read();
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
    }
}
