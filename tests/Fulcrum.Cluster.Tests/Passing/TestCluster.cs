using System.Collections.Concurrent;
using System.Net;
using Fulcrum.Cluster.Owning;
using Fulcrum.Cluster.Passing;
using Fulcrum.Cluster.Tests.Owning;
using Fulcrum.Hosting.Doors;
using Fulcrum.Hosting.Nodes;
using Fulcrum.Postgres.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fulcrum.Cluster.Tests.Passing;

/// <summary>Nodes over one row on real ports of this machine, and neighbours that answer as a test says.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string DetachedHeader = "X-Detached";

    public static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    private readonly ConcurrentDictionary<string, Uri> _urls = new();
    private readonly List<Func<ValueTask>> _closing = [];

    /// <summary>Time stands still unless a test lets it pass.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    public OwnerRow Row { get; } = new();

    public NodeSeal Seal => new(Secret, Clock);

    /// <summary>Told the name of a node at every try to find where it is: the request waits in the door by then.</summary>
    public Action<string> Sought { get; set; } = _ => { };

    public static ClusterNode Named(string name) => new(name, new Uri($"http://{name}.test/"), null);

    /// <summary>Starts a node; the first one owns the store.</summary>
    public async Task<Uri> StartAsync(string name, RequestDelegate answer)
    {
        var ownership = new Ownership(Named(name), new RowLease(Row), async (_, _) => new TestStore(await ServedAsync(answer)), ClusterOptions.Default, Clock, _ => { });
        var detached = await ServedAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers[DetachedHeader] = http.Features.Get<DetachedRequest>()!.MayBeDone ? "may-be-done" : "not-done";
            return Task.CompletedTask;
        });
        var port = new NodePort(store => store.Server, Seek, detached, request => request.Path == "/v1/decide");
        var app = ClusterHost.Create(ownership, Seal, port, kestrel => kestrel.Listen(IPAddress.Loopback, 0), ClusterOptions.Default, Clock);
        await app.StartAsync();
        var over = new CancellationTokenSource();
        var running = ownership.RunAsync(over.Token);
        _closing.Add(async () =>
        {
            await app.StopAsync();
            await app.DisposeAsync();
            await over.CancelAsync();
            while (!running.IsCompleted)
            {
                Clock.Advance(ClusterOptions.Default.LookEvery);
                await Task.Delay(1);
            }

            over.Dispose();
            ownership.Dispose();
        });
        await UntilAsync(() => ownership.Standing is { Store: not null } or { Other: not null });
        return _urls[name] = new Uri(app.Urls.Single());
    }

    /// <summary>Starts something that stands for another node, and answers as the test says.</summary>
    public async Task StandInAsync(string name, RequestDelegate answer)
    {
        var builder = BareHost.Begin(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        _urls[name] = new Uri(app.Urls.Single());
        _closing.Add(app.DisposeAsync);
    }

    /// <summary>Where nobody listens.</summary>
    public void LeadNowhere(string name)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _urls[name] = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        listener.Stop();
    }

    /// <summary>Lets time pass until an answer is there.</summary>
    /// <returns>The answer, and how much time passed.</returns>
    public async Task<(HttpResponseMessage Answer, TimeSpan Passed)> WhileTimePassesAsync(Task<HttpResponseMessage> asking)
    {
        var passed = TimeSpan.Zero;
        for (var step = TimeSpan.FromMilliseconds(50); !asking.IsCompleted; passed += step)
        {
            Clock.Advance(step);
            await Task.Delay(2);
        }

        return (await asking, passed);
    }

    /// <summary>Lets time pass until the door seeks a node, and then stand still: how long a real connection takes is not the clock's to say.</summary>
    /// <param name="name">The node.</param>
    /// <param name="change">Makes that node the owner, which then asks for its lease again and again: else this one would take over, and seek nobody.</param>
    public async Task WhileTimePassesUntilSoughtAsync(string name, Action change)
    {
        var sought = new TaskCompletionSource();
        Sought = other => _ = other == name && sought.TrySetResult();
        change();
        while (!sought.Task.IsCompleted)
        {
            Row.TryBeat(Row.View.Claim);
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(sought.Task, Task.Delay(20, Xunit.TestContext.Current.CancellationToken));
        }
    }

    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(1, Xunit.TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var close in Enumerable.Reverse(_closing))
        {
            await close();
        }
    }

    /// <summary>A server without a port that answers as the test says.</summary>
    public static async Task<HandedServer> ServedAsync(RequestDelegate answer)
    {
        var handed = new HandedServer();
        var builder = BareHost.Begin(_ => { }, handed);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return handed;
    }

    private Uri? Seek(ClusterNode node)
    {
        Sought(node.Name);
        return _urls.GetValueOrDefault(node.Name);
    }

    private sealed class TestStore(HandedServer server) : IOwnedStore
    {
        public HandedServer Server => server;

        public HandedServer? Portal => null;

        public HandedServer? Console => null;

        public Fault? Failed => null;

        public async ValueTask DisposeAsync() => await server.StopAsync(CancellationToken.None);
    }
}
