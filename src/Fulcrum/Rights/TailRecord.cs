using System.Collections.Immutable;
using Fulcrum.Consent;

namespace Fulcrum.Rights;

/// <summary>One no, or one erasure, as the tail log keeps it: what a restored backup must be told so that it revives nothing.</summary>
/// <remarks>No personal data in the clear: subject ids, names of purposes, and keyed hashes of identifiers.</remarks>
/// <param name="Kind">Which of the two.</param>
/// <param name="At">When the subject said no, by their own time; when the erasure was asked for.</param>
/// <param name="Subjects">Whose: one subject of a no, every part erased.</param>
/// <param name="Purpose">Name of the purpose; empty for an erasure.</param>
/// <param name="State"><see cref="ConsentState.Refused"/> or <see cref="ConsentState.Withdrawn"/>; unknown for an erasure.</param>
/// <param name="Identifiers">Packed 17-byte keys (type, hash big-endian), strongest first: how to find somebody the backup does not know.</param>
public sealed record TailRecord(
    TailKind Kind, Instant At, ImmutableArray<SubjectId> Subjects, string Purpose, ConsentState State, ReadOnlyMemory<byte> Identifiers)
{
    /// <summary>How much of the purpose the no is about.</summary>
    public ConsentScope Scope { get; init; }
}

/// <summary>What a tail record says.</summary>
public enum TailKind : byte
{
    /// <summary>A refusal or a withdrawal.</summary>
    No = 1,

    /// <summary>An erasure.</summary>
    Erasure = 2,
}

/// <summary>A place in the tail log: how many records there are up to it, and the code that chains them.</summary>
/// <param name="Number">Number of the last record; 0 before the first.</param>
/// <param name="Chain">Its authentication code, 32 bytes, which covers all before it; empty before the first.</param>
public readonly record struct TailMark(long Number, ReadOnlyMemory<byte> Chain)
{
    /// <summary>Before the first record.</summary>
    public static TailMark Start => default;
}
