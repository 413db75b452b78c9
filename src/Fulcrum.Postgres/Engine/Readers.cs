using Npgsql;

namespace Fulcrum.Postgres.Engine;

/// <summary>Connections that read, pooled; each is checked when it is made to be of the primary and of a store this process owns. Safe from many threads.</summary>
internal sealed class Readers(NpgsqlDataSource source) : IDisposable
{
    /// <summary>Runs a query and reads its answer; tried once more when the connection turned out to be dead.</summary>
    /// <exception cref="StoreUnavailableException">The database did not answer.</exception>
    public async ValueTask<T> ReadAsync<T>(string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation);
                await using var command = new NpgsqlCommand(sql, connection);
                bind(command.Parameters);
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                return read(reader);
            }
            catch (Exception fault) when (Trouble.IsOfDatabase(fault))
            {
                if (again || !Trouble.MayPass(fault))
                {
                    throw Trouble.Unavailable(fault);
                }
            }
        }
    }

    /// <summary>The same from a thread that must wait.</summary>
    public T Read<T>(string sql, Action<NpgsqlParameterCollection> bind, Func<NpgsqlDataReader, T> read)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                using var connection = source.OpenConnection();
                using var command = new NpgsqlCommand(sql, connection);
                bind(command.Parameters);
                using var reader = command.ExecuteReader();
                return read(reader);
            }
            catch (Exception fault) when (Trouble.IsOfDatabase(fault))
            {
                if (again || !Trouble.MayPass(fault))
                {
                    throw Trouble.Unavailable(fault);
                }
            }
        }
    }

    /// <summary>Runs work that writes what may be lost or repeated, or cannot stand in the writer's transaction.</summary>
    public async ValueTask RunAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await work(connection);
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
    }

    /// <summary>Lets the idle connections go: after the database was away they are dead.</summary>
    public void Clear() => source.Clear();

    /// <inheritdoc />
    public void Dispose() => source.Dispose();
}
