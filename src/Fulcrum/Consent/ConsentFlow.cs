using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Consent;

/// <summary>Grants and withdrawals, from whoever may report them, into the journal.</summary>
/// <remarks>Safe from many threads. Use stops before this returns; the answer is given once it is on disk.</remarks>
public sealed class ConsentFlow
{
    private readonly CollectParts _parts;
    private readonly Door _door;

    internal ConsentFlow(CollectParts parts, Door door) => (_parts, _door) = (parts, door);

    /// <summary>Records what a subject decided. Only changes are journaled; repeating a decision changes nothing.</summary>
    /// <remarks>
    /// A decision of somebody nobody knows yet makes them known, by their strongest identifier alone: a no has to be
    /// remembered to be kept. What was decided before an erasure is gone with the subject: such a yes is never recorded, such a no
    /// only where somebody new is known by the identifiers, whom it can protect (<see cref="ConsentOutcome.BeforeErasure"/>).
    /// </remarks>
    /// <exception cref="ArgumentException">No identifier was given.</exception>
    /// <exception cref="StoreUnavailableException">The outcome is not known; sending the same again is safe.</exception>
    public async ValueTask<ConsentOutcome> RecordAsync(ConsentRequest request, CancellationToken cancellation)
    {
        if (request.Identifiers.Count == 0)
        {
            throw new ArgumentException("A consent needs an identifier.", nameof(request));
        }

        if (_parts.Store.Ledger?.Damage is { } damage && request.Decisions.Any(decision => decision.State is not (ConsentState.Refused or ConsentState.Withdrawn)))
        {
            throw new StoreUnavailableException(damage.ToString());
        }

        var key = request.RequestId.Length > 0 ? _parts.MessageKeys.OfRequest("consents", request.RequestId) : 0;
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (key == 0 || _parts.Store.Dedupe.TryTake(key, Instant.From(_parts.Clock.GetUtcNow()), out var holder))
            {
                return await RecordOnceAsync(request, key, cancellation);
            }

            await holder.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellation.ThrowIfCancellationRequested();
            if (holder.IsCompletedSuccessfully)
            {
                // The holder may tell of the journal alone: its ledger entry has to be on disk as well.
                await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
                return new ConsentOutcome([], 0);
            }

            // The one before came to nothing: now it is this one's turn.
        }

        throw Turns.Spent("a consent was recorded whose first sending came to nothing");
    }

    /// <summary>What stands for every purpose of the workspace, by name; unknown for a subject nobody knows.</summary>
    public ValueTask<ImmutableArray<PurposeStanding>> ReadAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation) =>
        ReadAsync(identifiers, static (session, at) => session.ReadStandings(at), cancellation);

    /// <summary>What was decided on one device alone, by purpose: all that may be shown to whoever holds a device and has proved nothing.</summary>
    /// <returns>Empty when nobody knows the device, or when it is known as a person's own.</returns>
    /// <param name="device">An identifier that names a device.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="ArgumentException">The identifier names a person.</exception>
    public ValueTask<ImmutableArray<PurposeStanding>> ReadDeviceAsync(Identifier device, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.Type.NamesDevice
            ? ReadAsync([device], static (session, at) => session.ReadDeviceStandings(at), cancellation)
            : throw new ArgumentException("Only a device is read without proof of who holds it.", nameof(device));
    }

    private async ValueTask<ImmutableArray<PurposeStanding>> ReadAsync(
        IReadOnlyList<Identifier> identifiers, Func<Session, Instant, ImmutableArray<PurposeStanding>> read, CancellationToken cancellation)
    {
        ImmutableArray<PurposeStanding> standings = default;
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var subject = await _door.FindAsync(identifiers, cancellation);
            using var session = subject?.Enter();
            if (subject is null || session is not null)
            {
                standings = session is null ? [] : read(session, Instant.From(_parts.Clock.GetUtcNow()));
                break;
            }
        }

        if (standings.IsDefault)
        {
            throw Turns.Spent("its consents were read");
        }

        // What is shown may be queued only, and a crash would take it back: nobody is told before it is on disk.
        await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
        return standings;
    }

    /// <param name="request">What to record.</param>
    /// <param name="key">Its request id, taken for it; 0 for none.</param>
    /// <param name="cancellation">Stops the wait.</param>
    private async ValueTask<ConsentOutcome> RecordOnceAsync(ConsentRequest request, UInt128 key, CancellationToken cancellation)
    {
        var isCarried = false;
        try
        {
            var recorded = ImmutableArray.CreateBuilder<RecordedConsent>();
            var (ticket, beforeErasure) = await AppendAsync(request, key, recorded, cancellation);

            // Nothing changed, but what it repeats may be queued only: an empty batch behind it says when it is on disk.
            var durable = ticket?.Durable ?? _parts.Store.Journal.Append(JournalBatch.Of()).Durable;
            if (key != 0)
            {
                // Whoever sent the same meanwhile waits for the same, row or not.
                _parts.Store.Dedupe.Bind(key, durable);
                isCarried = ticket is not null;
            }

            await durable.WaitAsync(cancellation);

            var invalid = recorded.Count(one => one.Record.State == ConsentState.Invalid);
            return new ConsentOutcome(recorded.ToImmutable(), invalid) { BeforeErasure = beforeErasure };
        }
        finally
        {
            if (key != 0 && !isCarried)
            {
                _parts.Store.Dedupe.Release(key);
            }
        }
    }

    private async ValueTask<(JournalTicket? Ticket, int BeforeErasure)> AppendAsync(
        ConsentRequest request, UInt128 key, ImmutableArray<RecordedConsent>.Builder recorded, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var (subject, live, claim) = await FindOrBeginAsync(request, cancellation);
            try
            {
                // After the subject was found, since whoever is being erased is waited for there.
                var taken = await AfterErasureAsync(request, isKnown: claim is null, cancellation);
                var beforeErasure = request.Decisions.Length - taken.Decisions.Length;
                if (taken.Decisions.IsEmpty && beforeErasure > 0)
                {
                    return (null, beforeErasure);
                }

                if (!LiveProfiles.TryEnter(live))
                {
                    continue;
                }

                try
                {
                    return (Append(taken, subject, live, claim, key, recorded), beforeErasure);
                }
                finally
                {
                    Monitor.Exit(live);
                }
            }
            finally
            {
                DropUnborn(subject, live, claim);
            }
        }

        throw Turns.Spent("a consent was recorded");
    }

    /// <summary>The request without what was decided before the last erasure of any of its identifiers.</summary>
    private async ValueTask<ConsentRequest> AfterErasureAsync(ConsentRequest request, bool isKnown, CancellationToken cancellation)
    {
        Instant? erased = null;
        foreach (var identifier in request.Identifiers)
        {
            if (await _parts.Store.Eraser.FindTombstoneAsync(_parts.Reader.KeyOf(identifier), cancellation) is { } at && !(erased > at))
            {
                erased = at;
            }
        }

        return erased is { } last
            ? request with { Decisions = [.. request.Decisions.Where(decision => decision.At > last || (isKnown && decision.State is ConsentState.Refused or ConsentState.Withdrawn))] }
            : request;
    }

    private JournalTicket? Append(
        ConsentRequest request, SubjectId subject, LiveProfile live, IdentifierKey? claim, UInt128 key, ImmutableArray<RecordedConsent>.Builder recorded)
    {
        if (live.State == LiveState.Unreadable)
        {
            throw new StoreUnavailableException($"The profile of {live.Id} could not be read whole, so no consent can be recorded in it.");
        }

        var batch = _parts.Batches.Rent();
        try
        {
            foreach (var decision in request.Decisions.SelectMany(decision => ConsentRules.Spelled(decision, live.Workspace)))
            {
                var record = ConsentRules.Judge(decision, live.Profile, null, live.Workspace, IsAnswer(decision, live, subject));
                var parts = ConsentRules.PartsToTell(live.Profile, subject, record, live.Workspace);
                if (parts.IsEmpty && record.State == ConsentState.Requested && !StandsAlready(record, live, subject))
                {
                    // Whoever asks once more for an answer gets a new message to answer.
                    parts = [subject];
                }

                foreach (var told in parts)
                {
                    // The first row carries the request id, and binds the identifier that made the subject known.
                    var isFirst = batch.Count == 0;
                    batch.Add(
                        live, live.PartOf(told), EntryKind.Consent, new ConsentEntry(record), record.ReceivedAt, 0, isFirst ? key : 0,
                        isFirst && claim is { } bound && _parts.Known.IsClaimed(bound) ? Packed(bound) : default,
                        record.State is ConsentState.Refused or ConsentState.Withdrawn ? Known(request) : default);
                    recorded.Add(new RecordedConsent(recorded.Count, record));
                }
            }

            if (batch.Count == 0)
            {
                return null;
            }

            var takesBack = recorded.All(one => one.Record.State is ConsentState.Refused or ConsentState.Withdrawn);
            var ticket = batch.Append([], [], takesBack);
            if (claim is { } now)
            {
                _parts.Known.Bound(now, subject);
            }

            for (var at = 0; at < recorded.Count; at++)
            {
                var (sequence, record) = (ticket.FirstSequence + at, recorded[at].Record);
                recorded[at] = recorded[at] with
                {
                    Sequence = sequence,
                    AnswerToken = record.State == ConsentState.Requested ? TokenOf(subject, record, sequence) : "",
                };
            }

            return ticket;
        }
        finally
        {
            _parts.Batches.Return(batch);
        }
    }

    /// <summary>Whether a decision carries the token of the message that its address was sent.</summary>
    private bool IsAnswer(ConsentRecord decision, LiveProfile live, SubjectId subject)
    {
        if (decision.Evidence.Answer.Length == 0 || ConsentRules.BitOf(decision, live.Workspace) is not { } bit)
        {
            return false;
        }

        var asked = live.PartOf(subject).Part.ConsentIn(bit, decision.Scope);
        return asked.State == ConsentState.Requested
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(decision.Evidence.Answer), Encoding.UTF8.GetBytes(TokenOf(subject, decision, asked.Sequence)));
    }

    private static bool StandsAlready(ConsentRecord record, LiveProfile live, SubjectId subject) =>
        ConsentRules.BitOf(record, live.Workspace) is { } bit && live.PartOf(subject).Part.ConsentIn(bit, record.Scope).State == ConsentState.Given;

    private string TokenOf(SubjectId subject, ConsentRecord record, long sequence) => _parts.MessageKeys
        .OfRequest("answer", string.Create(CultureInfo.InvariantCulture, $"{subject.Value}\n{record.Purpose}\n{record.Scope.Channel}\n{record.Scope.Category}\n{sequence}"))
        .ToString("x32", CultureInfo.InvariantCulture);

    private async ValueTask<(SubjectId Subject, LiveProfile Live, IdentifierKey? Claim)> FindOrBeginAsync(
        ConsentRequest request, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync(request.Identifiers, cancellation) is { } known)
            {
                return (known.Id, known.Live, null);
            }

            var strongest = request.Identifiers.MinBy(identifier => identifier.Type.Priority)!;
            var key = _parts.Reader.KeyOf(strongest);
            var holder = await _parts.Known.FindAsync(key, cancellation);
            if (!holder.IsNone)
            {
                // Somebody else's request just saw them for the first time and has not kept anything yet.
                if (await _parts.Profiles.FindAsync(holder, cancellation) is { } unborn)
                {
                    return (holder, unborn, key);
                }

                _parts.Known.Drop(key, holder);
                _parts.Known.Forget(key);
                if (await _parts.Store.Identifiers.FindAsync(key, cancellation) == holder)
                {
                    throw new StoreUnavailableException($"The key of {holder} is lost, so no consent can be recorded of it.");
                }

                continue;
            }

            var live = _parts.Profiles.Begin(_parts.Profiles.NextSubject());
            if (_parts.Known.TryClaim(key, live.Id, out _))
            {
                return (live.Id, live, key);
            }

            lock (live)
            {
                _parts.Profiles.Retire(live, LiveState.Gone);
            }
        }

        throw Turns.Spent("somebody new was made known");
    }

    private void DropUnborn(SubjectId subject, LiveProfile live, IdentifierKey? claim)
    {
        if (claim is not { } key)
        {
            return;
        }

        lock (live)
        {
            if (live.IsUnborn && live.State == LiveState.Live)
            {
                _parts.Known.Drop(key, subject);
                _parts.Profiles.Retire(live, LiveState.Gone);
            }
        }
    }

    private byte[] Known(ConsentRequest request) =>
        [.. request.Identifiers.OrderBy(identifier => identifier.Type.Priority).SelectMany(identifier => Packed(_parts.Reader.KeyOf(identifier)))];

    private static byte[] Packed(IdentifierKey key)
    {
        var packed = new byte[17];
        packed[0] = key.Type;
        BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan(1), key.Hash);
        return packed;
    }
}

/// <summary>What somebody says a subject decided.</summary>
/// <param name="Identifiers">Whose decision.</param>
/// <param name="RequestId">The caller's id; the same id is recorded once. Empty for none.</param>
/// <param name="Decisions">One record a purpose, as read from the caller.</param>
public sealed record ConsentRequest(IReadOnlyList<Identifier> Identifiers, string RequestId, ImmutableArray<ConsentRecord> Decisions);

/// <summary>What became of it.</summary>
/// <param name="Recorded">Records journaled, with their sequence; an unchanged repetition is not among them.</param>
/// <param name="Invalid">How many were kept as invalid and enable nothing.</param>
public sealed record ConsentOutcome(ImmutableArray<RecordedConsent> Recorded, int Invalid)
{
    /// <summary>How many decisions were not recorded because their subject was erased after them.</summary>
    public int BeforeErasure { get; init; }
}

/// <summary>A consent record and its journal sequence.</summary>
public sealed record RecordedConsent(long Sequence, ConsentRecord Record)
{
    /// <summary>What the message to the address must carry, and its answer bring back; empty where none is needed.</summary>
    public string AnswerToken { get; init; } = "";
}

/// <summary>What stands about one purpose.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="Standing">What stands about all of it.</param>
/// <param name="Parts">What stands about each channel or category that was decided about apart; default for none.</param>
public readonly record struct PurposeStanding(Purpose Purpose, ConsentStanding Standing, ImmutableArray<ScopeStanding> Parts = default)
{
    /// <summary>Its legal basis for this subject, by their law; null when nobody knows the subject.</summary>
    public LegalBasis? Basis { get; init; }

    /// <summary>When they may be asked again after their no; null when no law says, or they said none.</summary>
    public Instant? AskAgainFrom { get; init; }
}

/// <summary>What stands about a part of a purpose.</summary>
public readonly record struct ScopeStanding(ConsentScope Scope, ConsentStanding Standing);
