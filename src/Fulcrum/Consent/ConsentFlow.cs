using System.Collections.Immutable;
using Fulcrum.Identity;

namespace Fulcrum.Consent;

/// <summary>Grants and withdrawals, from whoever may report them, into the journal.</summary>
/// <remarks>Safe from many threads. Use stops before this returns; the answer is given once it is on disk.</remarks>
public sealed class ConsentFlow
{
    /// <summary>Records what a subject decided. Only changes are journaled; repeating a decision changes nothing.</summary>
    /// <exception cref="StoreUnavailableException">The outcome is not known; sending the same again is safe.</exception>
    public ValueTask<ConsentOutcome> RecordAsync(ConsentRequest request, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>What stands for every purpose of the workspace, by name; unknown for a subject nobody knows.</summary>
    public ValueTask<ImmutableArray<PurposeStanding>> ReadAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>What somebody says a subject decided.</summary>
/// <param name="Identifiers">Whose decision.</param>
/// <param name="RequestId">The caller's id; the same id is recorded once. Empty for none.</param>
/// <param name="Decisions">One record a purpose, as read from the caller.</param>
public sealed record ConsentRequest(IReadOnlyList<Identifier> Identifiers, string RequestId, ImmutableArray<ConsentRecord> Decisions);

/// <summary>What became of it.</summary>
/// <param name="Recorded">Records journaled, with their sequence; an unchanged repetition is not among them.</param>
/// <param name="Invalid">How many were kept as invalid and enable nothing.</param>
public sealed record ConsentOutcome(ImmutableArray<RecordedConsent> Recorded, int Invalid);

/// <summary>A consent record and its journal sequence.</summary>
public sealed record RecordedConsent(long Sequence, ConsentRecord Record);

/// <summary>What stands about one purpose.</summary>
public readonly record struct PurposeStanding(Purpose Purpose, ConsentStanding Standing);
