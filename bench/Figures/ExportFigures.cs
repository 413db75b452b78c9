using System.Diagnostics;
using System.Globalization;
using Fulcrum.Bench.Hosts;
using Fulcrum.Collect;
using Fulcrum.Decisions;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Access.Export;
using Fulcrum.Sqlite;
using Fulcrum.Workspaces;

namespace Fulcrum.Bench.Figures;

/// <summary>export.100k: how long it takes to hand somebody what is kept about them, when that is 100,000 events over two merged parts.</summary>
internal static class ExportFigures
{
    private const int Events = 100_000;
    private const int Decisions = 1_000;
    private const int Batch = 1_000;
    private const int Customer = 0;
    private const string Device = "bench-device";

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            var random = new SystemRandom();
            await using var store = await SqliteStore.OpenAsync(folder, TimeProvider.System, random, SqliteStoreOptions.Default, CancellationToken.None);
            var files = BenchWorkspace.Files(durable: false, grantEverything: true);
            var reading = WorkspaceReader.Read(files, Numbering.Empty);
            await store.Workspaces.ApplyAsync(new AppliedWorkspace(reading.Workspace!.Version, Now(), "bench", files), reading.Numbering, CancellationToken.None);
            await using var core = await FulcrumCore.OpenAsync(store, TimeProvider.System, random, CoreOptions.Default, CancellationToken.None);
            await LiveAsync(core);
            return [await ExportAsync(core, folder, settings)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task LiveAsync(FulcrumCore core)
    {
        var source = core.Workspace.Current.Sources["web"];
        await core.Collect.CollectAsync(source, [Customers.Identify(Customer, Now())], default, CancellationToken.None);
        for (var first = 0; first < Events; first += Batch)
        {
            var batch = new Event[Batch];
            for (var at = 0; at < Batch; at++)
            {
                batch[at] = at % 2 == 0 ? Customers.Page(Customer, first + at, Now()) : DevicePage(first + at);
            }

            await core.Collect.CollectAsync(source, batch, default, CancellationToken.None);
        }

        await core.Collect.CollectAsync(source, [Login()], default, CancellationToken.None);
        var question = new Question([core.Workspace.Current.Placements["bench-slot"]], [Whose(core)], [], "", false);
        for (var at = 0; at < Decisions; at++)
        {
            await core.Decisions.DecideAsync(question, CancellationToken.None);
        }
    }

    /// <summary>A page seen before the login, on a device that the login joins.</summary>
    private static Event DevicePage(long message) => new()
    {
        Type = EventType.Page,
        AnonymousId = Device,
        MessageId = string.Create(CultureInfo.InvariantCulture, $"device-page-{message}"),
        Properties = """{"path":"/models/roadster","title":"The roadster"}"""u8.ToArray(),
        OccurredAt = Now(),
        ReceivedAt = Now(),
    };

    private static Event Login() => new()
    {
        Type = EventType.Identify,
        UserId = Customers.UserId(Customer),
        AnonymousId = Device,
        MessageId = "login",
        Properties = "{}"u8.ToArray(),
        OccurredAt = Now(),
        ReceivedAt = Now(),
    };

    private static async Task<Figure> ExportAsync(FulcrumCore core, string folder, BenchSettings settings)
    {
        var (seconds, bytes, rows, peak) = (new List<double>(), 0L, 0L, 0L);
        for (var round = -1; round < settings.Rounds; round++)
        {
            GC.Collect();
            var (before, clock) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.StartNew());
            var access = await core.Access.OpenAsync([Whose(core)], new AccessRequest(AccessRequest.Self, "bench", "export"), CancellationToken.None)
                ?? throw new InvalidOperationException("Nothing is kept; nothing was measured.");
            await using (var file = File.Create(Path.Combine(folder, "export.zip")))
            {
                var progress = new Peak();
                var outcome = await AccessExport.WriteAsync(access, new ExportRequest("en", "Bench"), file, progress, CancellationToken.None)
                    ?? throw new InvalidOperationException("The profile changed; nothing was measured.");
                (bytes, rows, peak) = (file.Length, outcome.Rows, Math.Max(peak, progress.Bytes - before));
            }

            if (round >= 0)
            {
                seconds.Add(clock.Elapsed.TotalSeconds);
            }
        }

        return rows < Events + Decisions
            ? throw new InvalidOperationException($"Only {rows} rows were written; nothing was measured.")
            : Figure.AtMost("export.100k", "s", 600, seconds, string.Create(
                CultureInfo.InvariantCulture, $"{rows} rows as a page, JSON and tables, {bytes / 1_000_000.0:0.0} MB compressed; the heap grew by {peak / 1_000_000.0:0.0} MB at most, garbage included"));
    }

    private static Identity.Identifier Whose(FulcrumCore core) => core.Identifiers.TryRead("user-id", Customers.UserId(Customer), verified: false, out var identifier, out var fault)
        ? identifier
        : throw new InvalidOperationException(fault.Code);

    private static Instant Now() => Instant.From(TimeProvider.System.GetUtcNow());

    private sealed class Peak : IProgress<ExportProgress>
    {
        public long Bytes { get; private set; }

        public void Report(ExportProgress value) => Bytes = Math.Max(Bytes, GC.GetTotalMemory(forceFullCollection: false));
    }
}
