using Fulcrum.Consent.Receipts;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Access;

/// <summary>Shows a subject what is kept about themselves, over all parts of a merged profile (GDPR Art. 15).</summary>
/// <remarks>
/// Whoever calls has proof of who asks: that they control the address (<see cref="OpenProvenAsync"/>), that the request comes from the
/// device (the same), or that a privacy desk looked at their papers (<see cref="OpenAsync"/>). An access is journaled before anything is shown, as a use of its
/// own kind. Nobody known and somebody erased read alike: there is nothing. Safe from many threads.
/// </remarks>
public sealed class AccessFlow
{
    private readonly AccessParts _parts;

    internal AccessFlow(IStore store, Door door, DecisionFlow decisions, ReceiptFlow receipts, TimeProvider clock) =>
        _parts = new AccessParts(store, door, decisions, receipts, clock);

    /// <summary>Opens all that is kept about a subject whose identity somebody checked. The access is on disk before the answer.</summary>
    /// <param name="identifiers">Whose.</param>
    /// <param name="request">Who asks, where and for what.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>Null when nothing is kept: they were never known, or were erased.</returns>
    /// <exception cref="StoreUnavailableException">The access could not be journaled, or something of the profile cannot be read; nothing is shown.</exception>
    public ValueTask<SelfAccess?> OpenAsync(IReadOnlyList<Identifier> identifiers, AccessRequest request, CancellationToken cancellation) =>
        OpenPartsAsync(identifiers, null, request, cancellation);

    /// <summary>
    /// Opens what belongs to whoever proved control of one identifier, by a code sent to an address, or by holding a device. What others
    /// claimed to be one with it is not opened: see <c>docs/decisions/0025-self-access.md</c>.
    /// </summary>
    /// <returns>Null when nothing is kept that it opens.</returns>
    /// <exception cref="StoreUnavailableException">The access could not be journaled, or something of the profile cannot be read; nothing is shown.</exception>
    public ValueTask<SelfAccess?> OpenProvenAsync(Identifier proven, AccessRequest request, CancellationToken cancellation) =>
        OpenPartsAsync([proven], proven, request, cancellation);

    /// <summary>Opens it for one of ours, under the permit of a view: a look-up like any other, told to the subject before anything is shown. What they refused opens nothing.</summary>
    /// <exception cref="StoreUnavailableException">The look-up could not be kept, or something of the profile cannot be read; nothing is shown.</exception>
    internal async ValueTask<StaffAccessOpened> LookAsync(
        IReadOnlyList<Identifier> identifiers, ViewDefinition view, string what, string who, string why, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _parts.Door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return new StaffAccessOpened(0, RefusalReason.UnknownSubject, null);
            }

            if (KeepLook(subject, view, new LookUpEntry(who, what, view.Purpose.Name, why, Instant.From(_parts.Clock.GetUtcNow()))) is { } kept)
            {
                await kept.Ticket.Durable.WaitAsync(cancellation);
                return kept.Opened;
            }
        }

        throw Turns.Spent("a part of their card was opened");
    }

    private (StaffAccessOpened Opened, JournalTicket Ticket)? KeepLook(Subject subject, ViewDefinition view, LookUpEntry look)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        if (session.IsUnreadable)
        {
            throw new StoreUnavailableException($"The profile of {session.Id} could not be read whole, so no part of it can be shown.");
        }

        var answer = session.Ask(ViewFlow.UseOf(view, look.Who), look.At);
        var (ticket, whole) = (session.Keep(look), session.Subjects);
        return answer is Refusal refusal
            ? (new StaffAccessOpened(ticket.FirstSequence, refusal.Reason, null), ticket)
            : (new StaffAccessOpened(ticket.FirstSequence, null, new SelfAccess(_parts, subject.Id, whole, whole, ticket.FirstSequence, look.At)), ticket);
    }

    private async ValueTask<SelfAccess?> OpenPartsAsync(IReadOnlyList<Identifier> identifiers, Identifier? proven, AccessRequest request, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _parts.Door.FindAsync(identifiers, cancellation) is not { } subject)
            {
                return await NothingAsync(cancellation);
            }

            if (Keep(subject, proven, request) is { } kept)
            {
                if (kept.Opened is null)
                {
                    return await NothingAsync(cancellation);
                }

                await kept.Ticket.Durable.WaitAsync(cancellation);
                return kept.Opened;
            }
        }

        throw Turns.Spent("what is kept about them was opened");
    }

    /// <summary>As long as for somebody who is known: what is said is on disk, here too.</summary>
    private async ValueTask<SelfAccess?> NothingAsync(CancellationToken cancellation)
    {
        await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
        return null;
    }

    /// <summary>Journals the access; without an opened one where nothing may be shown. Null when the profile changed hands: find it again.</summary>
    private (SelfAccess? Opened, JournalTicket Ticket)? Keep(Subject subject, Identifier? proven, AccessRequest request)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        if (session.IsUnreadable)
        {
            throw new StoreUnavailableException($"The profile of {session.Id} could not be read whole, so it cannot be shown whole.");
        }

        var whole = session.Subjects;
        var shown = proven is null ? whole : session.ReachOf(proven);
        if (shown.IsEmpty)
        {
            return (null, default);
        }

        var at = Instant.From(_parts.Clock.GetUtcNow());
        var ticket = session.Keep(new AccessEntry(request.By, request.Surface, request.What, request.Why, at));
        return (new SelfAccess(_parts, subject.Id, whole, shown, ticket.FirstSequence, at), ticket);
    }
}

/// <summary>Who asks to see what is kept, where and for what.</summary>
/// <param name="By">Who: <see cref="Self"/>, or whoever acts for the subject.</param>
/// <param name="Surface">Where, for example <c>privacy-centre</c>.</param>
/// <param name="What">What is opened, for example <c>data</c>, <c>uses</c>, <c>export</c>.</param>
public sealed record AccessRequest(string By, string Surface, string What)
{
    /// <summary>The subject themselves.</summary>
    public const string Self = "self";

    /// <summary>The reason given by whoever acts for them; empty when they ask themselves.</summary>
    public string Why { get; init; } = "";
}

/// <summary>What one of ours opened.</summary>
/// <param name="Sequence">Journal sequence of the look-up; 0 when nobody is known.</param>
/// <param name="Refused">Why nothing is opened; null when something is.</param>
/// <param name="Access">What reads it.</param>
internal sealed record StaffAccessOpened(long Sequence, RefusalReason? Refused, SelfAccess? Access);

/// <summary>What an access works with.</summary>
internal sealed record AccessParts(IStore Store, Door Door, DecisionFlow Decisions, ReceiptFlow Receipts, TimeProvider Clock);
