using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Consent.Records;

/// <summary>Why a consent record that came from elsewhere is refused, or why one of ours cannot be written in a format.</summary>
/// <remarks>Never holds what stood in the field: records are about people.</remarks>
/// <param name="Field">Where, as a path in the format's own names, for example <c>services[0].purposes[1].termination</c>.</param>
/// <param name="Rule">What the field must be, in words that follow the field's name.</param>
/// <param name="Source">The standard or law that says so, for example <c>ISO/IEC TS 27560 M</c>.</param>
public sealed record RecordFault(string Field, string Rule, string Source)
{
    /// <summary>Most faults listed of one file: the first ones are what somebody mends.</summary>
    public const int Max = 50;

    /// <inheritdoc />
    public override string ToString() => $"{Field} {Rule} ({Source}).";
}

/// <summary>What was read of a file: whole records, or the faults because of which nothing of it is used.</summary>
/// <param name="Content">What was read; null when there are faults.</param>
/// <param name="Faults">Why nothing was; empty otherwise.</param>
public sealed record RecordReading<T>(T? Content, ImmutableArray<RecordFault> Faults)
    where T : class
{
    /// <summary>Whether it was read.</summary>
    [MemberNotNullWhen(true, nameof(Content))]
    public bool IsWhole => Content is not null;
}
