using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Contracts.Simulated;

/// <summary>
/// A store in memory over a <see cref="SimulatedDisk"/>: what core tests and the simulation run on. It passes the same
/// contracts as the real ones, never takes time, and dies with the disk's next crash.
/// </summary>
/// <remarks>Safe from many threads. Every call completes synchronously unless it waits for a held sync.</remarks>
public sealed class SimulatedStore : IStore
{
    private readonly SimulatedDisk _disk;
    private readonly int _epoch;
    private volatile bool _failed;

    internal SimulatedStore(SimulatedDisk disk)
    {
        _disk = disk;
        _epoch = disk.Epoch;
        foreach (var write in disk.ReadAll())
        {
            State.Apply(write);
            if (write is EraseWrite erase)
            {
                // A crash may have come between the tombstone and this.
                disk.DropSnapshots(erase.Subjects);
            }
        }

        Journal = new SimulatedJournal(this);
        Snapshots = new SimulatedSnapshots(this);
        Identifiers = new SimulatedIdentifierIndex(this);
        Keys = new SimulatedSubjectKeys(this);
        Eraser = new SimulatedEraser(this);
        Dedupe = new SimulatedDedupe(this);
        Intake = new SimulatedIntakeRecords(this);
        Workspaces = new SimulatedWorkspaceStore(this);
    }

    /// <summary>A store over a new disk of its own that syncs every write at once.</summary>
    public static SimulatedStore Create(int seed = 1) => new SimulatedDisk(seed).Open();

    /// <summary>The disk it runs over.</summary>
    public SimulatedDisk Disk => _disk;

    /// <inheritdoc />
    public IJournal Journal { get; }

    /// <inheritdoc />
    public ISnapshots Snapshots { get; }

    /// <inheritdoc />
    public IIdentifierIndex Identifiers { get; }

    /// <inheritdoc />
    public ISubjectKeys Keys { get; }

    /// <inheritdoc />
    public IEraser Eraser { get; }

    /// <inheritdoc />
    public IDedupe Dedupe { get; }

    /// <inheritdoc />
    public IIntakeRecords Intake { get; }

    /// <inheritdoc />
    public IWorkspaceStore Workspaces { get; }

    /// <inheritdoc />
    public StoreSecrets Secrets => _disk.Secrets;

    /// <inheritdoc />
    public long SubjectsMax => Read(state => state.SubjectsMax);

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (_epoch == _disk.Epoch && !_failed)
        {
            _disk.Sync();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Everything written so far, synced or not; guarded by <see cref="StateLock"/>.</summary>
    internal StoreState State { get; } = new();

    internal Lock StateLock { get; } = new();

    internal void MarkFailed() => _failed = true;

    internal T Read<T>(Func<StoreState, T> read)
    {
        if (_disk.FailReads || _epoch != _disk.Epoch)
        {
            throw new StoreUnavailableException("The simulated disk cannot be read.");
        }

        lock (StateLock)
        {
            return read(State);
        }
    }

    /// <summary>Numbers, queues and applies a write as one step; whoever reads from now on sees it.</summary>
    internal (T Answer, Task Durable) Write<T>(Func<StoreState, (DiskWrite Write, T Answer)> prepare)
    {
        T answer;
        Task durable;
        lock (StateLock)
        {
            if (_failed || _epoch != _disk.Epoch)
            {
                throw new StoreUnavailableException("The simulated disk failed; it must be opened again.");
            }

            (var write, answer) = prepare(State);
            durable = _disk.Queue(write, this);
            State.Apply(write);
        }

        if (!_disk.HoldSyncs)
        {
            _disk.Sync();
        }

        return (answer, durable);
    }
}
