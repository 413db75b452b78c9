using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>Reads single sealed rows back for those who may: a decision's record for its account, and rows that have no subject.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class SealedRows
{
    /// <summary>Seals a row without a subject (a contextual decision) with the store's own key and journals it.</summary>
    internal JournalTicket Append(EntryKind kind, Instant at, UInt128 dedupe, ReadOnlySpan<byte> payload) => throw new NotSupportedException();

    /// <summary>Opens a decision's record by its sequence; null when there is none, or its subject was erased.</summary>
    /// <returns>Subject (none for contextual), time received, request key and record.</returns>
    internal ValueTask<OpenedDecision?> FindDecisionAsync(long sequence, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>A decision's record, opened.</summary>
internal sealed record OpenedDecision(long Sequence, SubjectId Subject, Instant At, ReadOnlyMemory<byte> Record);
