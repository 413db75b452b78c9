using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Disks;

/// <summary>What a store did to one folder, in order, with what it had acknowledged by then; and the faults it meets on the way. Safe from many threads.</summary>
/// <remarks>
/// A failed sync is taken as Linux takes it: what it should have put on disk may never get there, and a later sync that
/// succeeds does not mean it.
/// </remarks>
internal sealed class DiskTrace : IDisposable
{
    private readonly string _root;
    private readonly Lock _lock = new();
    private readonly List<DiskStep> _steps = [];

    /// <summary>Begins to watch a folder.</summary>
    /// <param name="root">The folder; made by the store.</param>
    public DiskTrace(string root)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        DiskWitnesses.Add(this);
    }

    /// <summary>Asked before each call whether it fails; null when none does.</summary>
    public Func<DiskCall, DiskFault>? Plan { get; set; }

    /// <summary>Whether a fault was met.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>How many calls were seen so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _steps.Count;
            }
        }
    }

    /// <summary>Whether a path is in the folder.</summary>
    public bool Holds(string path) =>
        path.StartsWith(_root, StringComparison.Ordinal) && (path.Length == _root.Length || path[_root.Length] == Path.DirectorySeparatorChar);

    /// <summary>Something was acknowledged now.</summary>
    /// <param name="what">Its number in the ledger.</param>
    public void Acknowledge(long what)
    {
        lock (_lock)
        {
            _steps.Add(new DiskStep(default, DiskFault.None) { Acknowledged = what });
        }
    }

    /// <summary>A call is about to be made.</summary>
    /// <exception cref="IOException">It is one that fails.</exception>
    public void See(DiskCall call)
    {
        DiskFault fault;
        lock (_lock)
        {
            fault = Plan?.Invoke(call) ?? DiskFault.None;
            HasFailed |= fault != DiskFault.None;
            _steps.Add(new DiskStep(call with { Path = Inside(call.Path), To = call.To.Length > 0 ? Inside(call.To) : "" }, fault));
        }

        switch (fault)
        {
            case DiskFault.Io:
                throw new IOException("Input/output error (planted).");
            case DiskFault.Full:
                throw new DiskFullException();
            default:
                return;
        }
    }

    /// <summary>The steps so far.</summary>
    public DiskStep[] Steps()
    {
        lock (_lock)
        {
            return [.. _steps];
        }
    }

    /// <inheritdoc />
    public void Dispose() => DiskWitnesses.Remove(this);

    private string Inside(string path) => path.Length == _root.Length ? "" : path[(_root.Length + 1)..];
}

/// <summary>How a call fails.</summary>
internal enum DiskFault
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The disk says no.</summary>
    Io,

    /// <summary>The disk is full.</summary>
    Full,

    /// <summary>The disk says no, and a wrong build hears yes: the negative control.</summary>
    Swallowed,
}

/// <summary>One step of a trace: a call, or an acknowledgement.</summary>
/// <param name="Call">With paths inside the folder.</param>
/// <param name="Fault">How it failed.</param>
internal readonly record struct DiskStep(DiskCall Call, DiskFault Fault)
{
    /// <summary>What was acknowledged; 0 for a call.</summary>
    public long Acknowledged { get; init; }
}

/// <summary>The disk is full.</summary>
internal sealed class DiskFullException() : IOException("No space left on device (planted).");
