using Fulcrum.Postgres.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Rights;

/// <summary>
/// Removes the last bytes of destroyed keys. While a dump or another open transaction holds the key table, or the disk is full, they stay in its pages: the
/// erasure is answered all the same, since the key is gone for everybody who asks, and the pages are written anew as soon as that is over.
/// Safe from many threads.
/// </summary>
internal sealed class LaterScrub(SubjectKeys keys, JournalQueue queue, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan SoonPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LatePause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LatePauseMax = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<(long Sequence, long[] Subjects)> _waiting = [];
    private readonly CancellationTokenSource _closing = new();
    private Task? _running;

    /// <summary>Erasures some of whose key's bytes are still in the table.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Removes them now, or notes that it is to be done later.</summary>
    /// <exception cref="Fulcrum.StoreUnavailableException">The database did not answer; a start goes on with it.</exception>
    public async Task ScrubAsync(long sequence, long[] subjects)
    {
        // Those who read while the key was deleted are done in a moment, as a rule.
        for (var (tries, pause) = (1, SoonPause); tries <= 5 && CanNow; tries++, pause *= 2)
        {
            if (await keys.ScrubAsync(subjects))
            {
                await MarkAsync([sequence]);
                return;
            }

            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        }

        lock (_gate)
        {
            _waiting.Add((sequence, subjects));
            _running ??= Task.Run(RunAsync);
        }
    }

    // On a full disk a second copy of a piece could take what is reserved, or the room of the write-ahead log, without which the server ends.
    private bool CanNow => queue.Limited is null;

    /// <inheritdoc />
    public void Dispose()
    {
        _closing.Cancel();
        Task? running;
        lock (_gate)
        {
            running = _running;
        }

        running?.GetAwaiter().GetResult();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        for (var pause = LatePause; ; pause = pause * 2 > LatePauseMax ? LatePauseMax : pause * 2)
        {
            try
            {
                await Task.Delay(pause, clock, _closing.Token);
            }
            catch (OperationCanceledException)
            {
                // What waits is not marked as done: the next start goes on with it.
                return;
            }

            (long Sequence, long[] Subjects)[] now;
            lock (_gate)
            {
                now = [.. _waiting];
            }

            if (!CanNow || !await TryAsync(now))
            {
                continue;
            }

            lock (_gate)
            {
                _waiting.RemoveRange(0, now.Length);
                if (_waiting.Count == 0)
                {
                    _running = null;
                    return;
                }
            }

            pause = LatePause / 2;
        }
    }

    private async Task<bool> TryAsync((long Sequence, long[] Subjects)[] now)
    {
        try
        {
            if (await keys.ScrubAsync([.. now.SelectMany(erasure => erasure.Subjects)]))
            {
                await MarkAsync([.. now.Select(erasure => erasure.Sequence)]);
                return true;
            }
        }
        catch (StoreUnavailableException)
        {
            // The database is away; it is asked again.
        }

        return false;
    }

    private Task MarkAsync(long[] sequences) => queue.Enqueue(connection =>
    {
        using var done = new NpgsqlCommand("UPDATE erasures SET done = true WHERE sequence = ANY($1)", connection) { Parameters = { new() { Value = sequences } } };
        done.ExecuteNonQuery();
    });
}
