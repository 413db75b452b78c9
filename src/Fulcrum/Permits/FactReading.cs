using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>A permitted fact as a view shows it: value, where it came from and when.</summary>
/// <param name="Value">The value; not present when the subject has none, it is too old, or it is not permitted.</param>
/// <param name="At">When it became so, by event time; for a computed fact the time of its latest input.</param>
/// <param name="Source">Name of the source of the event behind it; empty when not present.</param>
/// <param name="Sequence">Journal sequence of the event behind it; 0 when there is none.</param>
/// <param name="Provenance">Declared, observed, derived, inferred or bought.</param>
/// <param name="Absence">Why it is not present.</param>
public readonly record struct FactReading(
    FactValue Value, Instant At, string Source, long Sequence, Provenance Provenance, Absence Absence);

/// <summary>Why a view does not show a fact.</summary>
public enum Absence : byte
{
    /// <summary>It is present.</summary>
    None,

    /// <summary>The subject has no such fact.</summary>
    NotKnown,

    /// <summary>The fact is not declared for the purpose, or was not collected under it.</summary>
    NotPermitted,

    /// <summary>It is older than the placement accepts.</summary>
    TooOld,
}
