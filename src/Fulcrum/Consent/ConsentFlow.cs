using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Laws;
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

        var gated = CaptureGate.Of(request, _parts, Instant.From(_parts.Clock.GetUtcNow()));
        if (gated.Decisions.IsEmpty)
        {
            return new ConsentOutcome([], 0) { Refused = gated.Refused };
        }

        // Where a yes rests on a nonce, that is what is taken once; a request id beside it says nothing more.
        var noes = request with { Decisions = [.. request.Decisions.Where(CaptureGate.IsNo)] };
        request = request with { Decisions = gated.Decisions, Identifiers = gated.Identifiers };
        var key = gated.ProofKey != 0 ? gated.ProofKey : request.RequestId.Length > 0 ? _parts.MessageKeys.OfRequest("consents", request.RequestId) : 0;
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (key == 0 || _parts.Store.Dedupe.TryTake(key, Instant.From(_parts.Clock.GetUtcNow()), out var holder))
            {
                var outcome = await RecordOnceAsync(request, key, cancellation);
                return outcome with { Refused = outcome.Refused.AddRange(gated.Refused) };
            }

            await holder.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellation.ThrowIfCancellationRequested();
            if (holder.IsCompletedSuccessfully)
            {
                // The holder may tell of the journal alone: its ledger entry has to be on disk as well.
                await _parts.Store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
                return gated.ProofKey == 0 ? new ConsentOutcome([], 0) : await RecordWithoutAsync(request, noes, gated.Refused, cancellation);
            }

            // The one before came to nothing: now it is this one's turn.
        }

        throw Turns.Spent("a consent was recorded whose first sending came to nothing");
    }

    /// <summary>The proof was used before: every yes is refused, and every no is taken all the same.</summary>
    private async ValueTask<ConsentOutcome> RecordWithoutAsync(
        ConsentRequest request, ConsentRequest noes, ImmutableArray<RefusedConsent> refused, CancellationToken cancellation)
    {
        refused = refused.AddRange(request.Decisions.Where(decision => !CaptureGate.IsNo(decision))
            .Select(decision => new RefusedConsent(decision.Purpose, decision.Scope, CaptureFaults.Used)));
        var outcome = noes.Decisions.IsEmpty ? new ConsentOutcome([], 0) : await RecordOnceAsync(noes, 0, cancellation);
        return outcome with { Refused = outcome.Refused.AddRange(refused) };
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
            var refused = ImmutableArray.CreateBuilder<RefusedConsent>();
            var (ticket, beforeErasure) = await AppendAsync(request, key, recorded, refused, cancellation);

            if (key != 0 && ticket is null && (beforeErasure > 0 || refused.Count > 0))
            {
                // Nothing of it was taken in, which everybody who sent it has to hear: whoever waits for this one takes a turn of their own.
                _parts.Store.Dedupe.Release(key);
                key = 0;
            }

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
            return new ConsentOutcome(recorded.ToImmutable(), invalid) { BeforeErasure = beforeErasure, Refused = refused.ToImmutable() };
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
        ConsentRequest request, UInt128 key, ImmutableArray<RecordedConsent>.Builder recorded, ImmutableArray<RefusedConsent>.Builder refused, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            var (subject, live, claim) = await FindOrBeginAsync(request, cancellation);
            try
            {
                // Nothing is awaited between a claim and its first row: an event that names somebody unborn links nothing. Whoever was
                // being erased was waited for, so their tombstone shows by now.
                var taken = After(ErasedAt(request), request, isKnown: claim is null);
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
                    if (IsWrongRegion(taken, live))
                    {
                        refused.AddRange(taken.Decisions.Select(decision => new RefusedConsent(decision.Purpose, decision.Scope, Refusals.WrongRegion)));
                        return (null, beforeErasure);
                    }

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

    /// <summary>When one of a request's identifiers was last erased; null when none was.</summary>
    private Instant? ErasedAt(ConsentRequest request)
    {
        Instant? erased = null;
        foreach (var identifier in request.Identifiers)
        {
            if (_parts.Store.Eraser.FindTombstone(_parts.Reader.KeyOf(identifier)) is { } at && !(erased > at))
            {
                erased = at;
            }
        }

        return erased;
    }

    /// <summary>The request without what was decided before an erasure.</summary>
    private static ConsentRequest After(Instant? erased, ConsentRequest request, bool isKnown) => erased is { } last
        ? request with { Decisions = [.. request.Decisions.Where(decision => decision.At > last || (isKnown && decision.State is ConsentState.Refused or ConsentState.Withdrawn))] }
        : request;

    /// <summary>Whether this would be the first that is written of somebody whose law wants it written elsewhere: a yes and a no alike.</summary>
    private static bool IsWrongRegion(ConsentRequest request, LiveProfile live) =>
        live.IsUnborn && FirstWrite.IsElsewhere(live.Workspace, request.Residence, request.Place, request.Decisions[0].ReceivedAt);

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
                var record = ConsentRules.Judge(
                    decision, live.Profile, null, live.Workspace, IsAnswer(decision, live, subject), request.Residence.Length > 0 ? request.Residence : request.Place);
                var parts = ConsentRules.PartsToTell(live.Profile, subject, record, live.Workspace);
                if (parts.IsEmpty && ((record.State == ConsentState.Requested && !StandsAlready(record, live, subject)) || CaptureGate.IsProved(record)))
                {
                    // Whoever asks once more for an answer gets a new message to answer; and a nonce is used up, also by a yes that stands already.
                    parts = [subject];
                }

                foreach (var told in parts)
                {
                    // The first row carries the request id, and binds the identifier that made the subject known.
                    var isFirst = batch.Count == 0;
                    batch.Add(
                        live, live.PartOf(told), EntryKind.Consent, new ConsentEntry(record), record.ReceivedAt, 0, isFirst ? key : 0,
                        isFirst && claim is { } bound && _parts.Known.IsClaimed(bound) ? Packed(bound) : default,
                        record.State is ConsentState.Refused or ConsentState.Withdrawn ? Known(request) : default, request.Identifiers);
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
