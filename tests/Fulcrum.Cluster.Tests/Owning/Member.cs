using Fulcrum.Cluster.Owning;
using Fulcrum.Cluster.Passing;
using Fulcrum.Postgres.Cluster;

namespace Fulcrum.Cluster.Tests.Owning;

/// <summary>How a question goes to the database and back.</summary>
/// <param name="There">How long it travels.</param>
/// <param name="Back">How long the answer does.</param>
/// <param name="IsAskedInVain">Whether it never arrives.</param>
/// <param name="IsAnswerLost">Whether it is done, and the answer never arrives.</param>
internal sealed record Trip(TimeSpan There, TimeSpan Back, bool IsAskedInVain = false, bool IsAnswerLost = false)
{
    public static Trip Quick { get; } = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));

    public static Trip None { get; } = Quick with { IsAskedInVain = true };
}

/// <summary>One node of a simulated cluster: its place, its ownership, and the store it has open.</summary>
internal sealed class Member : IOwnerLease
{
    private readonly World _world;
    private readonly OwnerRow _row;
    private readonly CancellationTokenSource _end = new();

    public Member(World world, OwnerRow row, string name, ClusterOptions options, double speed = 1)
    {
        (_world, _row, Place) = (world, row, new Place(world, speed));
        Ownership = new Ownership(new ClusterNode(name, new Uri($"http://{name}.test/"), null), this, OpenAsync, options, Place, Said.Add);
    }

    public Place Place { get; }

    public Ownership Ownership { get; }

    public List<string> Said { get; } = [];

    /// <summary>How the next question travels.</summary>
    public Func<Trip> Next { get; set; } = () => Trip.Quick;

    /// <summary>How long opening takes; null when it fails.</summary>
    public Func<TimeSpan?> Opens { get; set; } = () => TimeSpan.FromMilliseconds(50);

    public TimeSpan Closes { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>What opening and closing fail with.</summary>
    public Exception Trouble { get; set; } = new StoreStartException(new Fault("store-corrupt", "The store cannot be read.", "Bring a copy back."));

    public bool ClosesInOrder { get; set; } = true;

    /// <summary>The store that is open now.</summary>
    public SimulatedStore? Store { get; private set; }

    /// <summary>How often a store was opened.</summary>
    public int Opened { get; private set; }

    public Task Running { get; private set; } = Task.CompletedTask;

    public bool MayAnswer => Ownership.MayAnswer(Ownership.Standing);

    public void Start() => _world.After(TimeSpan.Zero, Place, () => Running = Ownership.RunAsync(_end.Token));

    public void End() => _world.After(TimeSpan.Zero, Place, _end.Cancel);

    public Task<OwnerView> LookAsync(CancellationToken end) => AskAsync(() => _row.View, end);

    public Task<long?> TryClaimAsync(ClusterNode node, OwnerView seen, CancellationToken end) => AskAsync(() => _row.TryClaim(node, seen), end);

    public Task<bool> BeatAsync(long claim, CancellationToken end) => AskAsync(() => _row.TryBeat(claim), end);

    public Task ReleaseAsync(long claim, CancellationToken end) => AskAsync(() => _row.Release(claim), end);

    public async Task EvictAsync(long claim, CancellationToken end)
    {
        if (!await AskAsync(() => _row.IsMine(claim), end))
        {
            throw new StoreUnavailableException("Another node has claimed the store meanwhile.");
        }
    }

    public ValueTask DisposeAsync() => default;

    private async Task<IOwnedStore> OpenAsync(long claim, CancellationToken end)
    {
        if (Opens() is not { } span)
        {
            throw Trouble;
        }

        await Task.Delay(span, Place, end);
        Opened++;
        return Store = new SimulatedStore(this);
    }

    // As the real one: whatever takes longer than a lease fails, and may have been done nevertheless.
    private async Task<T> AskAsync<T>(Func<T> ask, CancellationToken end)
    {
        var answer = new TaskCompletionSource<T>();
        var trip = Next();
        if (!trip.IsAskedInVain)
        {
            _world.After(trip.There, null, () =>
            {
                var told = ask();
                if (!trip.IsAnswerLost)
                {
                    _world.After(trip.Back, Place, () => answer.TrySetResult(told));
                }
            });
        }

        using var late = new CancellationTokenSource(ClusterOptions.Default.Lease, Place);
        await using var isLate = late.Token.Register(() => answer.TrySetException(new StoreUnavailableException("The database did not answer.")));
        await using var isEnded = end.Register(() => answer.TrySetCanceled(end));
        return await answer.Task;
    }

    internal sealed class SimulatedStore(Member member) : IOwnedStore
    {
        public HandedServer Server { get; } = new();

        public HandedServer? Portal => null;

        public HandedServer? Console => null;

        public Fault? Failed { get; set; }

        public async ValueTask DisposeAsync()
        {
            await Task.Delay(member.Closes, member.Place);
            member.Store = null;
            if (!member.ClosesInOrder)
            {
                throw member.Trouble;
            }
        }
    }
}
