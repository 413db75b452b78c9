using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>The one door (law 1): the only way from identifiers to a subject's data, and only through permits.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class Door
{
    private readonly IdentifierReader _reader;
    private readonly KnownIdentifiers _known;
    private readonly LiveProfiles _profiles;
    private readonly RowBatches _batches;

    internal Door(IdentifierReader reader, KnownIdentifiers known, LiveProfiles profiles, RowBatches batches) =>
        (_reader, _known, _profiles, _batches) = (reader, known, profiles, batches);

    /// <summary>
    /// Resolves identifiers, strongest first, and loads the profile. Looking up is processing on the basis of service:
    /// it writes nothing, and an identifier nobody is known by is forgotten with the request.
    /// </summary>
    /// <returns>The subject; null when nobody is known by any of them, or they were erased.</returns>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public ValueTask<Subject?> FindAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation)
    {
        if (identifiers.Count != 1)
        {
            return identifiers.Count == 0 ? default : FindStrongestAsync(identifiers, cancellation);
        }

        // The common question names one subject that is in memory: no state machine for it.
        var found = _known.FindAsync(_reader.KeyOf(identifiers[0]), cancellation);
        if (!found.IsCompletedSuccessfully)
        {
            return OpenFoundAsync(found, cancellation);
        }

        var subject = found.Result;
        return subject.IsNone ? default : OpenAsync(subject, cancellation);
    }

    /// <summary>Opens a subject by its id; null when there is none.</summary>
    internal ValueTask<Subject?> OpenAsync(SubjectId subject, CancellationToken cancellation)
    {
        var live = _profiles.FindAsync(subject, cancellation);
        return live.IsCompletedSuccessfully ? ValueTask.FromResult(Opened(live.Result, subject)) : OpenLoadedAsync(live, subject);
    }

    private Subject? Opened(LiveProfile? live, SubjectId subject) =>
        live is null || (live.IsUnborn && live.State == LiveState.Live) ? null : new Subject(this, live, subject);

    private async ValueTask<Subject?> OpenLoadedAsync(ValueTask<LiveProfile?> live, SubjectId subject) => Opened(await live, subject);

    private async ValueTask<Subject?> OpenFoundAsync(ValueTask<SubjectId> found, CancellationToken cancellation)
    {
        var subject = await found;
        return subject.IsNone ? null : await OpenAsync(subject, cancellation);
    }

    private async ValueTask<Subject?> FindStrongestAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation)
    {
        var asked = new bool[identifiers.Count];
        for (var turn = 0; turn < asked.Length; turn++)
        {
            var strongest = -1;
            for (var at = 0; at < asked.Length; at++)
            {
                if (!asked[at] && (strongest < 0 || identifiers[at].Type.Priority < identifiers[strongest].Type.Priority))
                {
                    strongest = at;
                }
            }

            asked[strongest] = true;
            var subject = await _known.FindAsync(_reader.KeyOf(identifiers[strongest]), cancellation);
            if (!subject.IsNone && await OpenAsync(subject, cancellation) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    internal bool TryCheck(LiveProfile live, SubjectId subject, Use use, Instant at, out PermitCheck check)
    {
        check = default;
        if (_profiles.TryGet(subject) != live || !LiveProfiles.TryEnter(live))
        {
            return false;
        }

        try
        {
            check = Session.Check(live, use, at, out _);
            return true;
        }
        finally
        {
            Monitor.Exit(live);
        }
    }

    internal Session? Enter(LiveProfile live, SubjectId subject)
    {
        if (_profiles.TryGet(subject) != live || !LiveProfiles.TryEnter(live))
        {
            return null;
        }

        return new Session(live, subject, _batches);
    }
}

/// <summary>A subject whose profile is loaded. Nothing of the profile can be read but through a session's permits.</summary>
public sealed class Subject
{
    private readonly Door _door;
    private readonly LiveProfile _live;

    internal Subject(Door door, LiveProfile live, SubjectId id) => (_door, _live, Id) = (door, live, id);

    /// <summary>Its id when it was found.</summary>
    public SubjectId Id { get; }

    /// <summary>The profile as it was found; for the rooms that keep profiles.</summary>
    internal LiveProfile Live => _live;

    /// <summary>Takes the profile's lock until the session is disposed. Do not await in between.</summary>
    /// <returns>A session; null when the profile was merged, cut, erased or evicted meanwhile: find the subject again.</returns>
    public Session? Enter() => _door.Enter(_live, Id);

    /// <summary>Whether a use would get a permit now, and nothing else: takes the lock, looks, gives it back.</summary>
    /// <returns>False when the profile was merged, cut, erased or evicted meanwhile: find the subject again. Then the answer is no.</returns>
    public bool TryCheck(Use use, Instant at, out PermitCheck check) => _door.TryCheck(_live, Id, use, at, out check);
}
