using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Takes the noes and erasures of a tail log into a journal that lacks them (law 4 and law 7, across a restore).</summary>
/// <remarks>
/// Before the store serves anybody. Taking the same records again changes nothing, so what a crash cut short is simply
/// begun anew. A subject is told by id only when the journal at hand knew the id before its past was lost; others are
/// found by their identifiers, and somebody nobody knows is made known by the strongest, since a no has to be remembered.
/// </remarks>
internal sealed class TailReplay(CollectParts parts, Sealing sealing, long subjectsThrough)
{
    private const int PackedLength = 17;

    /// <summary>Takes records in, in their order.</summary>
    /// <param name="records">From the log.</param>
    /// <param name="isOwn">Whether they are in the store's own log already; those of another log are kept in it too.</param>
    /// <param name="cancellation">Stops between two records.</param>
    /// <exception cref="StoreUnavailableException">Taking the same records in again is safe.</exception>
    public async ValueTask<TailOutcome> RunAsync(IReadOnlyList<TailRecord> records, bool isOwn, CancellationToken cancellation)
    {
        var outcome = default(TailOutcome);
        var batch = new RowBatch(parts.Store, sealing, parts.Profiles.Due, parts.Batches.Notes) { IsReplay = isOwn };

        var erasedLast = LastErasures(records);
        foreach (var (at, record) in records.Index())
        {
            cancellation.ThrowIfCancellationRequested();

            // A no of somebody the journal never knew, who is erased later in the log, must not make them known.
            var isErasedLater = !record.Identifiers.IsEmpty && erasedLast.TryGetValue(KeyAt(record.Identifiers.Span), out var last) && last > at;
            outcome = (record.Kind == TailKind.Erasure ? await EraseAsync(record) : await WithdrawAsync(record, isErasedLater, batch, cancellation)) switch
            {
                Effect.Withdrawn => outcome with { Withdrawn = outcome.Withdrawn + 1 },
                Effect.Erased => outcome with { Erased = outcome.Erased + 1 },
                Effect.Unreadable => outcome with { Unreadable = outcome.Unreadable + 1 },
                _ => outcome with { Known = outcome.Known + 1 },
            };
        }

        await parts.Store.Journal.Append(JournalBatch.Of()).Durable;
        return outcome;
    }

    private enum Effect
    {
        Known,
        Withdrawn,
        Erased,
        Unreadable,
    }

    /// <summary>Where in the log each identifier was erased last. Ids of subjects do not tell: after a restore they are given again.</summary>
    private static Dictionary<IdentifierKey, int> LastErasures(IReadOnlyList<TailRecord> records)
    {
        var last = new Dictionary<IdentifierKey, int>();
        foreach (var (at, record) in records.Index().Where(one => one.Item.Kind == TailKind.Erasure))
        {
            for (var from = 0; from + PackedLength <= record.Identifiers.Length; from += PackedLength)
            {
                last[KeyAt(record.Identifiers.Span[from..])] = at;
            }
        }

        return last;
    }

    private async ValueTask<Effect> WithdrawAsync(TailRecord record, bool isErasedLater, RowBatch batch, CancellationToken cancellation)
    {
        var subject = record.Subjects[0].Value <= subjectsThrough ? record.Subjects[0] : await FindAsync(record, cancellation);
        var live = subject.IsNone ? null : await parts.Profiles.FindAsync(subject, cancellation);
        var bound = default(ReadOnlyMemory<byte>);
        if (live is null)
        {
            // By id known and not there: erased since. By identifier: nobody yet, and the no must outlive that.
            if (record.Subjects[0].Value <= subjectsThrough || record.Identifiers.IsEmpty || isErasedLater)
            {
                return Effect.Known;
            }

            live = parts.Profiles.Begin(parts.Profiles.NextSubject());
            subject = live.Id;
            bound = record.Identifiers[..PackedLength];
        }

        if (live.State == LiveState.Unreadable || !LiveProfiles.TryEnter(live))
        {
            return Effect.Unreadable;
        }

        try
        {
            var no = new ConsentRecord(
                record.Purpose, record.State, "", "", record.At, record.At, "restore", ConsentMethod.Express, Verified: false, "tail-log", [], Synthetic: false) { Scope = record.Scope };
            if (IsKnown(no, live, subject))
            {
                return Effect.Known;
            }

            batch.Add(live, live.PartOf(subject), EntryKind.Consent, new ConsentEntry(no), record.At, 0, 0, bound, record.Identifiers);
            Confirm(no, live, subject, batch);
            batch.Append([], []);
        }
        finally
        {
            Monitor.Exit(live);
        }

        if (!bound.IsEmpty)
        {
            parts.Known.Forget(KeyAt(bound.Span));
        }

        return Effect.Withdrawn;
    }

    /// <summary>A yes said after the no that is only now taken in stands, and what was collected before the no is gone all the same.</summary>
    private static void Confirm(ConsentRecord no, LiveProfile live, SubjectId subject, RowBatch batch)
    {
        if (ConsentRules.BitOf(no, live.Workspace) is { } bit
            && live.PartOf(subject).Part.ConsentIn(bit, no.Scope) is { State: ConsentState.Given } yes && yes.At > no.At)
        {
            var again = new ConsentRecord(
                no.Purpose, ConsentState.Given, yes.Notice, "", yes.At, yes.At, "restore", ConsentMethod.Express, yes.Verified, "tail-log", [], yes.Synthetic) { Scope = no.Scope };
            batch.Add(live, live.PartOf(subject), EntryKind.Consent, new ConsentEntry(again), yes.At, 0, 0, default);
        }
    }

    /// <summary>Whether it is known already; a purpose that is not declared may be again one day, and must then still be refused.</summary>
    private static bool IsKnown(ConsentRecord no, LiveProfile live, SubjectId subject) =>
        ConsentRules.BitOf(no, live.Workspace) is { } bit && live.PartOf(subject).Part.ConsentIn(bit, no.Scope).NoAt >= no.At;

    private async ValueTask<SubjectId> FindAsync(TailRecord record, CancellationToken cancellation)
    {
        for (var from = 0; from + PackedLength <= record.Identifiers.Length; from += PackedLength)
        {
            var subject = await parts.Store.Identifiers.FindAsync(KeyAt(record.Identifiers.Span[from..]), cancellation);
            if (!subject.IsNone)
            {
                return subject;
            }
        }

        return SubjectId.None;
    }

    private async ValueTask<Effect> EraseAsync(TailRecord record)
    {
        ImmutableArray<SubjectId> subjects = [.. record.Subjects.Where(subject => subject.Value <= subjectsThrough)];
        if (await IsErasedAsync(record, subjects))
        {
            return Effect.Known;
        }

        var payload = Encoding.UTF8.GetBytes($"{string.Join(' ', subjects)}\ntail-log\nreplayed");
        var text = sealing.SealRow(sealing.StoreKey, EntryKind.Tombstone, SubjectId.None, record.At, 0, 0, payload);
        var tombstone = new JournalRow(EntryKind.Tombstone, SubjectId.None, record.At, 0, 0, record.Identifiers, text);
        foreach (var subject in subjects)
        {
            if (parts.Profiles.TryGet(subject) is { } live && LiveProfiles.TryEnter(live))
            {
                parts.Profiles.Retire(live, LiveState.Erased);
                Monitor.Exit(live);
            }
        }

        await parts.Store.Eraser.EraseAsync(tombstone, subjects, CancellationToken.None);
        return Effect.Erased;
    }

    private async ValueTask<bool> IsErasedAsync(TailRecord record, ImmutableArray<SubjectId> subjects)
    {
        foreach (var subject in subjects)
        {
            if (await parts.Store.Keys.FindAsync(subject, CancellationToken.None) is not null)
            {
                return false;
            }
        }

        for (var from = 0; from + PackedLength <= record.Identifiers.Length; from += PackedLength)
        {
            if (parts.Store.Eraser.FindTombstone(KeyAt(record.Identifiers.Span[from..])) is not { } at || at < record.At)
            {
                return false;
            }
        }

        return true;
    }

    private static IdentifierKey KeyAt(ReadOnlySpan<byte> packed) => new(BinaryPrimitives.ReadUInt128BigEndian(packed[1..]), packed[0]);
}

/// <summary>What a replay of a tail log changed.</summary>
/// <param name="Withdrawn">Refusals and withdrawals the journal lacked.</param>
/// <param name="Erased">Erasures the journal lacked.</param>
/// <param name="Known">Records whose meaning it held already.</param>
/// <param name="Unreadable">Noes of subjects whose profile cannot be opened; repair it, then replay again.</param>
public readonly record struct TailOutcome(int Withdrawn, int Erased, int Known, int Unreadable);
