using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Fulcrum.Backups.Ledger;
using Fulcrum.Portal;
using Fulcrum.Sqlite;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fulcrum.Bench.Hosts;

/// <summary>The child process of <c>portal.page</c>: the privacy centre of the sample company over a real store, and its floor beside it.</summary>
internal static class PortalHost
{
    /// <summary>The first word of its command line.</summary>
    public const string Command = "portal-host";

    /// <summary>Answers as many bytes as it is asked for, through the same headers: <c>/floor/12345</c>.</summary>
    public const string Floor = "/floor/";

    public static async Task RunAsync(string folder)
    {
        var random = new SystemRandom();
        await using var store = await SqliteStore.OpenAsync(folder, TimeProvider.System, random, SqliteStoreOptions.Default, CancellationToken.None);
        var files = ReadSample();
        var comparison = await new WorkspaceFlow(store.Workspaces, TimeProvider.System).ApplyAsync(files, "bench", CancellationToken.None);
        if (!comparison.Reading.Faults.IsEmpty)
        {
            throw new InvalidOperationException($"The sample workspace has a fault: {comparison.Reading.Faults[0]}");
        }

        await using var core = await FulcrumCore.OpenAsync(store, TimeProvider.System, random, CoreOptions.Default with { Ledger = LedgerKeyFile.Open(folder, random) }, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var background = core.RunAsync(stop.Token);
        var app = FulcrumPortal.Create(core, new PortalOptions { Port = 0, SigningKey = RandomNumberGenerator.GetBytes(32), Random = random });
        var filling = new byte[64 * 1024];
        filling.AsSpan().Fill((byte)'a');
        app.MapGet(Floor + "{bytes:int}", (int bytes, HttpContext http) =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.ContentLength = bytes;
            return http.Response.Body.WriteAsync(filling.AsMemory(0, bytes)).AsTask();
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"port":{{new Uri(address).Port}}}"""));
        while (await Console.In.ReadLineAsync() is { } line && line != "quit")
        {
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"seconds":{{Environment.CpuUsage.TotalTime.TotalSeconds}}}"""));
        }

        await app.StopAsync();
        await stop.CancelAsync();
        await background;
    }

    /// <summary>The sample company's workspace.</summary>
    internal static ImmutableSortedDictionary<string, string> ReadSample()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", "motors");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToImmutableSortedDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }
}
