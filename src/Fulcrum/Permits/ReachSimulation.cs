using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>Replays the journal under another version of the workspace, its laws among it, before anybody puts that in force.</summary>
/// <remarks>
/// Every subject is folded twice, row by row, and each personal decision of the span is asked for its permit again as things stood then.
/// Contextual decisions name nobody, so what would become personal is counted in people only. Reads the disk and writes nothing. Safe
/// from many threads.
/// </remarks>
public sealed class ReachSimulation
{
    private readonly IStore _store;
    private readonly Sealing _sealing;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;

    internal ReachSimulation(IStore store, Sealing sealing, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _sealing, _workspace, _clock) = (store, sealing, workspace, clock);

    /// <summary>Compares.</summary>
    /// <param name="proposed">The other version.</param>
    /// <param name="span">How far back decisions are run again.</param>
    /// <param name="peopleMax">Most subjects looked at.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<Reach> CompareAsync(Workspace proposed, TimeSpan span, long peopleMax, CancellationToken cancellation)
    {
        var now = Instant.From(_clock.GetUtcNow());
        var tally = new ReachTally(_workspace.Current, proposed, now - span, now);
        var seen = new HashSet<long>();
        var isWhole = true;
        await foreach (var (_, row) in _store.Journal.ReadAllAsync(0, cancellation))
        {
            if (row.Subject.IsNone || seen.Contains(row.Subject.Value))
            {
                continue;
            }

            if (tally.People == peopleMax)
            {
                isWhole = false;
                break;
            }

            await AddAsync(row.Subject, seen, tally, cancellation);
        }

        return tally.ToReach(isWhole);
    }

    /// <summary>Folds a subject with all it is linked with, in the order of the journal.</summary>
    private async ValueTask AddAsync(SubjectId subject, HashSet<long> seen, ReachTally tally, CancellationToken cancellation)
    {
        var rows = new List<(long Sequence, SubjectId Subject, Entry Entry)>();
        var (wanted, group) = (new Queue<SubjectId>([subject]), new HashSet<long>());
        while (wanted.TryDequeue(out var next))
        {
            if (!group.Add(next.Value))
            {
                continue;
            }

            seen.Add(next.Value);
            if (await _store.Keys.FindAsync(next, cancellation) is not { } wrapped || _sealing.UnwrapKey(next, wrapped.Span) is not { } key)
            {
                return; // Erased, or unreadable: nothing of it is used under any version.
            }

            foreach (var (sequence, row) in await _store.Journal.ReadSubjectAsync(next, 0, cancellation))
            {
                if (!EntryCodec.IsFolded(row.Kind))
                {
                    continue;
                }

                if (Sealing.OpenRow(key, row) is not { } payload || !EntryCodec.TryRead(row.Kind, payload, out var entry))
                {
                    return;
                }

                rows.Add((sequence, next, entry));
                if (entry is LinkEntry link)
                {
                    wanted.Enqueue(link.Other);
                }
            }
        }

        rows.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        tally.Add(rows);
    }
}
