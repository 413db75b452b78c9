using System.Runtime.CompilerServices;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Workspaces;

namespace Fulcrum.Contracts.Simulated;

internal sealed class SimulatedIntakeRecords(SimulatedStore store) : IIntakeRecords
{
    private const long MinuteMs = 60_000;

    public ValueTask<IReadOnlyList<QuarantineRow>> ListQuarantineAsync(int? source, Instant? before, int limit, CancellationToken cancellation) =>
        new(store.Read<IReadOnlyList<QuarantineRow>>(state =>
        [
            .. state.Quarantine
                .Where(row => (source is null || row.Source == source) && (before is null || row.At < before))
                .Reverse()
                .OrderByDescending(row => row.At)
                .Take(limit),
        ]));

    public ValueTask<QuarantineRow?> FindQuarantineAsync(string id, CancellationToken cancellation) =>
        new(store.Read(state => state.Quarantine.Find(row => row.Id == id)));

    public async IAsyncEnumerable<QuarantineRow> ReadQuarantineAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var row in store.Read<QuarantineRow[]>(state => [.. state.Quarantine]))
        {
            yield return row;
        }

        await ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<CollectCount>> ReadCountsAsync(Instant from, Instant until, CancellationToken cancellation) =>
        new(store.Read<IReadOnlyList<CollectCount>>(state =>
            [.. state.Counts.Values.Where(count => count.Minute * MinuteMs >= from.UnixMs && count.Minute * MinuteMs < until.UnixMs)]));

    public async ValueTask<long> SweepQuarantineAsync(Instant before, CancellationToken cancellation)
    {
        var (swept, durable) = store.Write(state => (new SweepWrite(before), state.Quarantine.LongCount(row => row.At < before)));
        await durable;
        return swept;
    }
}

internal sealed class SimulatedWorkspaceStore(SimulatedStore store) : IWorkspaceStore
{
    public ValueTask<Numbering> ReadNumberingAsync(CancellationToken cancellation) => new(store.Read(state => state.Numbering));

    public ValueTask<AppliedWorkspace?> CurrentAsync(CancellationToken cancellation) =>
        new(store.Read(state => state.Workspaces.LastOrDefault()));

    public ValueTask<AppliedWorkspace?> FindAsync(string version, CancellationToken cancellation) =>
        new(store.Read(state => state.Workspaces.FindLast(applied => applied.Version == version)));

    public ValueTask<IReadOnlyList<AppliedWorkspace>> ListAsync(CancellationToken cancellation) =>
        new(store.Read<IReadOnlyList<AppliedWorkspace>>(state =>
            [.. state.Workspaces.AsEnumerable().Reverse().Select(applied => applied with { Files = ImmutableSortedDictionary<string, string>.Empty })]));

    public async ValueTask ApplyAsync(AppliedWorkspace workspace, Numbering numbering, CancellationToken cancellation)
    {
        var (_, durable) = store.Write(_ => (new WorkspaceWrite(workspace, numbering), true));
        await durable;
    }
}
