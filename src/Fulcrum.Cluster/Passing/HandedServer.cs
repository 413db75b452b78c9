using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fulcrum.Cluster.Passing;

/// <summary>A server without a port: an application is started on it, and requests that came in elsewhere are handed over to it.</summary>
/// <remarks>So the application that owns the store comes and goes while the node's port stays open. Safe from many threads.</remarks>
public sealed class HandedServer : IServer
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private volatile Func<IFeatureCollection, Task>? _serve;
    private int _serving;

    /// <inheritdoc />
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Serves a request that came in at another server, to its end; null when the application was not started, or has stopped.</summary>
    public Task? TryServe(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);

        // Counted before it is looked whether it runs: whoever stops it looks the other way round.
        Interlocked.Increment(ref _serving);
        if (_serve is { } serve)
        {
            return CountedAsync(serve, http);
        }

        Interlocked.Decrement(ref _serving);
        return null;
    }

    /// <inheritdoc />
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _serve = features => RunAsync(application, features);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more, and waits for what is being answered.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _serve = null;
        while (Volatile.Read(ref _serving) > 0 && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _serve = null;

    private async Task CountedAsync(Func<IFeatureCollection, Task> serve, HttpContext http)
    {
        try
        {
            // A collection of its own: what the application sets, such as its services, must not show to the one the request came from.
            await serve(new FeatureCollection(http.Features));
        }
        finally
        {
            Interlocked.Decrement(ref _serving);
        }
    }

    private static async Task RunAsync<TContext>(IHttpApplication<TContext> application, IFeatureCollection features)
        where TContext : notnull
    {
        var context = application.CreateContext(features);
        try
        {
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, null);
        }
        catch (Exception fault)
        {
            application.DisposeContext(context, fault);
            throw;
        }
    }
}
