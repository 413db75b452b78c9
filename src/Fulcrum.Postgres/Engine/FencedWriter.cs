using System.Data;
using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Engine;

/// <summary>The one connection that writes. Every transaction proves first that this process still owns the store. One thread.</summary>
/// <remarks>
/// When the connection is lost the outcome of a commit is not known; it is settled before anything is said: reconnected,
/// with the lock held again (so that no earlier session of ours is still committing), the counter of
/// transactions tells whether the last one is in. If it is not, it is written again.
/// </remarks>
internal sealed class FencedWriter : IDisposable
{
    private const int PauseMs = 100;
    private const int ShortagePauseMs = 250;
    private const string Fence =
        "UPDATE owner SET writes = writes + 1, head = greatest(head, $3), subjects_max = greatest(subjects_max, $4) WHERE epoch = $1 AND writes = $2";

    private readonly PostgresAddress _address;
    private readonly PostgresStoreOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly long _epoch;
    private NpgsqlConnection _connection;
    private long _writes;
    private volatile int _serverProcess;

    /// <summary>Goes on with a connection that holds the lock.</summary>
    public FencedWriter(NpgsqlDataSource source, NpgsqlConnection connection, PostgresAddress address, PostgresStoreOptions options, Owner owner)
    {
        (_source, _connection, _address, _options) = (source, connection, address, options);
        (_epoch, _writes, _serverProcess) = (owner.Epoch, owner.Writes, connection.ProcessID);
    }

    /// <summary>Told why when the connection is lost, and null when it is there again.</summary>
    public Action<Exception?>? Interrupted { get; set; }

    /// <summary>Asked, with the connection, to make room when a write found none; true when the same may be written at once.</summary>
    public Func<NpgsqlConnection, Exception, bool> MakesRoom { get; set; } = static (_, _) => false;

    /// <summary>Whether the store is closing: then what cannot be written in a while is given up.</summary>
    public Func<bool> IsClosing { get; set; } = static () => false;

    /// <summary>The server's process behind the connection, for tests that end it.</summary>
    public int ServerProcess => _serverProcess;

    /// <summary>Runs work in a transaction; committed on disk when it returns. May run it again when the connection was lost, so it must not keep anything from a first run.</summary>
    /// <param name="work">What to do on the connection.</param>
    /// <param name="head">The newest row in it; 0 for none.</param>
    /// <param name="subjectsMax">The greatest subject id in it; 0 for none.</param>
    /// <exception cref="FencedException">Another process owns the store.</exception>
    public void Write(Action<NpgsqlConnection> work, long head = 0, long subjectsMax = 0)
    {
        var isShort = false;
        for (long? since = null; ;)
        {
            try
            {
                WriteOnce(work, head, subjectsMax);
                break;
            }
            catch (Exception fault) when (Trouble.IsShortage(fault) && !(IsClosing() && isShort))
            {
                if (_options.SwallowsShortage)
                {
                    break;
                }

                // Such a refusal costs the connection, as a rule.
                if (_connection.State != ConnectionState.Open && SettleAgain())
                {
                    break;
                }

                if (!MakesRoom(_connection, fault))
                {
                    // Rolled back for sure: waited for as long as it takes, since whoever must make room may need hours.
                    isShort = true;
                    Interrupted?.Invoke(fault);
                    Thread.Sleep(ShortagePauseMs);
                }
            }
            catch (Exception fault) when (Trouble.MayPass(fault))
            {
                since ??= Stopwatch.GetTimestamp();
                if (Reconnect(fault, since.Value))
                {
                    break;
                }
            }
        }

        if (isShort)
        {
            Interrupted?.Invoke(null);
        }
    }

    /// <summary>Runs work in a transaction, once: for what can wait, and must not end the store when the server will not have it.</summary>
    /// <returns>Why it is not committed; null when it is.</returns>
    /// <exception cref="FencedException">Another process owns the store.</exception>
    public Exception? TryWrite(Action<NpgsqlConnection> work)
    {
        try
        {
            WriteOnce(work, 0, 0);
            return null;
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            var isCommitted = Trouble.MayPass(fault)
                ? Reconnect(fault, Stopwatch.GetTimestamp())
                : _connection.State != ConnectionState.Open && SettleAgain();
            return isCommitted ? null : fault;
        }
    }

    /// <summary>Notices, while there is nothing to write, that the connection or the ownership is gone.</summary>
    public void Ping()
    {
        try
        {
            if (Owner.Read(_connection).Epoch != _epoch)
            {
                throw new FencedException();
            }
        }
        catch (Exception fault) when (Trouble.MayPass(fault))
        {
            _ = Reconnect(fault, Stopwatch.GetTimestamp());
        }
    }

    /// <inheritdoc />
    public void Dispose() => _connection.Dispose();

    private void WriteOnce(Action<NpgsqlConnection> work, long head, long subjectsMax)
    {
        using var transaction = _connection.BeginTransaction();
        using (var fence = new NpgsqlCommand(Fence, _connection))
        {
            foreach (var value in new[] { _epoch, _writes, head, subjectsMax })
            {
                fence.Parameters.Add(new() { Value = value, NpgsqlDbType = NpgsqlDbType.Bigint });
            }

            if (fence.ExecuteNonQuery() != 1)
            {
                throw new FencedException();
            }
        }

        work(_connection);
        transaction.Commit();
        _writes++;
    }

    /// <summary>Comes back to the database and settles what became of the last transaction.</summary>
    /// <returns>Whether it is committed.</returns>
    private bool Reconnect(Exception cause, long since)
    {
        Interrupted?.Invoke(cause);
        while (true)
        {
            if (Stopwatch.GetElapsedTime(since) >= _options.ReconnectFor)
            {
                throw new StoreUnavailableException($"The database was not reached again within {_options.ReconnectFor.TotalSeconds:0} s: {Trouble.Say(cause)}", cause);
            }

            try
            {
                var committed = Settle();
                Interrupted?.Invoke(null);
                return committed;
            }
            catch (Exception fault) when (Trouble.MayPass(fault) || fault is StoreStartException)
            {
                // After a failover the name may lead to a standby for a while.
                cause = fault;
                Thread.Sleep(PauseMs);
            }
        }
    }

    private bool SettleAgain()
    {
        try
        {
            return Settle();
        }
        catch (Exception fault) when (Trouble.MayPass(fault) || fault is StoreStartException)
        {
            return Reconnect(fault, Stopwatch.GetTimestamp());
        }
    }

    private bool Settle()
    {
        _connection.Dispose();
        _connection = _source.OpenConnection();
        _serverProcess = _connection.ProcessID;
        _ = ServerCheck.Examine(_connection, _address, _options);
        if (Owner.Read(_connection).Epoch != _epoch)
        {
            // Said at once, and not only once whoever owns the store now lets the lock go.
            throw Evicted();
        }

        if (!StoreLock.TryTake(_connection, _address, _options.LockWait))
        {
            throw new TimeoutException("The lock of the store is held by another session.");
        }

        var (epoch, writes) = Owner.Read(_connection);
        if (epoch != _epoch || (writes != _writes && writes != _writes + 1))
        {
            throw Evicted();
        }

        var committed = writes == _writes + 1;
        _writes = writes;
        return committed;
    }

    // The lock goes with the session: whoever took the store over may be waiting for it.
    private FencedException Evicted()
    {
        _connection.Dispose();
        return new FencedException();
    }
}
