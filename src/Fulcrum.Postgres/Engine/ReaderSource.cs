using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>Makes the pool of those that read: no connection of it is used before it proved to be of the primary, and of this process's own store.</summary>
internal static class ReaderSource
{
    /// <summary>Makes it.</summary>
    public static NpgsqlDataSource Make(PostgresAddress address, PostgresStoreOptions options, long epoch)
    {
        var builder = new NpgsqlDataSourceBuilder(address.ForReading(options));
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var ask = new NpgsqlCommand(Question, connection);
                using var answer = ask.ExecuteReader();
                Check(answer, epoch);
            },
            async connection =>
            {
                await using var ask = new NpgsqlCommand(Question, connection);
                await using var answer = await ask.ExecuteReaderAsync();
                Check(answer, epoch);
            });
        return builder.Build();
    }

    private const string Question = "SELECT pg_is_in_recovery(), (SELECT epoch FROM owner)";

    private static void Check(NpgsqlDataReader answer, long epoch)
    {
        _ = answer.Read();
        if (answer.GetBoolean(0))
        {
            throw new StoreUnavailableException("A standby answered; consent is never read from a copy that may lag.");
        }

        if (answer.GetInt64(1) != epoch)
        {
            throw new StoreUnavailableException("Another process has taken the store over.");
        }
    }
}
