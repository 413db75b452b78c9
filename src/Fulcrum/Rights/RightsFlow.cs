using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights;

/// <summary>Rights that take effect at once: correct, contest, restrict, object (GDPR Art. 16, 18, 21, 22).</summary>
/// <remarks>
/// Each is a row of its own, on disk before it is acknowledged, and holds for the next decision. Nobody known and somebody erased are
/// answered alike. Safe from many threads.
/// </remarks>
public sealed class RightsFlow
{
    private readonly IStore _store;
    private readonly Door _door;
    private readonly ConsentFlow _consents;
    private readonly TellFlow _tells;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;

    internal RightsFlow(IStore store, Door door, ConsentFlow consents, TellFlow tells, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _door, _consents, _tells, _workspace, _clock) = (store, door, consents, tells, workspace, clock);

    /// <summary>Puts a declared fact right. It is kept for what the fact was kept for, and nothing more.</summary>
    /// <param name="asker">Who asks, and whose data it is.</param>
    /// <param name="fact">Name of the fact.</param>
    /// <param name="value">What it is: a text of at most 512 characters, a number, <c>true</c> or <c>false</c>, or an ISO 8601 time.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">The outcome is not known; asking again is safe.</exception>
    public async ValueTask<RightsOutcome> CorrectAsync(RightsAsker asker, string fact, string value, CancellationToken cancellation)
    {
        if (!_workspace.Current.Facts.TryGetValue(fact, out var declared))
        {
            return RightsOutcome.Of(RightsResult.UnknownFact);
        }

        if (declared.Computed is not null || declared.Provenance != Provenance.Declared)
        {
            return RightsOutcome.Of(RightsResult.NotDeclared);
        }

        return FactText.Read(declared.Type, value) is { IsPresent: true } read
            ? await ToldAsync(new TellAbout(RequestKind.Rectification) { Fact = fact, Value = value.Trim() }, asker, () => KeepAsync(asker, (session, _, subjects, at) => session.Holds(declared, at)
                ? Kept(session.Correct(declared, read, subjects.Contains(session.Asked) ? session.Asked : subjects[0], at))
                : (RightsResult.NotHeld, null), cancellation), cancellation)
            : RightsOutcome.Of(RightsResult.BadValue);
    }

    /// <summary>Contests what was guessed or worked out. From the answer on no use reads it, nor what is worked out of it, until it was looked at.</summary>
    /// <inheritdoc cref="CorrectAsync" path="/exception" />
    public async ValueTask<RightsOutcome> ContestAsync(RightsAsker asker, string fact, string why, CancellationToken cancellation)
    {
        if (!_workspace.Current.Facts.TryGetValue(fact, out var declared))
        {
            return RightsOutcome.Of(RightsResult.UnknownFact);
        }

        return declared.Computed is null && declared.Provenance is Provenance.Declared
            ? RightsOutcome.Of(RightsResult.NotInferred)
            : await KeepAsync(asker, (session, by, subjects, at) => session switch
            {
                _ when session.ContestOf(fact) is not null => (RightsResult.Unchanged, null),
                _ when !session.Holds(declared, at) => (RightsResult.NotHeld, null),
                _ => Kept(session.Keep(new RightEntry(RightAct.Contest, fact, by, why, at), subjects)),
            }, cancellation);
    }

    /// <summary>Ends a contest: somebody looked at the fact.</summary>
    /// <param name="asker">Who looked, and whose data it is.</param>
    /// <param name="fact">Name of the fact.</param>
    /// <param name="isUpheld">Whether the subject was right; then it stays unused.</param>
    /// <param name="why">What was found.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <inheritdoc cref="CorrectAsync" path="/exception" />
    public ValueTask<RightsOutcome> ReviewAsync(RightsAsker asker, string fact, bool isUpheld, string why, CancellationToken cancellation) =>
        KeepAsync(asker, (session, by, subjects, at) => session.ContestOf(fact) switch
        {
            null => (RightsResult.NotContested, null),
            { IsUpheld: true } when isUpheld => (RightsResult.Unchanged, null),
            _ => Kept(session.Keep(new RightEntry(isUpheld ? RightAct.Uphold : RightAct.Dismiss, fact, by, why, at), subjects)),
        }, cancellation);

    /// <summary>Stops every use: the next decision is contextual. What is kept stays, and consents stand as they were.</summary>
    /// <inheritdoc cref="CorrectAsync" path="/exception" />
    public ValueTask<RightsOutcome> RestrictAsync(RightsAsker asker, string why, CancellationToken cancellation) =>
        ToldAsync(new TellAbout(RequestKind.Restriction), asker, () => KeepAsync(asker, (session, by, subjects, at) => session.IsRestricted
            ? (RightsResult.Unchanged, null)
            : Kept(session.Keep(new RightEntry(RightAct.Restrict, "", by, why, at), subjects)), cancellation), cancellation);

    /// <summary>Lets uses go on.</summary>
    /// <inheritdoc cref="CorrectAsync" path="/exception" />
    public ValueTask<RightsOutcome> LiftAsync(RightsAsker asker, string why, CancellationToken cancellation) =>
        KeepAsync(asker, (session, by, subjects, at) => session.IsRestricted
            ? Kept(session.Keep(new RightEntry(RightAct.Lift, "", by, why, at), subjects))
            : (RightsResult.Unchanged, null), cancellation);

    /// <summary>Objects to purposes that rest on an interest of the company: a no to each, as consents record it.</summary>
    /// <param name="asker">Who asks, and whose data it is.</param>
    /// <param name="purposes">Names of the purposes; empty for all that an objection ends.</param>
    /// <param name="language">Language they objected in.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>What was recorded; a purpose objected to before is not among it. Null when a name is no purpose that an objection ends.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; asking again is safe.</exception>
    public async ValueTask<ConsentOutcome?> ObjectAsync(RightsAsker asker, ImmutableArray<string> purposes, string language, CancellationToken cancellation)
    {
        var workspace = _workspace.Current;
        var open = workspace.Purposes.Values.Where(FoldPlan.EndsByNo).Where(purpose => purpose.Basis == LegalBasis.LegitimateInterest || purpose.BasisIn.Values.Contains(LegalBasis.LegitimateInterest))
            .Select(purpose => purpose.Name).Order(StringComparer.Ordinal).ToImmutableArray();
        if (purposes.Any(name => !open.Contains(name)))
        {
            return null;
        }

        var now = Instant.From(_clock.GetUtcNow());
        var isVerified = asker.Identifiers[0].Verified;
        var decisions = (purposes.IsEmpty ? open : purposes).Select(name => new ConsentRecord(
            name, ConsentState.Withdrawn, "", language, now, now, asker.Surface, ConsentMethod.Express, isVerified, asker.By, [], Synthetic: false)).ToImmutableArray();
        if (decisions.IsEmpty)
        {
            return new ConsentOutcome([], 0);
        }

        ConsentOutcome? outcome = null;
        await ToldAsync(new TellAbout(RequestKind.Objection), asker, async () =>
        {
            outcome = await _consents.RecordAsync(new ConsentRequest(asker.Identifiers, "", decisions), cancellation);
            return RightsOutcome.Of(outcome.Recorded.IsEmpty ? RightsResult.Unchanged : RightsResult.Done);
        }, cancellation);
        return outcome;
    }

    /// <summary>Does a right, and tells whoever else has to hear of it: noted before, told after.</summary>
    private async ValueTask<RightsOutcome> ToldAsync(TellAbout about, RightsAsker asker, Func<ValueTask<RightsOutcome>> act, CancellationToken cancellation)
    {
        if (!_tells.MustHear(about.Kind, about.Fact))
        {
            return await act();
        }

        var told = await _tells.BeginAsync(about, await SubjectsOfAsync(asker, cancellation), asker.Identifiers, cancellation);
        var outcome = await act();
        await _tells.EndAsync(told, outcome.Result == RightsResult.Done);
        return outcome with { Told = outcome.Result == RightsResult.Done && told.Length > 0 ? told : null };
    }

    private async ValueTask<ImmutableArray<SubjectId>> SubjectsOfAsync(RightsAsker asker, CancellationToken cancellation)
    {
        if (await _door.FindAsync(asker.Identifiers, cancellation) is not { } subject)
        {
            return [];
        }

        using var session = subject.Enter();
        if (session is null || session.IsUnreadable)
        {
            return [];
        }

        var subjects = asker.Proven is { } proven ? session.ReachOf(proven) : session.Subjects;
        return subjects.Contains(session.Asked) ? [session.Asked, .. subjects.Remove(session.Asked)] : subjects;
    }

    private static (RightsResult Result, JournalTicket? Ticket) Kept(JournalTicket ticket) => (RightsResult.Done, ticket);

    private async ValueTask<RightsOutcome> KeepAsync(
        RightsAsker asker, Func<Session, string, ImmutableArray<SubjectId>, Instant, (RightsResult, JournalTicket?)> keep, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = await _door.FindAsync(asker.Identifiers, cancellation);
            var kept = subject is null ? (RightsResult.NothingKept, null) : Keep(subject, asker, keep);
            if (kept is var (result, ticket))
            {
                // Also what changed nothing is said only once what it goes by is on disk.
                await (ticket?.Durable ?? _store.Journal.Append(JournalBatch.Of()).Durable).WaitAsync(cancellation);
                return new RightsOutcome(result, ticket?.FirstSequence ?? 0);
            }
        }

        throw Turns.Spent("a right of theirs was kept");
    }

    /// <summary>Null when the profile changed hands: find it again.</summary>
    private (RightsResult Result, JournalTicket? Ticket)? Keep(
        Subject subject, RightsAsker asker, Func<Session, string, ImmutableArray<SubjectId>, Instant, (RightsResult, JournalTicket?)> keep)
    {
        using var session = subject.Enter();
        if (session is null)
        {
            return null;
        }

        if (session.IsUnreadable)
        {
            throw new StoreUnavailableException($"The profile of {session.Id} could not be read whole, so nothing can be kept with it.");
        }

        var subjects = asker.Proven is { } proven ? session.ReachOf(proven) : session.Subjects;
        return subjects.IsEmpty ? (RightsResult.NothingKept, null) : keep(session, asker.By, subjects, Instant.From(_clock.GetUtcNow()));
    }
}

/// <summary>Who asks for a right, and whose data it is about.</summary>
public sealed record RightsAsker
{
    private RightsAsker(IReadOnlyList<Identifier> identifiers, Identifier? proven, string by, string surface) =>
        (Identifiers, Proven, By, Surface) = (identifiers, proven, by, surface);

    /// <summary>Whose data.</summary>
    public IReadOnlyList<Identifier> Identifiers { get; }

    /// <summary>The one identifier they proved; null when somebody checked who they are by other means.</summary>
    public Identifier? Proven { get; }

    /// <summary>Who: <see cref="AccessRequest.Self"/>, or who acts for them.</summary>
    public string By { get; }

    /// <summary>Where, for example <c>web</c> or <c>api</c>.</summary>
    public string Surface { get; }

    /// <summary>The subject, who proved control of an address or holds the device.</summary>
    public static RightsAsker Self(Identifier proven, string surface) => new([proven], proven, AccessRequest.Self, surface);

    /// <summary>Somebody who acts for them and checked who they are.</summary>
    /// <exception cref="ArgumentException">There is no identifier.</exception>
    public static RightsAsker Desk(IReadOnlyList<Identifier> identifiers, string by, string surface) =>
        identifiers.Count > 0 ? new(identifiers, null, by, surface) : throw new ArgumentException("A right needs an identifier of whose it is.", nameof(identifiers));

    /// <summary>Staff who work on what is kept of somebody they need not know: found by the id it is kept under.</summary>
    internal static RightsAsker Of(SubjectId subject, string by, string surface) => new([], null, by, surface) { Subject = subject };

    /// <summary>The id it is kept under; none where identifiers say whose.</summary>
    internal SubjectId Subject { get; private init; } = SubjectId.None;

    /// <summary>Who and where, never whose.</summary>
    public override string ToString() => $"{By} ({Surface})";
}

/// <summary>What became of asking for a right.</summary>
/// <param name="Result">What.</param>
/// <param name="Sequence">Journal sequence of its first row; 0 when none was written.</param>
public readonly record struct RightsOutcome(RightsResult Result, long Sequence)
{
    /// <summary>What connected systems are told of it; null when none has to hear.</summary>
    public string? Told { get; init; }

    internal static RightsOutcome Of(RightsResult result) => new(result, 0);
}

/// <summary>What can become of asking for a right.</summary>
public enum RightsResult
{
    /// <summary>It holds from now on.</summary>
    Done,

    /// <summary>It held already.</summary>
    Unchanged,

    /// <summary>Nothing is kept: they were never known, or were erased.</summary>
    NothingKept,

    /// <summary>The workspace declares no such fact.</summary>
    UnknownFact,

    /// <summary>Nothing is kept of the fact.</summary>
    NotHeld,

    /// <summary>Only what somebody declared can be put right; what was seen can be erased, what was guessed contested.</summary>
    NotDeclared,

    /// <summary>What they declared themselves can be put right; only guesses and what was worked out can be contested.</summary>
    NotInferred,

    /// <summary>The value is not of the fact's type.</summary>
    BadValue,

    /// <summary>The fact is not contested.</summary>
    NotContested,
}
