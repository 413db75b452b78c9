using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Referrals;

/// <summary>Requests that partners hand on by an open protocol: taken in, confirmed by the customer where the partner's word is not enough, done, answered for.</summary>
/// <remarks>
/// <para>
/// Each stands alone. One that nobody proved reads and erases nothing, and joins, holds up or takes back no other: whoever hands on
/// requests for somebody else's address gains nothing but a letter to that address.
/// </para>
/// <para>
/// Every act is a row of the journal, on disk before it is answered; what was begun and cut short is begun again. Whose it is stands in
/// a row of its own, which an erasure takes with it. Safe from many threads.
/// </para>
/// </remarks>
public sealed class ReferralFlow : IDisposable
{
    /// <summary>How long one is answered for.</summary>
    public static readonly TimeSpan AnsweredFor = TimeSpan.FromDays(400);

    /// <summary>How long what was asked to see can be fetched.</summary>
    public static readonly TimeSpan ResultsFor = TimeSpan.FromDays(7);

    /// <summary>Most that wait for their customers at once; those that need no proof are taken in beyond it.</summary>
    public const int UnprovenMax = 100_000;

    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromDays(30);

    private readonly IStore _store;
    private readonly ReferralRows _rows;
    private readonly SealedRows _sealed;
    private readonly Sealing _sealing;
    private readonly IdentifierReader _reader;
    private readonly Outbox _outbox;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;
    private readonly ReferralBook _book;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DueLoop _loop = new();
    private bool _isRecovered;

    internal ReferralFlow(IStore store, Door door, SealedRows rows, Sealing sealing, IdentifierReader reader, Outbox outbox, WorkspaceInForce workspace, TimeProvider clock)
    {
        (_store, _sealed, _sealing, _reader, _outbox, _workspace, _clock) = (store, rows, sealing, reader, outbox, workspace, clock);
        Calls = new ReferralCalls(this);
        _book = new ReferralBook(Calls);
        _rows = new ReferralRows(store, door, rows, workspace);
    }

    /// <summary>What partners are still to be told.</summary>
    public ReferralCalls Calls { get; }

    internal ReferralRows Rows => _rows;

    /// <summary>Takes one in. It is on disk when this ends; the same again is answered with the one that is there.</summary>
    /// <param name="partner">Who hands it on.</param>
    /// <param name="asked">What is asked; of it everything but times and trust.</param>
    /// <param name="identities">Whose, as the partner knows them; at least one.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>It, and what became of the asking; null when too many wait.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; sending the same again is safe.</exception>
    public async ValueTask<(Referral Referral, bool IsSame)?> ReceiveAsync(Partner partner, ReferralAsked asked, IReadOnlyList<Identifier> identities, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partner);
        ArgumentNullException.ThrowIfNull(asked);
        await EnterAsync(cancellation);
        try
        {
            if (_book.Find(partner.Name, asked.Reference) is { } known)
            {
                return (known, known.Asked.Digest == asked.Digest);
            }

            var isTrusted = asked.IsVouched && partner.Trusted.Contains(asked.Kind);
            if (!isTrusted && _book.Unproven >= UnprovenMax)
            {
                return null;
            }

            var (now, id, by) = (Now, _sealing.NewId(), $"partner:{partner.Name}");
            if (!isTrusted)
            {
                await AskCustomerAsync(partner, asked.Kind, identities, now, cancellation);
            }

            var kept = identities.Select(identity => new KeptIdentifier((byte)identity.Type.Code, identity.Value, identity.Verified)).ToImmutableArray();
            asked = asked with
            {
                Partner = partner.Name, IsTrusted = isTrusted, BeginAt = now + partner.Hold, DueAt = now + AnsweredWithin,
                Identities = await _rows.AppendAsync(new ReferralIdentitiesEntry(id, kept, now), identities, asked.TakesBack, cancellation),
            };
            var opened = new ReferralEntry(id, RequestAct.Open, by, "", now) { Asked = asked };
            ReferralEntry[] entries = isTrusted ? [opened] : [opened, new ReferralEntry(id, RequestAct.Ask, ReferralEntry.Fulcrum, "", now)];
            var ticket = _rows.Append(asked.TakesBack, entries);
            await ticket.Durable.WaitAsync(CancellationToken.None);
            var referral = Referral.Of(opened, ticket.FirstSequence)! with { Keys = KeysOf(identities) };
            referral = isTrusted ? referral : referral.Next(entries[1], ticket.FirstSequence + 1)!;
            _book.Put(referral);
            _loop.Wake();
            return (referral, true);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One that a partner handed on, by its own id; null when it handed on none with it.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<Referral?> FindAsync(string partner, string reference, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        _turn.Release();
        return _book.Find(partner, reference);
    }

    /// <summary>Takes one back, as long as nothing was begun.</summary>
    /// <returns>It as it stands; null when there is none.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; sending the same again is safe.</exception>
    public async ValueTask<Referral?> CancelAsync(string partner, string reference, string why, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            return _book.Find(partner, reference) is { IsPending: true } pending
                ? await KeepAsync(pending, RequestAct.Drop, $"partner:{partner}", why)
                : _book.Find(partner, reference);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What waits for the word of whoever proved control of an identifier, newest first.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<ImmutableArray<Referral>> ListWaitingAsync(Identifier proven, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        _turn.Release();
        var key = _reader.KeyOf(proven);
        return [.. _book.Open().Where(referral => referral.NeedsProof && referral.Keys.Contains(key)).OrderByDescending(referral => referral.Request.OpenedAt)];
    }

    /// <summary>The customer says whether they want what was handed on for them.</summary>
    /// <param name="proven">What they proved control of.</param>
    /// <param name="id">Which, by our own id.</param>
    /// <param name="isWanted">Whether they want it.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>It as it stands; null when none waits for them.</returns>
    /// <exception cref="StoreUnavailableException">The outcome is not known; sending the same again is safe.</exception>
    public async ValueTask<Referral?> AnswerAsync(Identifier proven, string id, bool isWanted, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(proven);
        await EnterAsync(cancellation);
        try
        {
            var key = _reader.KeyOf(proven);
            if (!proven.Verified || _book.Find(id) is not { NeedsProof: true } waiting || waiting.Keys.IndexOf(key) is not (>= 0 and var which))
            {
                return null;
            }

            return isWanted
                ? await KeepAsync(waiting, new ReferralEntry(id, RequestAct.Answer, "self", "", Now) { Proven = which })
                : await KeepAsync(waiting, new ReferralEntry(id, RequestAct.Refuse, "self", "", Now) { Reason = DenialReason.SuspectedFraud });
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whose one is whose results can be fetched, and whether the customer proved it; null when nothing can be.</summary>
    internal async ValueTask<ImmutableArray<Identifier>?> ResultsOfAsync(Referral referral, CancellationToken cancellation) =>
        referral.HasResults && Now < referral.Request.ClosedAt + ResultsFor ? await _rows.OpenAsync(referral.Asked.Identities, cancellation) : null;

    /// <summary>Those with something left to do.</summary>
    internal async ValueTask<List<Referral>> ListOpenAsync(CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        _turn.Release();
        return _book.Open();
    }

    /// <summary>Does an act of our own; null where it is no longer possible.</summary>
    internal async ValueTask<Referral?> ActAsync(string id, RequestAct act, string why, DenialReason reason, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            return _book.Find(id) is { } found && found.Request.Next(act, Now) is not null
                ? await KeepAsync(found, new ReferralEntry(id, act, ReferralEntry.Fulcrum, why, Now) { Reason = reason })
                : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A partner was told, or could not be.</summary>
    internal async ValueTask NoteAsync(ReferralDeliveryEntry delivery, CancellationToken cancellation)
    {
        await _sealed.Append(delivery, delivery.At).Durable.WaitAsync(cancellation);
    }

    /// <summary>What was asked to see is no longer kept ready.</summary>
    internal async ValueTask ForgetResultsAsync(Referral referral, CancellationToken cancellation)
    {
        await _rows.DeleteAsync(referral.Asked.Identities, cancellation);
        _book.Put(referral with { HasResults = false, Keys = [] });
    }

    /// <summary>Does what is due until cancelled.</summary>
    internal Task RunAsync(Func<CancellationToken, ValueTask<int>> turn, CancellationToken cancellation) => _loop.RunAsync(turn, cancellation);

    /// <inheritdoc />
    public void Dispose()
    {
        Calls.Dispose();
        _turn.Dispose();
        _loop.Dispose();
    }

    internal Instant Now => Instant.From(_clock.GetUtcNow());

    private ValueTask<Referral> KeepAsync(Referral before, RequestAct act, string by, string why) => KeepAsync(before, new ReferralEntry(before.Request.Id, act, by, why, Now));

    private async ValueTask<Referral> KeepAsync(Referral before, ReferralEntry entry)
    {
        var ticket = _rows.Append(before.Asked.TakesBack, entry);
        await ticket.Durable.WaitAsync(CancellationToken.None);
        var after = before.Next(entry, ticket.FirstSequence)!;
        if (after.Request.IsClosed && !after.HasResults)
        {
            // Killed before this, the next start deletes it: no row needs it any more.
            await _rows.DeleteAsync(after.Asked.Identities, CancellationToken.None);
            after = after with { Keys = [] };
        }

        _book.Put(after);
        Calls.Add(before, after, entry.At);
        _loop.Wake();
        return after;
    }

    private async ValueTask EnterAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!_isRecovered)
            {
                foreach (var orphan in await _book.RecoverAsync(_store.Journal, _sealed, _rows, KeysOf, Now - AnsweredFor, cancellation))
                {
                    await _rows.DeleteAsync(orphan, cancellation);
                }

                _isRecovered = true;
            }
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    /// <summary>Before anything is kept: whoever gets a letter for nothing can pass over it, and a request nobody hears of would wait for nothing.</summary>
    private async ValueTask AskCustomerAsync(Partner partner, RequestKind kind, IReadOnlyList<Identifier> identities, Instant now, CancellationToken cancellation)
    {
        if (identities.FirstOrDefault(identity => identity.Type.Form is IdentifierForm.Email or IdentifierForm.Phone) is not { } address)
        {
            return;
        }

        var (workspace, language) = (_workspace.Current, _workspace.Current.Languages[0]);
        var company = workspace.Disclosures.Controller is { } controller ? controller.Name.In(language) : workspace.Name;
        var (subject, body) = ReferralText.Of(kind, partner.Title.In(language), company, (int)workspace.Partners.ProofWithin.TotalDays, language);
        await _outbox.PutAsync(new Message(address, ReferralText.Template, language, subject, body, now + workspace.Partners.ProofWithin), cancellation);
    }

    private ImmutableArray<IdentifierKey> KeysOf(IReadOnlyList<Identifier> identities) => [.. identities.Select(_reader.KeyOf)];

    private ImmutableArray<IdentifierKey> KeysOf(ImmutableArray<Identifier> identities) => KeysOf((IReadOnlyList<Identifier>)identities);
}
