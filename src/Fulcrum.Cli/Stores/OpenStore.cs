using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Postgres.Cluster;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Stores;

/// <summary>A store and the core over it, opened for one command: the composition root.</summary>
/// <remarks>While it is open, snapshots are written behind, so that the next start has a short tail to read, and retention sweeps every hour.</remarks>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly IStore _store;
    private readonly LedgerMirror? _mirror;
    private readonly MeteredStore _metered;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _writingBehind;
    private readonly FolderWatch _watch;

    private OpenStore(string folder, IStore store, LedgerMirror? mirror, MeteredStore metered, FulcrumCore core, FolderWatch watch)
    {
        (Folder, _store, _mirror, _metered, Core, _watch) = (folder, store, mirror, metered, core, watch);
        _writingBehind = core.RunAsync(_closing.Token);
    }

    /// <summary>The folder: of the store, or of what a store in PostgreSQL keeps outside.</summary>
    public string Folder { get; }

    /// <summary>The store itself, with nothing around it: for what only one engine knows.</summary>
    public IStore Bare => _store;

    /// <summary>The core.</summary>
    public FulcrumCore Core { get; }

    /// <summary>Opens an existing store that has a workspace in force.</summary>
    /// <exception cref="CommandFault">There is no store, or no workspace in it.</exception>
    public static Task<OpenStore> OpenAsync(string named, Surroundings around, CancellationToken cancellation) => OpenAsync(named, null, around, cancellation);

    /// <summary>Opens it for a node of several that owns it.</summary>
    /// <exception cref="CommandFault">There is no store, or no workspace in it.</exception>
    public static async Task<OpenStore> OpenAsync(string named, StoreClaim? claim, Surroundings around, CancellationToken cancellation)
    {
        var clock = new SteadyClock(around.Clock);
        var place = StorePlace.Parse(named) with { Claim = claim };
        var mirror = await place.BringLedgerAsync(cancellation);
        IStore? store = null;
        try
        {
            store = await OpenBareAsync(place, around, clock, cancellation);
            if (await store.Workspaces.CurrentAsync(cancellation) is null)
            {
                throw new CommandFault(
                    new Fault("no-workspace", "The store has no workspace yet.", $"Apply one: fulcrum workspace apply samples/motors --store {named}"),
                    ExitCode.NotFound,
                    named);
            }

            clock.Anchor(await NewestRow.FindAsync(store.Journal, cancellation), ClockConfirmation.Read(place.Folder));
            var metered = new MeteredStore(around.Planted(store), around.Clock);
            var ledger = place.OpenLedger(around);
            var core = await FulcrumCore.OpenAsync(
                metered, clock, around.Random, CoreOptions.Default with { Ledger = mirror is null ? ledger : ledger with { Files = mirror.Around(ledger.Files) } }, cancellation);
            metered.Name(() => core.Workspace.Current);
            await ActOutbox.DrainAsync(place.Folder, core.Acts, cancellation);
            return new OpenStore(place.Folder, store, mirror, metered, core, new FolderWatch(place.Folder, core, clock, around.Clock));
        }
        catch
        {
            await (store?.DisposeAsync() ?? default);
            await (mirror?.DisposeAsync() ?? default);
            throw;
        }
    }

    /// <summary>Opens an existing store without a core.</summary>
    /// <exception cref="CommandFault">There is none.</exception>
    public static Task<IStore> OpenBareAsync(string named, Surroundings around, CancellationToken cancellation) => OpenBareAsync(StorePlace.Parse(named), around, new SteadyClock(around.Clock), cancellation);

    private static async Task<IStore> OpenBareAsync(StorePlace place, Surroundings around, SteadyClock clock, CancellationToken cancellation)
    {
        CopyMark.RequireNone(place.Folder);
        return await place.ExistsAsync(cancellation)
            ? await place.OpenAsync(around, clock, cancellation)
            : throw new CommandFault(
                new Fault("store-missing", "There is no store here.", $"Name it with --store, or make one: fulcrum workspace apply samples/motors --store {place}"),
                ExitCode.NotFound,
                place.ToString());
    }

    /// <summary>Runs what opens the store by itself; where a running server holds it, says that the same command can ask that server.</summary>
    /// <exception cref="CommandFault">Another process has the store open.</exception>
    public static async Task<int> AloneAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (StoreStartException start) when (start.Fault.Code == "store-in-use")
        {
            throw new CommandFault(
                start.Fault with
                {
                    Remedy = $"Where a server has it open, ask that one: give the same command with --server http://127.0.0.1:5080 in place of --store, and its admin key in {RunningInstance.KeyVariable}. Else stop the other process.",
                },
                ExitCode.Conflict);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _writingBehind;
        await _watch.DisposeAsync();
        _closing.Dispose();
        await Core.DisposeAsync();
        await _metered.DisposeAsync();
        await _store.DisposeAsync();
        await (_mirror?.DisposeAsync() ?? default);
    }
}
