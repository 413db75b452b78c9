using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Cli.Shell;
using Fulcrum.Server;

namespace Fulcrum.Cli.Stores;

/// <summary>A server to ask: the one that runs where the person says, or one over the store folder for just this command.</summary>
internal sealed class AskedServer : IAsyncDisposable
{
    private readonly OpenStore? _store;
    private readonly RunningServer? _own;

    private AskedServer(RunningInstance instance, OpenStore? store, RunningServer? own) => (Instance, _store, _own) = (instance, store, own);

    /// <summary>What answers.</summary>
    public RunningInstance Instance { get; }

    /// <summary>Makes ready to ask.</summary>
    /// <param name="url">Where a server runs; null to open the folder.</param>
    /// <param name="folder">The store folder.</param>
    /// <param name="around">Clock and chance.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CommandFault">The address cannot be used, or the store cannot be opened.</exception>
    public static async Task<AskedServer> OpenAsync(string? url, string folder, Surroundings around, CancellationToken cancellation)
    {
        if (url is not null)
        {
            return new AskedServer(RunningInstance.At(url), null, null);
        }

        var store = await OpenStore.OpenAsync(folder, around, cancellation);
        try
        {
            // A key of this moment alone: nobody else on the machine can ask what is served meanwhile.
            var secret = new byte[SHA256.HashSizeInBytes];
            around.Random.Fill(secret);
            var key = Base64Url.EncodeToString(secret);
            var options = new ServerOptions { Port = 0, AdminKeyHashes = [SHA256.HashData(Encoding.UTF8.GetBytes(key))], Clock = around.Clock };
            var own = await RunningServer.StartAsync(store.Core, options, portal: null, console: null, cancellation);
            return new AskedServer(RunningInstance.At(own.Url, key), store, own);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Instance.Dispose();
        if (_own is not null)
        {
            await _own.DisposeAsync();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }
}
