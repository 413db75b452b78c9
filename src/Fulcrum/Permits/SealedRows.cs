using System.Buffers;
using System.Text;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Permits;

/// <summary>Reads single sealed rows back for those who may: a decision's record for its account, and rows that have no subject.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class SealedRows
{
    private readonly IStore _store;
    private readonly Sealing _sealing;

    internal SealedRows(IStore store, Sealing sealing) => (_store, _sealing) = (store, sealing);

    /// <summary>Seals a row without a subject (a contextual decision) with the store's own key and journals it.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="at">When.</param>
    /// <param name="dedupe">The key a repeat is found by; 0 for none.</param>
    /// <param name="payload">What is sealed.</param>
    /// <param name="isPatient"><see cref="JournalBatch.IsPatient"/>.</param>
    internal JournalTicket Append(EntryKind kind, Instant at, UInt128 dedupe, ReadOnlySpan<byte> payload, bool isPatient = false)
    {
        var text = _sealing.SealRow(_sealing.StoreKey, kind, SubjectId.None, at, 0, dedupe, payload);
        return _store.Journal.Append(JournalBatch.Of(new JournalRow(kind, SubjectId.None, at, 0, dedupe, default, text)) with { IsPatient = isPatient });
    }

    /// <summary>Seals an entry without a subject with the store's own key and journals it.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="at">When.</param>
    /// <param name="takesBack"><see cref="JournalBatch.TakesBack"/>.</param>
    internal JournalTicket Append(Entry entry, Instant at, bool takesBack = false)
    {
        var row = Seal(entry, at);
        return _store.Journal.Append(JournalBatch.Of(row) with { TakesBack = takesBack });
    }

    /// <summary>Seals an entry without a subject with the store's own key.</summary>
    internal JournalRow Seal(Entry entry, Instant at)
    {
        var payload = new ArrayBufferWriter<byte>();
        EntryCodec.Write(entry, payload);
        var kind = EntryCodec.KindOf(entry);
        return new JournalRow(kind, SubjectId.None, at, 0, 0, default, _sealing.SealRow(_sealing.StoreKey, kind, SubjectId.None, at, 0, 0, payload.WrittenSpan));
    }

    /// <summary>A look-up of somebody whose profile cannot be read, or of nobody known, is kept all the same, without a subject.</summary>
    internal JournalTicket AppendLookUp(LookUpEntry lookUp, SubjectId about) =>
        Append(EntryKind.LookUp, lookUp.At, 0, Encoding.UTF8.GetBytes($"{about}\n{lookUp.Who}\n{lookUp.View}\n{lookUp.Why}"));

    /// <summary>Opens a decision's record by its sequence; null when there is none, or its subject was erased.</summary>
    /// <returns>Subject (none for contextual), time received, request key and record.</returns>
    internal async ValueTask<OpenedDecision?> FindDecisionAsync(long sequence, CancellationToken cancellation)
    {
        if (await _store.Journal.FindAsync(sequence, cancellation) is not { Row: { Kind: EntryKind.Decision } row })
        {
            return null;
        }

        if (row.Subject.IsNone)
        {
            return Sealing.OpenRow(_sealing.StoreKey, row) is { } record ? new OpenedDecision(sequence, row.Subject, row.At, record) : null;
        }

        return await OpenAsync(row, cancellation) is DecisionEntry decision ? new OpenedDecision(sequence, row.Subject, row.At, decision.Record) : null;
    }

    /// <summary>Opens a row, for whoever counts or settles and shows it to nobody; null when it cannot be opened: its subject was erased, or it is damaged.</summary>
    internal async ValueTask<Entry?> OpenAsync(JournalRow row, CancellationToken cancellation)
    {
        byte[]? payload;
        if (row.Subject.IsNone)
        {
            payload = Sealing.OpenRow(_sealing.StoreKey, row);
        }
        else
        {
            payload = await _store.Keys.FindAsync(row.Subject, cancellation) is { } wrapped && _sealing.UnwrapKey(row.Subject, wrapped.Span) is { } key
                ? Sealing.OpenRow(key, row)
                : null;
        }

        return payload is not null && EntryCodec.TryRead(row.Kind, payload, out var entry) ? entry : null;
    }
}

/// <summary>A decision's record, opened.</summary>
internal sealed record OpenedDecision(long Sequence, SubjectId Subject, Instant At, ReadOnlyMemory<byte> Record);
