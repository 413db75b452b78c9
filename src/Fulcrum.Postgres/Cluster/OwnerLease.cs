using System.Data;
using System.Diagnostics;
using System.Globalization;
using Fulcrum.Postgres.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Cluster;

/// <summary>The lease in the database of the store: one row, <c>cluster_owner</c>, over one connection of its own that is made anew after a fault.</summary>
public sealed class OwnerLease : IOwnerLease
{
    private const int PauseMs = 20;
    private const string Mine = "SELECT FROM cluster_owner WHERE claim = $1 AND name IS NOT NULL";

    private readonly PostgresAddress _address;
    private readonly TimeSpan _timeout;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private NpgsqlConnection? _connection;
    private int _closed;

    private OwnerLease(PostgresAddress address, TimeSpan timeout) => (_address, _timeout) = (address, timeout);

    /// <summary>The server's process behind the connection, for tests that end it; null while there is none.</summary>
    internal int? ServerProcess => _connection?.ProcessID;

    /// <summary>Opens it, and makes its table where there is none.</summary>
    /// <param name="address">Server, database and schema of the store.</param>
    /// <param name="timeout">Longest a call may take; well under the lease's length.</param>
    /// <param name="end">Stops the wait.</param>
    /// <exception cref="StoreStartException">The database cannot be used; the fault says why and what to do.</exception>
    public static async Task<OwnerLease> OpenAsync(PostgresAddress address, TimeSpan timeout, CancellationToken end)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var lease = new OwnerLease(address, timeout);
        try
        {
            return await lease.RunAsync(
                async (connection, limit) =>
                {
                    _ = ServerCheck.Examine(connection, address, PostgresStoreOptions.Default);
                    await ClusterTables.MakeAsync(connection, address, limit);
                    return lease;
                },
                end);
        }
        catch (Exception fault)
        {
            await lease.DisposeAsync();
            if (fault is StoreUnavailableException && StartFault.Of(fault.InnerException ?? new TimeoutException(fault.Message), address) is { } refusal)
            {
                throw refusal;
            }

            throw;
        }
    }

    /// <inheritdoc />
    public Task<OwnerView> LookAsync(CancellationToken end) => RunAsync(
        async (connection, limit) =>
        {
            await using var look = new NpgsqlCommand("SELECT claim, beat, name, url, portal_url, console_url FROM cluster_owner", connection);
            await using var found = await look.ExecuteReaderAsync(limit);
            return await found.ReadAsync(limit)
                ? new OwnerView(found.GetInt64(0), found.GetInt64(1), found.IsDBNull(2) ? null : new ClusterNode(found.GetString(2), new Uri(found.GetString(3)), UrlAt(found, 4), UrlAt(found, 5)))
                : throw new StoreUnavailableException("The row that says who owns the store is missing.");
        },
        end);

    /// <inheritdoc />
    public Task<long?> TryClaimAsync(ClusterNode node, OwnerView seen, CancellationToken end) => RunAsync(
        async (connection, limit) =>
        {
            await using var claim = new NpgsqlCommand(
                """
                UPDATE cluster_owner SET claim = claim + 1, beat = beat + 1, name = $3, url = $4, portal_url = $5, console_url = $6
                WHERE claim = $1 AND beat = $2 RETURNING claim
                """,
                connection)
            {
                Parameters =
                {
                    new() { Value = seen.Claim }, new() { Value = seen.Beat }, new() { Value = node.Name }, new() { Value = node.Url.AbsoluteUri },
                    new() { Value = (object?)node.PortalUrl?.AbsoluteUri ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = (object?)node.ConsoleUrl?.AbsoluteUri ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                },
            };
            return (long?)await claim.ExecuteScalarAsync(limit);
        },
        end);

    /// <inheritdoc />
    public Task<bool> BeatAsync(long claim, CancellationToken end) =>
        ChangeAsync("UPDATE cluster_owner SET beat = beat + 1 WHERE claim = $1 AND name IS NOT NULL", claim, end);

    /// <inheritdoc />
    public Task ReleaseAsync(long claim, CancellationToken end) =>
        ChangeAsync("UPDATE cluster_owner SET beat = beat + 1, name = NULL, url = NULL, portal_url = NULL, console_url = NULL WHERE claim = $1", claim, end);

    /// <inheritdoc />
    public async Task EvictAsync(long claim, CancellationToken end)
    {
        await EndSessionsAsync(claim, end);

        // Whoever was ended comes back by itself. Once the epoch is another one it is told that it owns nothing any more, and lets the lock go.
        await FenceAsync(claim, end);
        await EndSessionsAsync(claim, end);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            await _gate.WaitAsync();
            await (_connection?.DisposeAsync() ?? default);
            _gate.Dispose();
        }
    }

    private async Task EndSessionsAsync(long claim, CancellationToken end)
    {
        // Each round is short, so that the beats of this lease are not kept waiting by a session that takes its time to end.
        for (var since = Stopwatch.GetTimestamp(); await EndThoseThereAsync(claim, end) > 0;)
        {
            if (Stopwatch.GetElapsedTime(since) > _timeout)
            {
                throw new StoreUnavailableException("A session of the former owner did not end in time.");
            }

            await Task.Delay(PauseMs, end);
        }
    }

    private async Task<long> EndThoseThereAsync(long claim, CancellationToken end)
    {
        var ended = await RunAsync(
            async (connection, limit) =>
            {
                await using var terminate = new NpgsqlCommand(
                    $"""
                    WITH mine AS ({Mine} FOR SHARE),
                    others AS (
                        SELECT pid FROM pg_locks
                        WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) = $2
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        UNION
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND usename = current_user
                            AND CASE WHEN starts_with(application_name, $3) THEN substr(application_name, length($3) + 1)::bigint < $1 ELSE false END)
                    SELECT (SELECT count(*) FROM mine), (SELECT count(pg_terminate_backend(pid)) FROM others WHERE pid <> pg_backend_pid() AND EXISTS (SELECT FROM mine))
                    """,
                    connection)
                {
                    Parameters = { new() { Value = claim }, new() { Value = StoreLock.KeyOf(_address) }, new() { Value = _address.MirrorName } },
                };
                await using var found = await terminate.ExecuteReaderAsync(limit);
                _ = await found.ReadAsync(limit);
                return (IsMine: found.GetInt64(0) == 1, Count: found.GetInt64(1));
            },
            end);
        return ended.IsMine ? ended.Count : throw Lost();
    }

    private async Task FenceAsync(long claim, CancellationToken end)
    {
        var isMine = await RunAsync(
            async (connection, limit) =>
            {
                if (!Owner.IsMade(connection, _address))
                {
                    return true;
                }

                await using var fence = new NpgsqlCommand($"UPDATE owner SET epoch = epoch + 1 WHERE EXISTS ({Mine})", connection) { Parameters = { new() { Value = claim } } };
                return await fence.ExecuteNonQueryAsync(limit) == 1;
            },
            end);
        if (!isMine)
        {
            throw Lost();
        }
    }

    private Task<bool> ChangeAsync(string sql, long claim, CancellationToken end) => RunAsync(
        async (connection, limit) =>
        {
            await using var change = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = claim } } };
            return await change.ExecuteNonQueryAsync(limit) == 1;
        },
        end);

    private static Uri? UrlAt(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : new Uri(row.GetString(column));

    private static StoreUnavailableException Lost() => new("Another node has claimed the store meanwhile.");

    /// <summary>Does work on the connection, one after the other; what takes too long is left behind with its connection.</summary>
    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken end)
    {
        var since = Stopwatch.GetTimestamp();
        if (!await _gate.WaitAsync(_timeout, end))
        {
            throw Late(null);
        }

        try
        {
            var left = _timeout - Stopwatch.GetElapsedTime(since);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(end);
            limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            var connection = _connection;
            _connection = null;
            var token = limit.Token;

            // On a thread of its own: on a way that was cut even giving up a connection can take its time.
            var running = Task.Run(() => UseAsync(connection, work, token), CancellationToken.None);
            try
            {
                (_connection, var answer) = await running.WaitAsync(token);
                return answer;
            }
            catch (OperationCanceledException late)
            {
                _ = LeaveAsync(running);
                end.ThrowIfCancellationRequested();
                throw Late(late);
            }
        }
        catch (Exception fault) when (Trouble.IsOfDatabase(fault))
        {
            throw Trouble.Unavailable(fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(NpgsqlConnection Connection, T Answer)> UseAsync<T>(NpgsqlConnection? connection, Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken limit)
    {
        try
        {
            if (connection is not { State: ConnectionState.Open })
            {
                await (connection?.DisposeAsync() ?? default);
                connection = new NpgsqlConnection(_address.ForLease(_timeout));
                await connection.OpenAsync(limit);
                await RequirePrimaryAsync(connection, limit);
            }

            return (connection, await work(connection, limit));
        }
        catch
        {
            await (connection?.DisposeAsync() ?? default);
            throw;
        }
    }

    // After a failover the name may lead to a standby for a while: what that says of the owner may be old.
    private static async Task RequirePrimaryAsync(NpgsqlConnection connection, CancellationToken limit)
    {
        await using var ask = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
        if ((bool)(await ask.ExecuteScalarAsync(limit))!)
        {
            throw new StoreUnavailableException("A standby answered; who owns the store is never read from a copy that may lag.");
        }
    }

    private static async Task LeaveAsync<T>(Task<(NpgsqlConnection Connection, T Answer)> running)
    {
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.IsCompletedSuccessfully)
        {
            await running.Result.Connection.DisposeAsync();
        }
    }

    private StoreUnavailableException Late(Exception? fault) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The database did not answer within {_timeout.TotalMilliseconds:0} ms."), fault);
}
