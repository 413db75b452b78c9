using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum;
using Fulcrum.Cli.Prove;
using Fulcrum.Cli.Shell;
using Fulcrum.Cluster;
using Fulcrum.Crash.Host;
using Fulcrum.Profiles;
using Fulcrum.Server;
using Fulcrum.Sqlite;
using Fulcrum.Workspaces;

// The production parts, put together as `fulcrum serve` does, but with small sizes, so that snapshots, sweeps, checkpoints and
// index merges are always under way, a clock that can be set ("shift SECONDS" on standard input, where "pass SECONDS" lets time pass and "stop" ends it), and one planted mistake
// named first: none, early, second-write, dropping, raw-clock, stale-cache, early-epoch, no-lease, forgetful-node; behind an @ how many seconds the clock is ahead from the
// start. Then the arguments of `fulcrum`.
if (args[0].Split('@')[0] is "no-lease" or "forgetful-node")
{
    // The program itself, as one node of several that believes in its ownership for ever, or that acknowledges events and decisions before the commit.
    InstrumentLife.Follow();
    var usual = new Surroundings(Screen.OfProcess(), TimeProvider.System, new SystemRandom());
    var around = args[0].StartsWith("no-lease", StringComparison.Ordinal)
        ? usual with { Nodes = ClusterOptions.Default with { ChecksLease = false } }
        : usual with { Planted = real => new PlantedStore(real) { Journal = new ForgetfulJournal(real.Journal) } };
    return await FulcrumProgram.RunAsync(args[1..], around, CancellationToken.None);
}

var (plant, ahead) = args[0].Split('@') is [var name, var seconds] ? (name, double.Parse(seconds, CultureInfo.InvariantCulture)) : (args[0], 0);
var folder = args[Array.IndexOf(args, "--store") + 1];
var machine = new ShiftedClock();
machine.Shift(TimeSpan.FromSeconds(ahead));
var steady = new SteadyClock(machine);
TimeProvider clock = plant == "raw-clock" ? machine : steady;
var random = new SystemRandom();
var options = SqliteStoreOptions.Default with { IndexEvery = 400, CheckpointAfter = 256 << 10 };
await using var store = await SqliteStore.OpenAsync(folder, clock, random, options, CancellationToken.None);
if (args[1] == "workspace")
{
    await ApplyAsync(args[3]);
    return 0;
}

IStore planted = plant switch
{
    "early" => new PlantedStore(store) { Journal = new EarlyJournal(store.Journal) },
    "dropping" => new PlantedStore(store) { Journal = new DroppingJournal(store.Journal) },
    "second-write" => SecondWrite.Over(store, folder),
    _ => store,
};
steady.Anchor(await store.Journal.FindAsync(store.Journal.Head, CancellationToken.None) is { } newest ? newest.Row.At : new Instant(0), null);
await using var core = await FulcrumCore.OpenAsync(planted, clock, random, new CoreOptions(1_000, TimeSpan.FromMilliseconds(150)), CancellationToken.None);
using var closing = new CancellationTokenSource();
var behind = core.RunAsync(closing.Token);
await using var app = FulcrumServer.Create(core, new ServerOptions
{
    Port = int.Parse(args[Array.IndexOf(args, "--port") + 1], CultureInfo.InvariantCulture),
    DecideKeyHashes = [Hash("decide_for-tests")],
    AdminKeyHashes = [Hash("admin_for-tests")],
    Clock = machine,
});
PlantedAnswers.Add(app, core, plant);
await app.StartAsync();
Console.WriteLine("decide key  decide_for-tests\nadmin key   admin_for-tests");
Console.WriteLine($"Serving on {app.Urls.First()}.");
while (await Console.In.ReadLineAsync() is { } line && line != "stop")
{
    var by = TimeSpan.FromSeconds(double.Parse(line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
    if (line.StartsWith("pass ", StringComparison.Ordinal))
    {
        machine.Pass(by);
    }
    else
    {
        machine.Shift(by);
    }

    Console.WriteLine($"It is {machine.GetUtcNow():O}.");
}

await closing.CancelAsync();
await behind;
return 0;

async Task ApplyAsync(string workspace)
{
    var files = Directory.EnumerateFiles(workspace, "*", SearchOption.AllDirectories)
        .ToImmutableSortedDictionary(path => Path.GetRelativePath(workspace, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    var reading = WorkspaceReader.Read(files, Numbering.Empty);
    await store.Workspaces.ApplyAsync(
        new AppliedWorkspace(reading.Workspace!.Version, Instant.From(machine.GetUtcNow()), "test", files), reading.Numbering, CancellationToken.None);
}

static ReadOnlyMemory<byte> Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

internal sealed class SystemRandom : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
