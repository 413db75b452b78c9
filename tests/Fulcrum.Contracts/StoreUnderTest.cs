using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>One store and the ways a test may end its life and open it again.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>The open store.</summary>
    public abstract IStore Store { get; }

    /// <summary>Closes the store in good order and opens it again.</summary>
    public abstract ValueTask ReopenAsync();

    /// <summary>Ends the store as a killed process would, nothing written behind, and opens it again.</summary>
    public abstract ValueTask CrashAsync();

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>What every contract suite shares: a fresh store a test.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private StoreUnderTest? _underTest;

    /// <summary>The store and its life.</summary>
    protected StoreUnderTest UnderTest => _underTest!;

    /// <summary>The open store.</summary>
    protected IStore Store => UnderTest.Store;

    /// <summary>Ends when the test is cancelled.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<StoreUnderTest> CreateAsync();

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => _underTest = await CreateAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await UnderTest.DisposeAsync();
    }
}
