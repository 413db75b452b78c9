using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>The one door (law 1): the only way from identifiers to a subject's data, and only through permits.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class Door
{
    /// <summary>
    /// Resolves identifiers, strongest first, and loads the profile. Looking up is processing on the basis of service:
    /// it writes nothing, and an identifier nobody is known by is forgotten with the request.
    /// </summary>
    /// <returns>The subject; null when nobody is known by any of them, or they were erased.</returns>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public ValueTask<Subject?> FindAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>A subject whose profile is loaded. Nothing of the profile can be read but through a session's permits.</summary>
public sealed class Subject
{
    internal Subject(SubjectId id) => Id = id;

    /// <summary>Its id when it was found.</summary>
    public SubjectId Id { get; }

    /// <summary>Takes the profile's lock until the session is disposed. Do not await in between.</summary>
    /// <returns>A session; null when the profile was merged, cut, erased or evicted meanwhile: find the subject again.</returns>
    public Session? Enter() => throw new NotSupportedException();
}

/// <summary>Operations on one profile, one at a time. Lives on one thread; dispose it before awaiting anything.</summary>
public sealed class Session : IDisposable
{
    internal Session(SubjectId id) => Id = id;

    /// <summary>The profile's id.</summary>
    public SubjectId Id { get; }

    /// <summary>Asks for a use. Unknown is no; an unreadable profile is no.</summary>
    public PermitAnswer Ask(Use use, Instant at) => throw new NotSupportedException();

    /// <summary>What protects the subject: its contacts, and the protective facts named. Needs no consent and can only remove.</summary>
    /// <param name="fields">Facts of protective purposes; a fact of any other purpose reads as not permitted.</param>
    /// <param name="at">The instant asked about.</param>
    public ProtectiveView Protect(ImmutableArray<FactDefinition> fields, Instant at) => throw new NotSupportedException();

    /// <summary>Sequence of the decision an earlier request with this key got; 0 for none.</summary>
    public long FindRequest(UInt128 requestKey, Instant at) => throw new NotSupportedException();

    /// <summary>Seals, journals and folds a decision about this subject. Its contacts count from this moment.</summary>
    internal JournalTicket Keep(DecisionEntry decision) => throw new NotSupportedException();

    /// <summary>Seals, journals and folds an outcome.</summary>
    internal JournalTicket Keep(OutcomeEntry outcome) => throw new NotSupportedException();

    /// <summary>Seals, journals and folds a look-up by staff.</summary>
    internal JournalTicket Keep(LookUpEntry lookUp) => throw new NotSupportedException();

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
    }
}
