using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>Replays the journal under another version of the workspace, its laws among it, before anybody puts that in force.</summary>
/// <remarks>
/// Every subject is folded twice, row by row, and each personal decision of the span is asked for its permit again as things stood then.
/// Contextual decisions name nobody, so what would become personal is counted in people only. Reads the disk and writes nothing. It goes by
/// subject id, a merged profile being counted at its smallest, so it holds one profile at a time however many there are. Safe from many threads.
/// </remarks>
public sealed class ReachSimulation
{
    private readonly IStore _store;
    private readonly Sealing _sealing;
    private readonly WorkspaceInForce _workspace;
    private readonly LiveProfiles _profiles;
    private readonly TimeProvider _clock;

    internal ReachSimulation(IStore store, Sealing sealing, WorkspaceInForce workspace, LiveProfiles profiles, TimeProvider clock) =>
        (_store, _sealing, _workspace, _profiles, _clock) = (store, sealing, workspace, profiles, clock);

    /// <summary>Compares.</summary>
    /// <param name="proposed">The other version.</param>
    /// <param name="span">How far back decisions are run again.</param>
    /// <param name="portion">Whom to look at; portions one behind the other add up to everybody.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<Reach> CompareAsync(Workspace proposed, TimeSpan span, ReachPortion portion, CancellationToken cancellation)
    {
        var now = portion.At ?? Instant.From(_clock.GetUtcNow());
        var tally = new ReachTally(_workspace.Current, proposed, now - span, now);
        var (last, at) = (_profiles.LastSubject, portion.After.Value);
        while (at < last && tally.People < portion.PeopleMax)
        {
            cancellation.ThrowIfCancellationRequested();
            await AddAsync(new SubjectId(++at), tally, cancellation);
        }

        return tally.ToReach(at >= last) with { Through = new SubjectId(at), At = now };
    }

    /// <summary>Folds a subject with all it is linked with, in the order of the journal; nothing when that is counted at another of them.</summary>
    private async ValueTask AddAsync(SubjectId subject, ReachTally tally, CancellationToken cancellation)
    {
        var rows = new List<(long Sequence, SubjectId Subject, Entry Entry)>();
        var (wanted, group) = (new Queue<SubjectId>([subject]), new HashSet<long>());
        while (wanted.TryDequeue(out var next))
        {
            if (!group.Add(next.Value))
            {
                continue;
            }

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
                    if (link.Other < subject)
                    {
                        return;
                    }

                    wanted.Enqueue(link.Other);
                }
            }
        }

        if (rows.Count == 0)
        {
            return;
        }

        rows.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        tally.Add(rows);
    }
}
