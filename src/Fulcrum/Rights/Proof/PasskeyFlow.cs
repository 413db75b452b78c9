using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Proof;

/// <summary>Passkeys of people who proved an address by a code once: rows of the journal under their own key, like all that is kept about them.</summary>
/// <remarks>
/// <para>
/// Nothing here looks people up: a device hands back the handle that it was given, which is the subject's id sealed under the store's key.
/// So a passkey survives a restart and a restore, and is nothing once its subject's key is destroyed.
/// </para>
/// <para>
/// It proves the address it was added under, and no more than a code to it would now: not once the address is another subject's, is blocked, or opens nothing any
/// more. Whoever calls has checked the signature. Safe from many threads; what changes something goes one by one, so that a counter is used once.
/// </para>
/// </remarks>
public sealed class PasskeyFlow : IDisposable
{
    /// <summary>Most passkeys under one address.</summary>
    public const int PasskeysMax = 10;

    private readonly IStore _store;
    private readonly Door _door;
    private readonly Sealing _sealing;
    private readonly Outbox _outbox;
    private readonly WorkspaceInForce _workspace;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1, 1);

    internal PasskeyFlow(IStore store, Door door, Sealing sealing, Outbox outbox, WorkspaceInForce workspace, TimeProvider clock) =>
        (_store, _door, _sealing, _outbox, _workspace, _clock) = (store, door, sealing, outbox, workspace, clock);

    /// <summary>The passkeys of whoever proved an address; null when nothing is kept that it opens.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<PasskeyOwner?> FindAsync(Identifier proven, CancellationToken cancellation) => (await ReadAsync(proven, cancellation))?.Owner;

    /// <summary>Whose a handle is, as long as the address that its passkeys were added under still opens what it opened; null otherwise, for whatever reason.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public async ValueTask<PasskeyOwner?> FindAsync(string handle, CancellationToken cancellation)
    {
        if (_sealing.OpenHandle(handle) is not { IsNone: false } subject || await ReadAsync(subject, cancellation) is not { } rows)
        {
            return null;
        }

        var kept = rows.Select(row => row.Entry).OfType<PasskeyEntry>().FirstOrDefault(entry => entry.Handle == handle && entry.Address.Length == 1);
        return kept is not null && Read(kept.Address[0]) is { } address && await ReadAsync(address, cancellation) is { } found && found.Subject == subject
            ? found.Owner with { Handle = handle, Passkeys = found.Owner.Passkeys.RemoveAll(passkey => passkey.Handle != handle) }
            : null;
    }

    /// <summary>Keeps a new passkey, once a message to the address says so.</summary>
    /// <param name="owner">Whose, as <see cref="FindAsync(Identifier, CancellationToken)"/> said: the handle is the one its device keeps.</param>
    /// <param name="passkey">The passkey.</param>
    /// <param name="page">Where it can be removed.</param>
    /// <param name="language">Language of the message.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreUnavailableException">It may not be there; asking again is safe.</exception>
    public ValueTask<PasskeyAdded> AddAsync(PasskeyOwner owner, Passkey passkey, Uri page, string language, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        if (await ReadAsync(owner.Address, cancellation) is not { } found || _sealing.OpenHandle(owner.Handle) != found.Subject)
        {
            return PasskeyAdded.NothingKept;
        }

        if (found.Owner.Passkeys.Any(one => one.Id == passkey.Id))
        {
            return PasskeyAdded.Known;
        }

        if (found.Owner.Passkeys.Length >= PasskeysMax)
        {
            return PasskeyAdded.TooMany;
        }

        // The message first: no passkey is there whose owner is not told of it.
        var (now, text) = (Now, PasskeyText.Of(passkey.Name, page, CompanyIn(language), language));
        await _outbox.PutAsync(new Message(owner.Address, PasskeyText.Template, language, text.Subject, text.Body, now + Outbox.AgeMax), cancellation);
        ImmutableArray<KeptIdentifier> address = [new KeptIdentifier((byte)owner.Address.Type.Code, owner.Address.Value, true)];
        var entry = new PasskeyEntry(PasskeyAct.Add, passkey.Id, owner.Handle, passkey.PublicKey, passkey.Counter, passkey.IsSyncable, passkey.Name, address, now);
        return await KeepAsync(owner.Address, found.Subject, entry, cancellation) ? PasskeyAdded.Done : PasskeyAdded.NothingKept;
    }, cancellation);

    /// <summary>Takes a signature that was checked for the proof of an address, and remembers its counter.</summary>
    /// <param name="handle">What the device said.</param>
    /// <param name="id">Which passkey signed.</param>
    /// <param name="counter">What it says of how often.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The address, as verified; null when it proves nothing: removed, erased, or its counter did not go on, so that there are two of it.</returns>
    /// <exception cref="StoreUnavailableException">It is not known whether it counts; nobody is signed in.</exception>
    public ValueTask<Identifier?> UseAsync(string handle, string id, uint counter, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        if (await FindAsync(handle, cancellation) is not { } owner || owner.Passkeys.FirstOrDefault(one => one.Id == id) is not { } passkey
            || (counter <= passkey.Counter && (counter > 0 || passkey.Counter > 0)))
        {
            return null;
        }

        var entry = PasskeyEntry.Of(PasskeyAct.Use, id, counter, passkey.Name, Now);
        return await KeepAsync(owner.Address, _sealing.OpenHandle(handle), entry, cancellation) ? owner.Address : null;
    }, cancellation);

    /// <summary>Removes a passkey: it opens nothing from the answer on, and its rows are deleted but for the one that says so.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="StoreUnavailableException">It may still be there; asking again is safe.</exception>
    public ValueTask<bool> RemoveAsync(Identifier proven, string id, CancellationToken cancellation) => InTurnAsync(async () =>
    {
        if (await ReadAsync(proven, cancellation) is not { } found || found.Owner.Passkeys.FirstOrDefault(one => one.Id == id) is not { } passkey
            || !await KeepAsync(proven, found.Subject, PasskeyEntry.Of(PasskeyAct.Remove, id, 0, passkey.Name, Now), cancellation))
        {
            return false;
        }

        var before = found.Rows.Where(row => row.Entry is PasskeyEntry entry && entry.Id == id).Select(row => new RowRewrite(row.Subject, row.Sequence, default)).ToArray();
        await _store.Eraser.RewriteAsync(before, _store.Eraser.SweptThrough, cancellation);
        return true;
    }, cancellation);

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private string CompanyIn(string language) => _workspace.Current is var current && current.Disclosures.Controller is { } controller ? controller.Name.In(language) : current.Name;

    private async ValueTask<T> InTurnAsync<T>(Func<ValueTask<T>> act, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private Identifier? Read(KeptIdentifier kept) =>
        kept.In(_workspace.Current) is { } identifier && CodeFlow.CanReach(identifier.Type) && !IdentifierReader.IsBlocked(identifier.Type, identifier.Value)
            ? identifier with { Verified = true }
            : null;

    private async ValueTask<FoundOwner?> ReadAsync(Identifier proven, CancellationToken cancellation)
    {
        if (IdentifierReader.IsBlocked(proven.Type, proven.Value) || await OpenedByAsync(proven, cancellation) is not { IsNone: false } subject || await ReadAsync(subject, cancellation) is not { } rows)
        {
            return null;
        }

        var passkeys = new List<Passkey>();
        foreach (var entry in rows.Select(row => row.Entry).OfType<PasskeyEntry>())
        {
            var at = passkeys.FindIndex(one => one.Id == entry.Id);
            if (entry.Act == PasskeyAct.Add && at < 0 && entry.Address is [var under] && under.Type == proven.Type.Code && under.Value == proven.Value)
            {
                passkeys.Add(new Passkey(entry.Id, entry.PublicKey, (uint)entry.Counter, entry.IsSyncable, entry.Name) { AddedAt = entry.At, Handle = entry.Handle });
            }
            else if (entry.Act == PasskeyAct.Use && at >= 0)
            {
                passkeys[at] = passkeys[at] with { Counter = (uint)entry.Counter, UsedAt = entry.At };
            }
            else if (entry.Act == PasskeyAct.Remove && at >= 0)
            {
                passkeys.RemoveAt(at);
            }
        }

        // One handle for all of an address, so that a device knows which of them it holds; where all were removed the next one gets a new one.
        var handle = passkeys.Count == 0 ? _sealing.SealHandle(subject) : passkeys[0].Handle;
        return new FoundOwner(subject, new PasskeyOwner(proven with { Verified = true }, handle, [.. passkeys]), rows);
    }

    /// <summary>The part that an address's passkeys are kept with; none when a proof of the address does not open it.</summary>
    private async ValueTask<SubjectId> OpenedByAsync(Identifier proven, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync([proven], cancellation) is not { } subject)
            {
                return SubjectId.None;
            }

            using var session = subject.Enter();
            if (session is not null)
            {
                return !session.IsUnreadable && session.ReachOf(proven with { Verified = true }).Contains(subject.Id) ? subject.Id : SubjectId.None;
            }
        }

        throw Turns.Spent("their passkeys were read");
    }

    /// <summary>What is kept of a subject's passkeys, oldest first; null when nothing is, or it cannot be read.</summary>
    private async ValueTask<List<OpenedOwnRow>?> ReadAsync(SubjectId id, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.OpenAsync(id, cancellation) is not { } subject)
            {
                return null;
            }

            OwnRows? rows = null;
            using (var session = subject.Enter())
            {
                if (session is null)
                {
                    continue;
                }

                rows = session.IsUnreadable ? null : session.OwnRows(_store.Journal, [id]);
            }

            return rows is null ? null : await rows.ReadAsync(0, kind => kind == EntryKind.Passkey, cancellation).ToListAsync(cancellation);
        }

        throw Turns.Spent("their passkeys were read");
    }

    /// <summary>Journals what was done, with the subject it was looked at for; false when the address is another's by now.</summary>
    private async ValueTask<bool> KeepAsync(Identifier address, SubjectId of, PasskeyEntry entry, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            if (await _door.FindAsync([address], cancellation) is not { } subject || subject.Id != of)
            {
                return false;
            }

            if (Keep(subject, address, entry) is var (isOpen, ticket))
            {
                await (ticket?.Durable ?? _store.Journal.Append(JournalBatch.Of()).Durable).WaitAsync(cancellation);
                return isOpen;
            }
        }

        throw Turns.Spent("a passkey of theirs was kept");
    }

    private static (bool IsOpen, JournalTicket? Ticket)? Keep(Subject subject, Identifier address, PasskeyEntry entry)
    {
        using var session = subject.Enter();
        return session is null ? null
            : session.IsUnreadable || !session.ReachOf(address).Contains(subject.Id) ? (false, null)
            : (true, session.Keep(entry));
    }

    private sealed record FoundOwner(SubjectId Subject, PasskeyOwner Owner, List<OpenedOwnRow> Rows);
}
