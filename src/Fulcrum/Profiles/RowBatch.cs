using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Rights.Systems;

namespace Fulcrum.Profiles;

/// <summary>Rows sealed under the locks of their profiles, then appended together and folded in.</summary>
/// <remarks>
/// The order of law 3: seal, append (which numbers the rows), fold, and only then release the locks; the caller waits for the
/// disk afterwards. Nothing is folded when the append fails. One thread at a time; reused between requests.
/// </remarks>
internal sealed class RowBatch(IStore store, Sealing sealing, SnapshotsDue due, WithdrawalNotes notes)
{
    private readonly ArrayBufferWriter<byte> _payload = new(1024);
    private readonly List<JournalRow> _rows = [];
    private readonly List<Pending> _pending = [];
    private readonly List<LivePart> _newKeys = [];
    private readonly List<TailRecord> _tail = [];
    private readonly List<RowCommitment> _commitments = [];
    private readonly List<(int Row, TellIdentitiesEntry Note)> _noted = [];

    /// <summary>Whether it takes in what a tail log said already.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Rows not yet appended.</summary>
    public int Count => _rows.Count;

    /// <summary>Whether rows of a profile wait to be appended.</summary>
    public bool HasRowOf(LiveProfile live)
    {
        foreach (var pending in _pending)
        {
            if (pending.Live == live)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds an entry of a part whose profile's lock the caller holds until the append.</summary>
    /// <param name="live">The profile.</param>
    /// <param name="part">The part.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="entry">Its content.</param>
    /// <param name="at">When it was received.</param>
    /// <param name="source">From where.</param>
    /// <param name="dedupe">Keyed hash of its id; 0 for none.</param>
    /// <param name="identifiers">Identifiers it binds, packed.</param>
    /// <param name="known">Identifiers the subject is known by, packed, strongest first; a no takes them to the tail log.</param>
    /// <param name="named">The same in clear, for whoever else has to hear of a no.</param>
    public void Add(
        LiveProfile live, LivePart part, EntryKind kind, Entry entry, Instant at, int source, UInt128 dedupe, ReadOnlyMemory<byte> identifiers,
        ReadOnlyMemory<byte> known = default, IReadOnlyList<Identifier>? named = null)
    {
        _payload.ResetWrittenCount();
        EntryCodec.Write(entry, _payload);
        AddSealed(live, part, kind, at, source, dedupe, identifiers, _payload.WrittenSpan);
        _pending[^1] = new Pending(live, part.Part, entry) { Named = named };
        if (entry is ConsentEntry { Record: var record } && store.Ledger is not null)
        {
            var commitment = ConsentRowReader.CommitmentOf(part.Key, part.Part.Subject, _rows[^1].Sealed.Span, record);
            _commitments.Add(new RowCommitment(_rows.Count - 1, commitment, record.State is not (ConsentState.Refused or ConsentState.Withdrawn)));
        }

        if (!IsReplay && entry is ConsentEntry { Record: { State: ConsentState.Refused or ConsentState.Withdrawn } no })
        {
            _tail.Add(new TailRecord(TailKind.No, no.At, [part.Part.Subject], no.Purpose, no.State, known.IsEmpty ? identifiers : known) { Scope = no.Scope });
        }
    }

    /// <summary>Adds a row of a part that the fold does not read.</summary>
    public void AddSealed(
        LiveProfile live, LivePart part, EntryKind kind, Instant at, int source, UInt128 dedupe, ReadOnlyMemory<byte> identifiers, ReadOnlySpan<byte> payload)
    {
        if (!part.KeyJournaled)
        {
            part.KeyJournaled = true;
            _newKeys.Add(part);
        }

        var subject = part.Part.Subject;
        var text = sealing.SealNextRow(part.Key, kind, subject, at, source, dedupe, payload);
        _rows.Add(new JournalRow(kind, subject, at, source, dedupe, identifiers, text));
        _pending.Add(new Pending(live, part.Part, null));
    }

    /// <summary>Adds a row that belongs to nobody, sealed with the store's own key.</summary>
    public void AddUnowned(EntryKind kind, Instant at, UInt128 dedupe, ReadOnlySpan<byte> payload)
    {
        var text = sealing.SealRow(sealing.StoreKey, kind, SubjectId.None, at, 0, dedupe, payload);
        _rows.Add(new JournalRow(kind, SubjectId.None, at, 0, dedupe, default, text));
        _pending.Add(default);
    }

    /// <summary>Appends what was added, in order and in one transaction, and folds it in. The batch is empty afterwards.</summary>
    /// <param name="counts">What became of received events.</param>
    /// <param name="quarantined">Payloads kept aside.</param>
    /// <param name="takesBack">Whether it only takes something back.</param>
    /// <exception cref="StoreUnavailableException">Nothing was appended and nothing folded.</exception>
    public JournalTicket Append(ImmutableArray<CollectCount> counts, ImmutableArray<QuarantineRow> quarantined, bool takesBack = false) =>
        Append(counts, quarantined, [], takesBack);

    /// <summary>Appends what was added, in order and in one transaction, and folds it in; quarantined rows whose payload it holds go with it. The batch is empty afterwards.</summary>
    /// <param name="counts">What became of received events.</param>
    /// <param name="quarantined">Payloads kept aside.</param>
    /// <param name="released"><see cref="JournalBatch.Released"/>.</param>
    /// <param name="takesBack"><see cref="JournalBatch.TakesBack"/>.</param>
    /// <param name="isPatient"><see cref="JournalBatch.IsPatient"/>.</param>
    /// <exception cref="StoreUnavailableException">Nothing was appended and nothing folded.</exception>
    public JournalTicket Append(
        ImmutableArray<CollectCount> counts,
        ImmutableArray<QuarantineRow> quarantined,
        ImmutableArray<string> released,
        bool takesBack = false,
        bool isPatient = false)
    {
        try
        {
            AddNotes();
            SubjectKeyRow[] keys = _newKeys.Count == 0 ? [] : new SubjectKeyRow[_newKeys.Count];
            for (var at = 0; at < keys.Length; at++)
            {
                var subject = _newKeys[at].Part.Subject;
                keys[at] = new SubjectKeyRow(subject, sealing.WrapKey(subject, _newKeys[at].Key));
            }

            var ticket = store.Journal.Append(new JournalBatch(
                ImmutableCollectionsMarshal.AsImmutableArray(_rows.ToArray()), ImmutableCollectionsMarshal.AsImmutableArray(keys), counts, quarantined)
                {
                    Released = released,
                    TakesBack = takesBack,
                    IsPatient = isPatient,
                    Tail = [.. _tail],
                    Commitments = [.. _commitments],
                });
            _newKeys.Clear();
            Fold(ticket.FirstSequence);
            foreach (var (row, note) in _noted)
            {
                notes.Add(ticket.FirstSequence + row, note);
            }

            return ticket;
        }
        finally
        {
            Clear();
        }
    }

    /// <summary>Appends one entry of a part whose profile's lock the caller holds, and folds it in.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was appended and nothing folded.</exception>
    public JournalTicket AppendOne(LiveProfile live, LivePart part, EntryKind kind, Entry entry, Instant at, UInt128 dedupe, bool isPatient, bool takesBack = false)
    {
        Add(live, part, kind, entry, at, 0, dedupe, default);
        return Append([], [], [], takesBack, isPatient);
    }

    /// <summary>Lets go of what was added and not appended.</summary>
    public void Clear()
    {
        foreach (var part in _newKeys)
        {
            part.KeyJournaled = false;
        }

        _newKeys.Clear();
        _rows.Clear();
        _tail.Clear();
        _commitments.Clear();
        _pending.Clear();
        _noted.Clear();
    }

    /// <summary>Adds, behind what takes something back, the note that connected systems have to hear of it.</summary>
    private void AddNotes()
    {
        var rows = _pending.Count;
        for (var at = 0; at < rows; at++)
        {
            if (_pending[at] is not { Live: { } live, Entry: ConsentEntry } first || live.Workspace.Systems.Count == 0 || _pending.FindIndex(one => one.Live == live && one.Entry is ConsentEntry) < at)
            {
                continue;
            }

            var records = _pending.Take(rows).Where(one => one.Live == live && one.Entry is ConsentEntry).Select(one => (one.Part!, ((ConsentEntry)one.Entry!).Record));
            var named = _pending.Take(rows).Where(one => one.Live == live).SelectMany(one => one.Named ?? []).Select(one => new KeptIdentifier((byte)one.Type.Code, one.Value, one.Verified));
            if (TakenBack.NoteOf(notes.NewId, live, records, [.. named.Distinct()]) is { } note)
            {
                _noted.Add((_rows.Count, note));
                _payload.ResetWrittenCount();
                EntryCodec.Write(note, _payload);
                AddUnowned(EntryKind.TellIdentities, note.At, 0, _payload.WrittenSpan);
            }
        }
    }

    private void Fold(long sequence)
    {
        foreach (var pending in _pending)
        {
            if (pending.Live is { } live)
            {
                due.Grow(live, 1);
                if (pending.Entry is { } entry)
                {
                    pending.Part!.Apply(sequence, entry, live.Workspace);
                }
            }

            sequence++;
        }
    }

    // Without a profile where the row belongs to nobody.
    private readonly record struct Pending(LiveProfile? Live, ProfilePart? Part, Entry? Entry)
    {
        /// <summary>What a no names them by.</summary>
        public IReadOnlyList<Identifier>? Named { get; init; }
    }
}

/// <summary>Batches to borrow, so that each request does not grow its own.</summary>
internal sealed class RowBatches(IStore store, Sealing sealing, SnapshotsDue due, WithdrawalNotes notes)
{
    private const int KeptMax = 64;

    private readonly Lock _lock = new();
    private readonly Stack<RowBatch> _free = [];

    /// <summary>Where withdrawals are noted that systems have to hear of.</summary>
    public WithdrawalNotes Notes { get; } = notes;

    /// <summary>Takes an empty batch.</summary>
    public RowBatch Rent()
    {
        lock (_lock)
        {
            return _free.TryPop(out var batch) ? batch : new RowBatch(store, sealing, due, Notes);
        }
    }

    /// <summary>Gives a batch back.</summary>
    public void Return(RowBatch batch)
    {
        batch.Clear();
        lock (_lock)
        {
            if (_free.Count < KeptMax)
            {
                _free.Push(batch);
            }
        }
    }
}
