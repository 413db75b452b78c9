using System.Collections.Immutable;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Rights.Requests;

/// <summary>Requests about rights: taken in, joined when asked twice, timed by the law of the subject, and closed.</summary>
/// <remarks>
/// Every act is a row of the journal, on disk before it is acknowledged. Asking the same again while it is open joins the one that is
/// there, keeps its day, and cannot be used to put it off. Nobody known and somebody erased are answered alike. Safe from many threads.
/// </remarks>
public sealed class RequestFlow
{
    private readonly IStore _store;
    private readonly Door _door;
    private readonly Sealing _sealing;
    private readonly TellFlow _tells;
    private readonly TimeProvider _clock;
    private readonly OpenCases _open;

    internal RequestFlow(IStore store, Door door, Sealing sealing, TellFlow tells, TimeProvider clock) =>
        (_store, _door, _sealing, _tells, _clock, _open) = (store, door, sealing, tells, clock, new OpenCases(store.Journal, door, EntryKind.Request));

    /// <summary>Takes a request in, or joins the one of its kind that is open.</summary>
    /// <param name="asker">Who asks, and whose data it is about.</param>
    /// <param name="kind">Which right.</param>
    /// <param name="what">What they want, in their words; may be empty.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The request as it stands; null when nothing is kept of them.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; asking again is safe.</exception>
    public async ValueTask<TimedRequest?> OpenAsync(RightsAsker asker, RequestKind kind, string what, CancellationToken cancellation) =>
        (await KeepAsync(asker, (session, shown) =>
        {
            var open = session.Requests(shown).FirstOrDefault(request => request.Kind == kind && !request.IsClosed);
            return open is null ? (_sealing.NewId(), kind, RequestAct.Open) : (open.Id, kind, RequestAct.Join);
        }, what, cancellation)).Request;

    /// <summary>Does something with a request, with nothing found but what the words say.</summary>
    /// <inheritdoc cref="ActAsync(RightsAsker, string, RequestAct, string, RequestFinding, CancellationToken)" />
    public ValueTask<RequestOutcome> ActAsync(RightsAsker asker, string id, RequestAct act, string why, CancellationToken cancellation) =>
        ActAsync(asker, id, act, why, default, cancellation);

    /// <summary>Does something with a request.</summary>
    /// <param name="asker">Who does it, and whose request it is.</param>
    /// <param name="id">Which.</param>
    /// <param name="act">What; an extension must be one that the law gives.</param>
    /// <param name="why">What the subject is told, or was found.</param>
    /// <param name="finding">For a refusal why (<see cref="DenialReason.Other"/> where nothing is said), for the end of a review what became of the decision; what does not go with the act is refused.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">The outcome is not known; asking again is safe.</exception>
    public async ValueTask<RequestOutcome> ActAsync(RightsAsker asker, string id, RequestAct act, string why, RequestFinding finding, CancellationToken cancellation) =>
        await KeepAsync(asker, (session, shown) => session.Requests(shown).FirstOrDefault(request => request.Id == id) is not { } found
            ? null
            : (id, found.Kind, act), why, cancellation, act == RequestAct.Refuse && finding.Reason == DenialReason.None ? finding with { Reason = DenialReason.Other } : finding);

    /// <summary>The requests of a subject, newest first; empty when nothing is kept of them.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<ImmutableArray<TimedRequest>> ListAsync(RightsAsker asker, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = await _door.FindAsync(asker.Identifiers, cancellation);
            ImmutableArray<TimedRequest>? listed = [];
            if (subject is not null)
            {
                listed = List(subject, asker);
            }

            if (listed is { } requests)
            {
                await _store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
                return requests;
            }
        }

        throw Turns.Spent("their requests were read");
    }

    /// <summary>What connected systems are told of a subject's rights, and how far each is, newest first; empty when nothing is kept of them. After an erasure nobody is left whose it could be: <see cref="TellFlow.FindAsync"/>.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<ImmutableArray<Tell>> ListToldAsync(RightsAsker asker, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync(asker.Identifiers, cancellation) is not { } subject)
            {
                return [];
            }

            if (ShownTo(subject, asker) is { } shown)
            {
                return await _tells.ListOfAsync(shown, cancellation);
            }
        }

        throw Turns.Spent("what others were told of them was read");
    }

    /// <summary>Every request that is open, of everybody, by subject. The first look reads the whole journal.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<IReadOnlyList<(SubjectId Subject, TimedRequest Request)>> ListOpenAsync(CancellationToken cancellation) =>
        await _open.ListAsync<TimedRequest>(session => [.. List(session, session.Subjects).Where(request => !request.Request.IsClosed)], cancellation);

    /// <summary>Null when the profile changed hands: find it again.</summary>
    private ImmutableArray<TimedRequest>? List(Subject subject, RightsAsker asker)
    {
        using var session = subject.Enter();
        return session is null ? null : List(session, asker.Proven is { } proven ? session.ReachOf(proven) : session.Subjects);
    }

    /// <summary>The parts an asker may see; null when the profile changed hands: find it again.</summary>
    private static ImmutableArray<SubjectId>? ShownTo(Subject subject, RightsAsker asker)
    {
        using var session = subject.Enter();
        return session is null ? null : asker.Proven is { } proven ? session.ReachOf(proven) : session.Subjects;
    }

    private ImmutableArray<TimedRequest> List(Session session, ImmutableArray<SubjectId> shown)
    {
        var now = Instant.From(_clock.GetUtcNow());
        return [.. session.Requests(shown).OrderByDescending(request => request.OpenedAt).Select(request => session.Timed(request, now))];
    }

    private async ValueTask<RequestOutcome> KeepAsync(
        RightsAsker asker, Func<Session, ImmutableArray<SubjectId>, (string Id, RequestKind Kind, RequestAct Act)?> choose, string why, CancellationToken cancellation, RequestFinding finding = default)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = asker.Subject.IsNone ? await _door.FindAsync(asker.Identifiers, cancellation) : await _door.OpenAsync(asker.Subject, cancellation);
            var kept = subject is null ? (new RequestOutcome(RequestResult.Unknown, null), (JournalTicket?)null) : Keep(subject, asker, choose, why, finding);
            if (kept is var (outcome, ticket))
            {
                await (ticket?.Durable ?? _store.Journal.Append(JournalBatch.Of()).Durable).WaitAsync(cancellation);
                return outcome;
            }
        }

        throw Turns.Spent("a request of theirs was kept");
    }

    private (RequestOutcome Outcome, JournalTicket? Ticket)? Keep(
        Subject subject, RightsAsker asker, Func<Session, ImmutableArray<SubjectId>, (string Id, RequestKind Kind, RequestAct Act)?> choose, string why, RequestFinding finding)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        var (now, shown) = (Instant.From(_clock.GetUtcNow()), asker.Proven is { } proven ? session.ReachOf(proven) : session.Subjects);
        if (shown.IsEmpty || choose(session, shown) is not var (id, kind, act))
        {
            return (new RequestOutcome(RequestResult.Unknown, null), null);
        }

        var before = session.Requests(shown).FirstOrDefault(request => request.Id == id);
        if (before is not null && (before.Next(act, now) is null || !finding.Fits(kind, act) || (act == RequestAct.Extend && !session.Timed(before, now).MayBeExtended)))
        {
            return (new RequestOutcome(RequestResult.NotNow, session.Timed(before, now)), null);
        }

        var ticket = session.Keep(new RequestEntry(id, kind, act, asker.By, why, now) { Finding = finding }, shown);
        var after = session.Requests(shown).First(request => request.Id == id);
        return (new RequestOutcome(RequestResult.Done, session.Timed(after, now)), ticket);
    }
}

/// <summary>A request and its clock.</summary>
/// <param name="Request">The request.</param>
/// <param name="DueAt">The first instant at which its answer is late.</param>
/// <param name="MayBeExtended">Whether the law gives more time once the subject was told why; none once it is late.</param>
/// <param name="Law">The pack whose clock it is; null when no law speaks.</param>
public sealed record TimedRequest(RightsRequest Request, Instant DueAt, bool MayBeExtended, RulePack? Law)
{
    /// <summary>Whether it is late at an instant.</summary>
    public bool IsLate(Instant at) => !Request.IsClosed && at >= DueAt;
}

/// <summary>What became of an act.</summary>
/// <param name="Result">What.</param>
/// <param name="Request">The request as it stands; null when there is none.</param>
public sealed record RequestOutcome(RequestResult Result, TimedRequest? Request);

/// <summary>What can become of an act.</summary>
public enum RequestResult
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>There is no such request.</summary>
    Unknown,

    /// <summary>It cannot be done where the request stands.</summary>
    NotNow,
}
