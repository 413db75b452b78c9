using Fulcrum.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>What the one row of <c>owner</c> says: who may write, and how far the journal is.</summary>
/// <param name="Epoch">Grows by one with every process that opens the store; a writer of an older epoch commits nothing.</param>
/// <param name="Writes">Transactions committed so far; tells after a lost connection whether the last one is in.</param>
/// <param name="Head">The newest row.</param>
/// <param name="SubjectsMax">The greatest subject id.</param>
/// <param name="SweptThrough">The last row retention has looked at.</param>
/// <param name="PiecesUntil">The first sequence no piece of the journal holds yet.</param>
internal sealed record Owner(long Epoch, long Writes, long Head, long SubjectsMax, long SweptThrough, long PiecesUntil)
{
    /// <summary>Takes the store over: every earlier owner is fenced from here on. A new store gets its row.</summary>
    /// <param name="connection">Holds the lock.</param>
    /// <param name="secrets">The store's, told apart from any others by their mark.</param>
    /// <exception cref="StoreStartException">The store was made with other secrets.</exception>
    public static Owner Take(NpgsqlConnection connection, StoreSecrets secrets)
    {
        using var transaction = connection.BeginTransaction();
        using var make = new NpgsqlCommand("INSERT INTO owner VALUES (true, 0, 0, 0, 0, 0, 1, $1) ON CONFLICT DO NOTHING", connection) { Parameters = { new() { Value = KeyFolder.MarkOf(secrets) } } };
        make.ExecuteNonQuery();
        Owner taken;
        using (var take = new NpgsqlCommand(
            "UPDATE owner SET epoch = epoch + 1 RETURNING epoch, writes, head, subjects_max, swept_through, pieces_until, secrets_mark", connection))
        using (var reader = take.ExecuteReader())
        {
            _ = reader.Read();
            taken = new Owner(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
            if (!KeyFolder.IsMarkOf(secrets, reader.GetFieldValue<byte[]>(6)))
            {
                throw new StoreStartException(new Fault(
                    "store-key-wrong", "The secrets in the key folder are not those this store was made with.", "Restore the key folder that belongs to this database; nothing was changed."));
            }
        }

        transaction.Commit();
        return taken;
    }

    /// <summary>Epoch and number of transactions, as they are now.</summary>
    public static (long Epoch, long Writes) Read(NpgsqlConnection connection)
    {
        using var select = new NpgsqlCommand("SELECT epoch, writes FROM owner", connection);
        using var reader = select.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    /// <summary>The greatest subject id ever given; those of the erased have no rows any more, and were given all the same.</summary>
    public static long ReadSubjectsMax(NpgsqlConnection connection)
    {
        using var select = new NpgsqlCommand(
            "SELECT greatest((SELECT subjects_max FROM owner), (SELECT coalesce(max(subject), 0) FROM erasures, unnest(subjects) AS subject))", connection);
        return (long)select.ExecuteScalar()!;
    }

    /// <summary>Whether a store's data is in the schema already.</summary>
    public static bool IsMade(NpgsqlConnection connection, PostgresAddress address)
    {
        using var select = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = $"{address.Schema}.owner" } } };
        if (!(bool)select.ExecuteScalar()!)
        {
            return false;
        }

        using var count = new NpgsqlCommand($"SELECT count(*) FROM {address.Schema}.owner", connection);
        return (long)count.ExecuteScalar()! > 0;
    }
}
