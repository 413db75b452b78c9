using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>Whose profile has something open that rows of one kind tell of: a request, a benefit that is owed.</summary>
/// <remarks>
/// The journal is read once, and from then on only what came since; who has nothing open any more is forgotten until a row of theirs comes again.
/// In memory are subject ids alone. Safe from many threads.
/// </remarks>
internal sealed class OpenCases(IJournal journal, Door door, EntryKind kind)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<SubjectId> _subjects = [];
    private long _through;

    /// <summary>What is open, profile by profile.</summary>
    /// <param name="read">What of a profile is open.</param>
    /// <param name="cancellation">Stops it; what was read counts.</param>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    internal async ValueTask<List<(SubjectId Subject, T Case)>> ListAsync<T>(Func<Session, IReadOnlyList<T>> read, CancellationToken cancellation)
    {
        var (subjects, through) = await ReadOnAsync(cancellation);
        var (found, seen, over) = (new List<(SubjectId, T)>(), new HashSet<SubjectId>(), new List<SubjectId>());
        foreach (var subject in subjects.Where(subject => !seen.Contains(subject)))
        {
            var (whose, open) = await ReadAsync(subject, read, seen, cancellation);
            found.AddRange(open.Select(one => (whose, one)));
            if (open.Count == 0)
            {
                over.Add(subject);
            }
        }

        lock (_gate)
        {
            // Where somebody else read on meanwhile, a row of theirs may have come again: they are forgotten another time.
            if (_through == through)
            {
                _subjects.ExceptWith(over);
            }
        }

        return found;
    }

    private async ValueTask<(SubjectId[] Subjects, long Through)> ReadOnAsync(CancellationToken cancellation)
    {
        var (came, through) = (new HashSet<SubjectId>(), Through);
        await foreach (var (sequence, row) in journal.ReadAllAsync(through, cancellation))
        {
            if (row.Kind == kind)
            {
                came.Add(row.Subject);
            }

            through = sequence;
        }

        lock (_gate)
        {
            _subjects.UnionWith(came);
            _through = Math.Max(_through, through);
            return ([.. _subjects], _through);
        }
    }

    private long Through
    {
        get
        {
            lock (_gate)
            {
                return _through;
            }
        }
    }

    private async ValueTask<(SubjectId Whose, IReadOnlyList<T> Open)> ReadAsync<T>(
        SubjectId subject, Func<Session, IReadOnlyList<T>> read, HashSet<SubjectId> seen, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await door.OpenAsync(subject, cancellation) is not { } profile)
            {
                return (subject, []); // Erased since.
            }

            // Null when the profile changed hands: it is found again.
            if (Read(profile, read, seen) is { } open)
            {
                return (profile.Id, open);
            }
        }

        throw Turns.Spent("what is open was listed");
    }

    private static IReadOnlyList<T>? Read<T>(Subject profile, Func<Session, IReadOnlyList<T>> read, HashSet<SubjectId> seen)
    {
        using var session = profile.Enter();
        if (session is null)
        {
            return null;
        }

        // A merged profile is told once, whichever of its parts came first.
        seen.UnionWith(session.Subjects);
        return read(session);
    }
}
