using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Hosting.Doors;
using Fulcrum.Workspaces;
using Meridian.Shop;
using Microsoft.AspNetCore.Builder;

namespace Fulcrum.Cli.Demo;

/// <summary>The sample shop beside the demo's server: an integrator's own program, which asks over HTTP like any other.</summary>
internal sealed class DemoShop : IAsyncDisposable
{
    private const string Source = "web";
    private const string ServerSource = "shop";
    private const string SourcesFile = "sources.yaml";
    private const int SamplePort = 5083;

    /// <summary>The shop's newsletter service, told of rights. In the demo alone: whoever applies the sample workspace has no shop that answers.</summary>
    private const string Systems = """
        systems:
          newsletter:
            title: {en: Newsletter service, ru: Служба рассылок}
            protocol: webhook
            address: http://127.0.0.1:{port}/connected/newsletter
            rights: [erasure, restriction, objection, withdrawal]
            purposes: [marketing-email, personalization]
            identifiers: [email]
            ask: Nina Orlova, nina.orlova@meridian.example
        """;

    private readonly WebApplication _app;

    private readonly SiteAddress? _centre;

    private DemoShop(WebApplication app, SiteAddress? centre) => (_app, _centre) = (app, centre);

    /// <summary>Where it answers: under the name the privacy centre has on this machine, since browsers keep cookies by name and the shop's visitor is to be the centre's.</summary>
    public string Url => _centre is { Origin: var origin } ? $"http://{new Uri(origin).Host}:{new Uri(_app.Urls.First()).Port}" : _app.Urls.First();

    /// <summary>The sample workspace with the shop in it: events of pages are taken from the origins that a source lists, and its newsletter service hears of rights.</summary>
    public static ImmutableSortedDictionary<string, string> Join(ImmutableSortedDictionary<string, string> files, int port) => files.SetItem("systems.yaml", Systems.Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).SetItem(
        SourcesFile, files[SourcesFile].Replace($"http://127.0.0.1:{SamplePort}", $"http://127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace($"http://localhost:{SamplePort}", $"http://localhost:{port}", StringComparison.Ordinal));

    /// <summary>Starts it with this demo's keys.</summary>
    /// <exception cref="CommandFault">The port is taken.</exception>
    public static async Task<DemoShop> StartAsync(int port, RunningServer server, FreshKeys keys, Workspace workspace, SiteAddress? centre, CancellationToken cancellation)
    {
        var app = ShopApp.Create(new ShopSettings
        {
            Port = port,
            Fulcrum = new Uri(server.Url),
            PrivacyCentre = new Uri(centre?.Origin ?? server.PortalUrl!),
            WriteKey = workspace.Sources[Source].WriteKey,
            ServerKey = workspace.Sources[ServerSource].WriteKey,
            DecideKey = keys.Decide,
        });
        try
        {
            await app.StartAsync(cancellation);
            return new DemoShop(app, centre);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw RunningServer.PortTaken(port, ShopPort.Name);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
