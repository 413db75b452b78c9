using Fulcrum.Collect;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Bench.Hosts;

/// <summary>Gives a new store the bench's workspace and its made-up customers.</summary>
internal static class BenchStore
{
    /// <summary>Applies the bench's workspace to a store that has none.</summary>
    public static async Task ApplyAsync(IStore store, bool durable, bool grantEverything, TimeProvider clock)
    {
        if (await store.Workspaces.CurrentAsync(CancellationToken.None) is not null)
        {
            return;
        }

        var files = BenchWorkspace.Files(durable, grantEverything);
        var reading = WorkspaceReader.Read(files, Numbering.Empty);
        if (reading.Workspace is null)
        {
            throw new InvalidOperationException(string.Join('\n', reading.Faults));
        }

        var applied = new AppliedWorkspace(reading.Workspace.Version, Instant.From(clock.GetUtcNow()), "bench", files);
        await store.Workspaces.ApplyAsync(applied, reading.Numbering, CancellationToken.None);
    }

    /// <summary>Takes in customers 0 to <paramref name="count"/>, each with ten facts and a yes.</summary>
    public static Task PreloadAsync(FulcrumCore core, int count, TimeProvider clock) =>
        CollectAsync(count, number => Customers.Identify(number, Instant.From(clock.GetUtcNow())), core, core.Workspace.Current.Sources["web"]);

    /// <summary>Takes events in by batches, sixteen of them on their way at once.</summary>
    public static async Task CollectAsync(int count, Func<int, Event> make, FulcrumCore core, Source source)
    {
        const int BatchSize = 1_000;
        var flying = new Queue<Task>();
        for (var first = 0; first < count; first += BatchSize)
        {
            var batch = new Event[Math.Min(BatchSize, count - first)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = make(first + i);
            }

            flying.Enqueue(core.Collect.CollectAsync(source, batch, default, CancellationToken.None).AsTask());
            if (flying.Count >= 16)
            {
                await flying.Dequeue();
            }
        }

        await Task.WhenAll(flying);
    }
}
