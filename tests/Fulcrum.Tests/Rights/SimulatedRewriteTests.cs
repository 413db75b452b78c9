using Fulcrum.Contracts;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;

namespace Fulcrum.Tests.Rights;

public sealed class SimulatedRewriteTests : RewriteContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => new(new SimulatedUnderTest());
}

/// <summary>The simulated store, held to the same contract as the real one.</summary>
internal sealed class SimulatedUnderTest : StoreUnderTest
{
    private readonly SimulatedDisk _disk = new();
    private SimulatedStore _store;

    public SimulatedUnderTest() => _store = _disk.Open();

    public override IStore Store => _store;

    public override async ValueTask ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = _disk.Open();
    }

    public override ValueTask CrashAsync()
    {
        _disk.Crash(1);
        _store = _disk.Open();
        return default;
    }

    public override ValueTask DisposeAsync() => _store.DisposeAsync();
}
