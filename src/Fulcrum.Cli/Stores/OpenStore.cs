using Fulcrum.Cli.Shell;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores;

/// <summary>A store and the core over it, opened for one command: the composition root.</summary>
/// <remarks>While it is open, snapshots are written behind, so that the next start has a short tail to read, and retention sweeps every hour.</remarks>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _writingBehind;

    private OpenStore(string folder, SqliteStore store, FulcrumCore core)
    {
        (Folder, _store, Core) = (folder, store, core);
        _writingBehind = core.RunAsync(_closing.Token);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The core.</summary>
    public FulcrumCore Core { get; }

    /// <summary>Opens an existing store that has a workspace in force.</summary>
    /// <exception cref="CommandFault">There is no store, or no workspace in it.</exception>
    public static async Task<OpenStore> OpenAsync(string folder, Surroundings around, CancellationToken cancellation)
    {
        var store = await OpenBareAsync(folder, around, cancellation);
        try
        {
            if (await store.Workspaces.CurrentAsync(cancellation) is null)
            {
                throw new CommandFault(
                    new Fault("no-workspace", "The store has no workspace yet.", $"Apply one: fulcrum workspace apply samples/motors --store {folder}"),
                    ExitCode.NotFound,
                    folder);
            }

            return new OpenStore(folder, store, await FulcrumCore.OpenAsync(store, around.Clock, around.Random, CoreOptions.Default, cancellation));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an existing store without a core.</summary>
    /// <exception cref="CommandFault">There is none.</exception>
    public static Task<SqliteStore> OpenBareAsync(string folder, Surroundings around, CancellationToken cancellation) =>
        Exists(folder)
            ? SqliteStore.OpenAsync(folder, around.Clock, around.Random, SqliteStoreOptions.Default, cancellation)
            : throw new CommandFault(
                new Fault("store-missing", "There is no store here.", $"Name its folder with --store, or make one: fulcrum workspace apply samples/motors --store {folder}"),
                ExitCode.NotFound,
                folder);

    /// <summary>Whether a folder holds a store.</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, "journal.db"));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _writingBehind;
        _closing.Dispose();
        await Core.DisposeAsync();
        await _store.DisposeAsync();
    }
}
