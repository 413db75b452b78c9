namespace Fulcrum.Simulation;

/// <summary>Runs everything that waits on one thread, in an order the seed chooses: the same seed, the same interleaving.</summary>
internal sealed class SeededScheduler(Random chance) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _waiting = [];

    /// <summary>Whether anything can run.</summary>
    public bool IsIdle => _waiting.Count == 0;

    /// <inheritdoc />
    public override void Post(SendOrPostCallback d, object? state) => _waiting.Add((d, state));

    /// <inheritdoc />
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc />
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs one of those that wait; false when none does.</summary>
    public bool RunOne()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        var at = chance.Next(_waiting.Count);
        var (callback, state) = _waiting[at];
        _waiting.RemoveAt(at);
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }

        return true;
    }

    /// <summary>Starts something on this scheduler.</summary>
    public Task Start(Func<Task> work)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            return work();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }
}

/// <summary>Chance from a seed, for the keys, nonces and ids of the core.</summary>
internal sealed class SeededRandomSource(int seed) : IRandomSource
{
    private readonly Random _random = new(seed);

    /// <inheritdoc />
    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);
}
