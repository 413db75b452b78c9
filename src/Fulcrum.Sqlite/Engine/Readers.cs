using System.Collections.Concurrent;

namespace Fulcrum.Sqlite.Engine;

/// <summary>Connections for reading one file, lent to one thread at a time. Safe from many threads.</summary>
internal sealed class Readers(string path) : IDisposable
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _closed;

    /// <summary>Reads with a connection of one's own. No row may be held when the function returns.</summary>
    /// <exception cref="StoreUnavailableException">The file could not be read.</exception>
    public TResult Read<TState, TResult>(TState state, Func<Reader, TState, TResult> read)
    {
        Reader? reader = null;
        try
        {
            reader = _idle.TryTake(out var idle) ? idle : new Reader(Database.OpenReader(path));
            return read(reader, state);
        }
        catch (DatabaseException fault)
        {
            // A connection that failed is not lent again.
            reader?.Dispose();
            reader = null;
            throw new StoreUnavailableException(fault.Explained, fault);
        }
        finally
        {
            if (reader is not null)
            {
                if (_closed)
                {
                    reader.Dispose();
                }
                else
                {
                    _idle.Add(reader);
                }
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}

/// <summary>A connection for reading, with the statements compiled on it so far.</summary>
internal sealed class Reader(Database database) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>The connection.</summary>
    public Database Database => database;

    /// <summary>The statement for this SQL, ready to be bound.</summary>
    public Statement Use(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = database.Prepare(sql);
        }

        statement.Reset();
        return statement;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        database.Dispose();
    }
}
