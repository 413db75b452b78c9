using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Backups.Ledger;
using Fulcrum.Decisions;
using Fulcrum.Server;
using Fulcrum.Sqlite;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Fulcrum.Bench.Hosts;

/// <summary>The child process: the product over a real store, with the floors' endpoints beside its own, taking commands from its parent.</summary>
internal sealed class BenchHost(BenchHostOptions options)
{
    /// <summary>The first word of its command line.</summary>
    public const string Command = "host";

    /// <summary>The decide key every bench host takes.</summary>
    public const string DecideKey = "decide_bench-for-measurement-only";

    private readonly TimeProvider _clock = TimeProvider.System;

    public async Task RunAsync()
    {
        var random = new SystemRandom();
        await using var store = await SqliteStore.OpenAsync(options.Folder, _clock, random, SqliteStoreOptions.Default, CancellationToken.None);
        await BenchStore.ApplyAsync(store, options.Durable, options.GrantEverything, _clock);
        var core = await FulcrumCore.OpenAsync(store, _clock, random, new CoreOptions(options.ProfilesMax, TimeSpan.FromSeconds(2)) { Ledger = LedgerKeyFile.Open(options.Folder, random) }, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var background = core.RunAsync(stop.Token);
        RememberIds(store);
        await BenchStore.PreloadAsync(core, options.Preload, _clock);

        var app = FulcrumServer.Create(core, new ServerOptions
        {
            Port = 0,
            DecideKeyHashes = [SHA256.HashData(Encoding.UTF8.GetBytes(DecideKey))],
            Limits = RateLimits.Default with { PerKey = new Rate(1_000_000, 1_000_000), RightsPerKey = new Rate(1_000_000, 1_000_000) }, // One key bears the whole load; it is counted all the same.
            Extra = Floors.Map,
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"port":{{new Uri(address).Port}}}"""));

        await ServeCommandsAsync(core);
        await app.StopAsync();
        await stop.CancelAsync();
        await background;
        await core.DisposeAsync();
    }

    /// <summary>Message ids taken in earlier: random keys, as the keyed hashes of real ones are.</summary>
    private void RememberIds(SqliteStore store)
    {
        const int ChunkSize = 2_000_000;
        var at = Instant.From(_clock.GetUtcNow()).UnixMs;
        var keys = new UInt128[ChunkSize];
        for (var left = options.KnownIds; left > 0; left -= ChunkSize)
        {
            // One call for all: the system's generator costs more a call than a byte.
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(keys.AsSpan()));
            var ids = new (UInt128 Key, long At)[Math.Min(left, ChunkSize)];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = (keys[i], at);
            }

            store.PreloadDedupe(ids);
        }
    }

    private async Task ServeCommandsAsync(FulcrumCore core)
    {
        while (await Console.In.ReadLineAsync() is { } line && line != "quit")
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "memory":
                    await Console.Out.WriteLineAsync(Memory());
                    break;
                case "cpu":
                    await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"seconds":{{Environment.CpuUsage.TotalTime.TotalSeconds}}}"""));
                    break;
                case "decide":
                    await Console.Out.WriteLineAsync(await DecideAsync(core, int.Parse(words[1], CultureInfo.InvariantCulture), TimeSpan.FromSeconds(int.Parse(words[2], CultureInfo.InvariantCulture))));
                    break;
                case "tail":
                    var count = int.Parse(words[1], CultureInfo.InvariantCulture);
                    var customers = int.Parse(words[2], CultureInfo.InvariantCulture);
                    await BenchStore.CollectAsync(
                        count,
                        number => Customers.Page((int)((number * 7_919L) % customers), number, Instant.From(_clock.GetUtcNow())),
                        core,
                        core.Workspace.Current.Sources["web"]);
                    await Console.Out.WriteLineAsync("{}");
                    break;
                default:
                    throw new InvalidOperationException($"Unknown command {words[0]}.");
            }
        }
    }

    /// <summary>Decisions without HTTP, one after the other on one thread: what the core alone costs.</summary>
    private static async Task<string> DecideAsync(FulcrumCore core, int customers, TimeSpan duration)
    {
        var placements = System.Collections.Immutable.ImmutableArray.Create(core.Workspace.Current.Placements["bench-slot"]);
        var random = new Random(20261124);
        var (done, bytes, clock) = (0L, GC.GetAllocatedBytesForCurrentThread(), System.Diagnostics.Stopwatch.StartNew());
        for (; clock.Elapsed < duration; done++)
        {
            if (!core.Identifiers.TryRead("user-id", Customers.UserId(random.Next(customers)), verified: false, out var identifier, out var fault))
            {
                throw new InvalidOperationException(fault.Code);
            }

            await core.Decisions.DecideAsync(new Question(placements, [identifier], [], "", false), CancellationToken.None);
        }

        return string.Create(CultureInfo.InvariantCulture, $$"""{"micros":{{clock.Elapsed.TotalMicroseconds / done}},"bytes":{{(GC.GetAllocatedBytesForCurrentThread() - bytes) / done}}}""");
    }

    private static string Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $$"""{"resident":{{self.WorkingSet64}},"managed":{{GC.GetTotalMemory(forceFullCollection: false)}}}""");
    }
}

/// <summary>What a bench host is started with.</summary>
internal sealed record BenchHostOptions(string Folder, bool Durable, bool GrantEverything, int Preload, int ProfilesMax, int KnownIds = 0)
{
    public string[] ToArguments() =>
    [
        BenchHost.Command,
        Folder,
        Durable ? "durable" : "memory",
        GrantEverything ? "grant-everything" : "consent",
        Preload.ToString(CultureInfo.InvariantCulture),
        ProfilesMax.ToString(CultureInfo.InvariantCulture),
        KnownIds.ToString(CultureInfo.InvariantCulture),
    ];

    public static BenchHostOptions FromArguments(string[] arguments) => new(
        arguments[0],
        arguments[1] == "durable",
        arguments[2] == "grant-everything",
        int.Parse(arguments[3], CultureInfo.InvariantCulture),
        int.Parse(arguments[4], CultureInfo.InvariantCulture),
        int.Parse(arguments[5], CultureInfo.InvariantCulture));
}
