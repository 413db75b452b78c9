using System.Collections.Immutable;
using Fulcrum.Decisions;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Exchanges;

/// <summary>Value exchanges: shown with both sides, taken, declined, delivered; each a row of the journal.</summary>
/// <remarks>
/// What is acknowledged is on disk. Nobody known and somebody erased are answered alike. The consent an exchange is given for is recorded
/// by <see cref="FulcrumCore.Consents"/> before; taking it back later changes nothing of what was earned. Safe from many threads.
/// </remarks>
public sealed class ExchangeFlow
{
    private readonly IStore _store;
    private readonly Door _door;
    private readonly DecisionFlow _decisions;
    private readonly SealedRows _rows;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;
    private readonly OpenCases _owed;

    internal ExchangeFlow(IStore store, Door door, DecisionFlow decisions, SealedRows rows, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _door, _decisions, _rows, _workspace, _clock, _owed) = (store, door, decisions, rows, workspace, clock, new OpenCases(store.Journal, door, EntryKind.Exchange));

    /// <summary>Every exchange of the workspace as it stands with a subject, by name; empty when nothing is kept of them.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<ImmutableArray<OwnExchange>> ListAsync(RightsAsker asker, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = await _door.FindAsync(asker.Identifiers, cancellation);
            ImmutableArray<OwnExchange>? listed = subject is null ? [] : List(subject, asker);
            if (listed is { } exchanges)
            {
                await _store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
                return exchanges;
            }
        }

        throw Turns.Spent("their exchanges were read");
    }

    /// <summary>Takes an exchange: the benefit is owed from the answer on.</summary>
    /// <param name="asker">Who takes it, and whose it is.</param>
    /// <param name="exchange">Name of the exchange.</param>
    /// <param name="value">What they state, where it asks for a datum that is not held; as for a correction (<see cref="RightsFlow.CorrectAsync"/>).</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">The outcome is not known; asking again is safe: it is taken once.</exception>
    public ValueTask<ExchangeOutcome> AcceptAsync(RightsAsker asker, string exchange, string value, CancellationToken cancellation) => KeepAsync(
        asker, exchange, ExchangeAct.Accept, "", (own, at) =>
        {
            if (own.Exchange.Fact is not { } fact || (own.FactHeld && value.Length == 0))
            {
                return (own.IsAllowed ? ExchangeResult.Done : ExchangeResult.NotAllowed, null);
            }

            return !own.IsAllowed ? (ExchangeResult.NotAllowed, null)
                : value.Length == 0 ? (ExchangeResult.ValueMissing, null)
                : FactText.Read(fact.Type, value) is { IsPresent: true } read ? (ExchangeResult.Done, Correction.Of(fact, read, own.Exchange.Purpose.Alone, at))
                : (ExchangeResult.BadValue, null);
        }, cancellation);

    /// <summary>Says no to an exchange. Nothing else is asked for a while.</summary>
    /// <inheritdoc cref="AcceptAsync" path="/exception" />
    public ValueTask<ExchangeOutcome> DeclineAsync(RightsAsker asker, string exchange, CancellationToken cancellation) =>
        KeepAsync(asker, exchange, ExchangeAct.Decline, "", static (_, _) => (ExchangeResult.Done, null), cancellation);

    /// <summary>Notes that the benefit was given, whatever became of the consent since.</summary>
    /// <param name="desk">Who gave it, and to whom.</param>
    /// <param name="exchange">Name of the exchange.</param>
    /// <param name="what">What was given, for example a voucher's number.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <inheritdoc cref="AcceptAsync" path="/exception" />
    public ValueTask<ExchangeOutcome> DeliverAsync(RightsAsker desk, string exchange, string what, CancellationToken cancellation) =>
        KeepAsync(desk, exchange, ExchangeAct.Deliver, what, static (_, _) => (ExchangeResult.Done, null), cancellation);

    /// <summary>Benefits that are owed and late, of everybody. The first look reads the whole journal.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<IReadOnlyList<(SubjectId Subject, ExchangeStanding Standing)>> ListOverdueAsync(CancellationToken cancellation)
    {
        var now = Instant.From(_clock.GetUtcNow());
        var owed = await _owed.ListAsync<ExchangeStanding>(
            session => [.. session.ExchangeNames().Select(name => session.StandingOf(name, session.Subjects)).Where(standing => standing.State == ExchangeState.Accepted)], cancellation);
        return [.. owed.Where(one => one.Case.IsOverdue(now))];
    }

    /// <summary>How each exchange fares, out of the journal: taken up, delivered, late, declined, what it cost, and how many took their consent back later. Reads the whole journal.</summary>
    public ValueTask<ImmutableArray<ExchangeFigures>> CountAsync(CancellationToken cancellation) =>
        new ExchangeCount(_store.Journal, _rows, _workspace.Current, Instant.From(_clock.GetUtcNow())).RunAsync(cancellation);

    private ImmutableArray<OwnExchange>? List(Subject subject, RightsAsker asker)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        var (book, now, shown) = (_workspace.Current.Exchanges, Instant.From(_clock.GetUtcNow()), Shown(session, asker));
        var isSuppressed = IsSuppressed(session, book.Policy, now);
        return shown.IsEmpty ? [] : [.. book.Exchanges.Values.OrderBy(exchange => exchange.Name, StringComparer.Ordinal).Select(exchange => session.Own(exchange, shown, book.Policy, isSuppressed, now))];
    }

    private async ValueTask<ExchangeOutcome> KeepAsync(
        RightsAsker asker, string exchange, ExchangeAct act, string why, Func<OwnExchange, Instant, (ExchangeResult, AcceptedEvent?)> judge, CancellationToken cancellation)
    {
        if (!_workspace.Current.Exchanges.Exchanges.TryGetValue(exchange, out var declared))
        {
            return new ExchangeOutcome(ExchangeResult.Unknown, null);
        }

        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = await _door.FindAsync(asker.Identifiers, cancellation);
            var kept = subject is null ? (new ExchangeOutcome(ExchangeResult.NothingKept, null), (JournalTicket?)null) : Keep(subject, asker, declared, act, why, judge);
            if (kept is var (outcome, ticket))
            {
                // Also what changed nothing is said only once what it goes by is on disk.
                await (ticket?.Durable ?? _store.Journal.Append(JournalBatch.Of()).Durable).WaitAsync(cancellation);
                return outcome;
            }
        }

        throw Turns.Spent("an exchange of theirs was kept");
    }

    private (ExchangeOutcome Outcome, JournalTicket? Ticket)? Keep(
        Subject subject, RightsAsker asker, ValueExchange exchange, ExchangeAct act, string why, Func<OwnExchange, Instant, (ExchangeResult, AcceptedEvent?)> judge)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        var (policy, now, shown) = (_workspace.Current.Exchanges.Policy, Instant.From(_clock.GetUtcNow()), Shown(session, asker));
        if (shown.IsEmpty)
        {
            return (new ExchangeOutcome(ExchangeResult.NothingKept, null), null);
        }

        var isSuppressed = IsSuppressed(session, policy, now);
        var own = session.Own(exchange, shown, policy, isSuppressed, now);
        var dueAt = act == ExchangeAct.Accept ? now + exchange.Within : Instant.Never;
        if (own.Standing.Next(act, now, dueAt) is null)
        {
            // Asked for again: an answer that was lost on its way is no fault of whoever asks.
            var isThere = (act, own.Standing.State) is (ExchangeAct.Accept, ExchangeState.Accepted or ExchangeState.Delivered) or (ExchangeAct.Deliver, ExchangeState.Delivered);
            return (new ExchangeOutcome(isThere ? ExchangeResult.Unchanged : ExchangeResult.NotNow, own), null);
        }

        var (result, stated) = judge(own, now);
        if (result != ExchangeResult.Done)
        {
            return (new ExchangeOutcome(result, own), null);
        }

        var ticket = session.Keep(new ExchangeEntry(exchange.Name, act, asker.By, stated is null ? why : exchange.Fact!.Name, dueAt, now), shown, stated);
        return (new ExchangeOutcome(ExchangeResult.Done, session.Own(exchange, shown, policy, isSuppressed, now)), ticket);
    }

    private static ImmutableArray<SubjectId> Shown(Session session, RightsAsker asker) => asker.Proven is { } proven ? session.ReachOf(proven) : session.Subjects;

    private bool IsSuppressed(Session session, AskPolicy policy, Instant at)
    {
        var contact = _decisions.Contact;
        var offset = contact.Workspace.Settings.Zone.OffsetMinutes(at);
        return contact.FindSuppression(session.Protect(contact.Facts, at).Readings, at, offset, suppression => policy.IsHeldBy(suppression.Name)) >= 0;
    }
}

/// <summary>What became of an act.</summary>
/// <param name="Result">What.</param>
/// <param name="Exchange">The exchange as it stands; null when there is none, or nobody.</param>
public sealed record ExchangeOutcome(ExchangeResult Result, OwnExchange? Exchange);

/// <summary>What can become of an act.</summary>
public enum ExchangeResult
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It was so already.</summary>
    Unchanged,

    /// <summary>Nothing is kept: they were never known, or were erased.</summary>
    NothingKept,

    /// <summary>The workspace has no such exchange.</summary>
    Unknown,

    /// <summary>It cannot be done where the exchange stands.</summary>
    NotNow,

    /// <summary>They do not allow the use it is given for: the consent comes first.</summary>
    NotAllowed,

    /// <summary>The datum it asks for was not stated.</summary>
    ValueMissing,

    /// <summary>What was stated is not of the fact's type.</summary>
    BadValue,
}
