using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A subject as the journal knew them at an instant: everything received until then, folded anew.</summary>
/// <remarks>
/// Reads the disk, whatever is in memory; what was erased, or deleted when its retention was over, is not in it. Safe from many threads.
/// </remarks>
internal sealed class PastProfiles(IStore store, Sealing sealing)
{
    private const int PartsMax = 1_000;

    /// <summary>The profile then; null when there was nobody, they were erased since, or a row cannot be opened.</summary>
    /// <param name="subject">Whose.</param>
    /// <param name="at">Until when, that instant included.</param>
    /// <param name="workspace">The workspace to fold by.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async ValueTask<Profile?> FindAsync(SubjectId subject, Instant at, Workspace workspace, CancellationToken cancellation)
    {
        var parts = new SortedDictionary<long, ProfilePart>();
        var wanted = new Queue<SubjectId>([subject]);
        while (wanted.TryDequeue(out var next) && parts.Count < PartsMax)
        {
            if (parts.ContainsKey(next.Value))
            {
                continue;
            }

            if (await ReadAsync(next, at, workspace, cancellation) is not { } part)
            {
                return null;
            }

            parts.Add(next.Value, part);
            foreach (var linked in part.Linked)
            {
                wanted.Enqueue(linked);
            }
        }

        return parts[subject.Value].Sequence == 0 ? null : new Profile([.. parts.Values]);
    }

    private async ValueTask<ProfilePart?> ReadAsync(SubjectId subject, Instant at, Workspace workspace, CancellationToken cancellation)
    {
        if (await store.Keys.FindAsync(subject, cancellation) is not { } wrapped || sealing.UnwrapKey(subject, wrapped.Span) is not { } key)
        {
            return null;
        }

        var part = new ProfilePart(subject);
        foreach (var (sequence, row) in await store.Journal.ReadSubjectAsync(subject, 0, cancellation))
        {
            if (row.At > at || !EntryCodec.IsFolded(row.Kind))
            {
                continue;
            }

            if (Sealing.OpenRow(key, row) is not { } payload || !EntryCodec.TryRead(row.Kind, payload, out var entry))
            {
                return null;
            }

            part.Apply(sequence, entry, workspace);
        }

        return part;
    }
}
