using Fulcrum.Prove.Disks;
using Fulcrum.Prove.Storage;

namespace Fulcrum.Prove.Faults;

/// <summary>One fault: a store under load meets it, is mended and started again, and goes on; then the power goes.</summary>
internal sealed class FaultTrial : IDisposable
{
    /// <summary>Subjects of the load.</summary>
    public const int Subjects = 8;

    private const int Deeds = 160;
    private const int DeedsAfter = 40;

    private readonly ScratchFolder _folder = new();
    private readonly StoreLedger _ledger = new(Subjects);
    private readonly DiskTrace _trace;
    private readonly int _seed;

    /// <summary>Makes its folder.</summary>
    public FaultTrial(int seed)
    {
        _seed = seed;
        _trace = new DiskTrace(Store);
    }

    /// <summary>Whether the fault was met.</summary>
    public bool WasMet => _trace.HasFailed;

    /// <summary>Whether it was met while there was still somebody to be told.</summary>
    public bool WasMetWhileServing { get; private set; }

    /// <summary>Whether the store said that it failed, and why.</summary>
    public Fault? Failed { get; private set; }

    /// <summary>Whether it was refused at the start, with file and remedy.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>What did not hold.</summary>
    public List<string> Findings { get; } = [];

    private string Store => Path.Combine(_folder.Path, "store");

    /// <summary>Runs the load alone and counts the calls at each place.</summary>
    public async Task<DiskStep[]> RecordAsync(CancellationToken cancellation)
    {
        await LoadAsync(Deeds, _seed, cancellation);
        return _trace.Steps();
    }

    /// <summary>Meets a fault at the given call of a place, and whatever follows.</summary>
    public async Task RunAsync(FaultPlace place, int position, CancellationToken cancellation)
    {
        var seen = 0;
        _trace.Plan = call => place.Holds(call) && (++seen == position || (seen > position && place.Fault is not DiskFault.Io)) ? place.Fault : DiskFault.None;
        await LoadAsync(Deeds, _seed, cancellation);
        var steps = _trace.Steps();
        if (WasMet)
        {
            foreach (var cut in Cuts(steps, acknowledgements: place.Fault is DiskFault.Swallowed ? 8 : 1))
            {
                await CheckAsync(steps, cut, "cut after the fault", cancellation);
            }
        }

        if (place.Fault is DiskFault.Swallowed)
        {
            return;
        }

        _trace.Plan = null;
        await GoOnAsync(cancellation);
        steps = _trace.Steps();
        await CheckAsync(steps, steps.Length, "cut after the restart", cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _trace.Dispose();
        _folder.Dispose();
    }

    private async Task LoadAsync(int deeds, int seed, CancellationToken cancellation)
    {
        ProvedStore store;
        try
        {
            store = await ProvedStore.OpenAsync(Store, ProvedStore.Small, cancellation);
        }
        catch (StoreStartException refusal) when (refusal.Fault.Remedy.Length > 0)
        {
            WasRefused = true;
            return;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or IOException)
        {
            // Failed while the workspace was put in force, or the ledger opened.
            WasRefused = true;
            return;
        }

        await using (store)
        {
            await new StoreLoad(store, _ledger, _trace, seed).RunAsync(deeds, cancellation);
            WasMetWhileServing |= _trace.HasFailed;
            Failed ??= store.Sqlite.Failed ?? store.Ledger.Damage;
        }

        // A fault met only while closing has nobody left to refuse.
        Failed ??= store.Sqlite.Failed ?? store.Ledger.Damage;
    }

    // What was in doubt is settled by asking, and counts as acknowledged from then on.
    private async Task GoOnAsync(CancellationToken cancellation)
    {
        try
        {
            await using var store = await ProvedStore.OpenAsync(Store, ProvedStore.Small, cancellation);
            var acknowledged = Acknowledged(_trace.Steps());
            foreach (var subject in _ledger.Subjects)
            {
                var found = await store.ReadAsync(subject.Id, cancellation);
                if (!subject.Allowed(acknowledged).Any(one => one.SequenceEqual(found)))
                {
                    Findings.Add($"after the restart {subject.Id} stands at {string.Join(',', found)}");
                }

                var settled = _ledger.Ask(subject, found, "");
                (settled.Entries, subject.IsInDoubt) = (store.Ledger.Size, false);
                _trace.Acknowledge(settled.Number);
            }

            await new StoreLoad(store, _ledger, _trace, _seed + 500_000).RunAsync(DeedsAfter, cancellation);
            if ((store.Sqlite.Failed ?? store.Ledger.Damage) is { } again)
            {
                Findings.Add($"after the restart it failed again: {again}");
            }
        }
        catch (StoreStartException refusal)
        {
            Findings.Add($"mended, and it does not start: {refusal.Message}");
        }
    }

    private static IEnumerable<int> Cuts(DiskStep[] steps, int acknowledgements)
    {
        var fault = Array.FindIndex(steps, step => step.Fault != DiskFault.None);
        return Enumerable.Range(fault, steps.Length - fault).Where(at => steps[at].Acknowledged != 0).Select(at => at + 1).Take(acknowledgements).Append(steps.Length);
    }

    private async Task CheckAsync(DiskStep[] steps, int cut, string when, CancellationToken cancellation)
    {
        var model = new DiskModel();
        foreach (var step in steps.AsSpan(0, cut))
        {
            model.Take(step);
        }

        using var image = new ScratchFolder();
        model.WriteTo(image.Path, new Random(_seed), kept: 0);
        try
        {
            var (entries, acknowledged) = (LedgerAsTold.EntriesIn(image.Path), Acknowledged(steps.AsSpan(0, cut)));
            await using var store = await ProvedStore.OpenAsync(image.Path, ProvedStore.Small, cancellation);
            var found = await StoreAudit.RunAsync(store, _ledger, acknowledged, cancellation);
            LedgerAsTold.CompareDisk(entries, _ledger, acknowledged, found);
            Findings.AddRange(found.IsWhole && found.HasWholeLedger ? [] : found.Said.Select(text => $"{when}: {text}"));
        }
        catch (StoreStartException refusal)
        {
            Findings.Add($"{when}: it does not start: {refusal.Message}");
        }
    }

    private static HashSet<long> Acknowledged(ReadOnlySpan<DiskStep> steps)
    {
        var acknowledged = new HashSet<long>();
        foreach (var step in steps)
        {
            if (step.Acknowledged != 0)
            {
                acknowledged.Add(step.Acknowledged);
            }
        }

        return acknowledged;
    }
}
