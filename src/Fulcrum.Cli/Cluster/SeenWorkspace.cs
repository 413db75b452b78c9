using Fulcrum.Cluster;
using Fulcrum.Postgres;
using Fulcrum.Postgres.Workspaces;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Cluster;

/// <summary>Keeps the workspace in force at hand for a node that does not own the store. Safe from many threads.</summary>
internal sealed class SeenWorkspace : IAsyncDisposable
{
    private readonly ClusterOptions _options;
    private readonly TimeProvider _clock;
    private readonly SeenWorkspaces _store;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _looking;
    private volatile Seen? _seen;

    /// <summary>Begins to look.</summary>
    public SeenWorkspace(PostgresAddress address, ClusterOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _store = SeenWorkspaces.Open(address, options.Lease);
        _looking = LookAsync();
    }

    /// <summary>The workspace seen in force lately; null when it was not seen for too long.</summary>
    public Workspace? Current => _seen is { } seen && _clock.GetElapsedTime(seen.At) < _options.WorkspaceFor ? seen.Workspace : null;

    /// <summary>Ends when it looked once: a node that answers before could not even decide from the context.</summary>
    public Task Looked => _looked.Task;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _looking;
        await _store.DisposeAsync();
        _closing.Dispose();
    }

    private async Task LookAsync()
    {
        var number = 0L;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var asked = _clock.GetTimestamp();
                var (newest, applied, numbering) = await _store.LookAsync(number, _closing.Token);
                if (applied is not null)
                {
                    // One that this program cannot read is decided under by nobody here.
                    _seen = WorkspaceReader.Read(applied.Files, numbering!).Workspace is { } workspace ? new Seen(workspace, asked) : null;
                }
                else if (_seen is { } seen)
                {
                    _seen = seen with { At = asked };
                }

                number = newest;
                _looked.TrySetResult();
                await Task.Delay(_options.BeatEvery, _clock, _closing.Token);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // What was seen counts for a while.
                _looked.TrySetResult();
                await Task.Delay(_options.BeatEvery, _clock, CancellationToken.None);
            }
        }
    }

    private sealed record Seen(Workspace Workspace, long At);
}
