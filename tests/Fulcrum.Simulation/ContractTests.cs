using Fulcrum.Contracts;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;

namespace Fulcrum.Simulation;

// What the simulation runs on is held to the same contracts as the real stores: else it proves nothing about them.

public sealed class SimulatedJournalTests : JournalContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedSnapshotsTests : SnapshotsContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedIdentifierIndexTests : IdentifierIndexContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedSubjectKeysTests : SubjectKeysContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedEraserTests : EraserContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedRewriteTests : RewriteContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedDedupeTests : DedupeContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedQuarantineTests : QuarantineContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

public sealed class SimulatedWorkspaceStoreTests : WorkspaceStoreContract
{
    protected override ValueTask<StoreUnderTest> CreateAsync() => SimulatedUnderTest.CreateAsync();
}

/// <summary>The simulated store over a disk that syncs at once.</summary>
internal sealed class SimulatedUnderTest : StoreUnderTest
{
    private readonly SimulatedDisk _disk = new();
    private SimulatedStore _store;

    private SimulatedUnderTest() => _store = _disk.Open();

    public override IStore Store => _store;

    public static ValueTask<StoreUnderTest> CreateAsync() => new(new SimulatedUnderTest());

    public override async ValueTask ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = _disk.Open();
    }

    public override ValueTask CrashAsync()
    {
        _disk.Crash(seed: 1);
        _store = _disk.Open();
        return default;
    }

    public override ValueTask DisposeAsync() => _store.DisposeAsync();
}
