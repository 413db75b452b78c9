using System.Globalization;

namespace Fulcrum;

/// <summary>The stable id of one subject. Numbered from 1 in the order subjects were first seen; 0 means nobody.</summary>
/// <remarks>
/// Every event stays with the subject it arrived for, for good. When subjects are linked, their parts are read
/// together as one profile, whose id is the smallest of the linked ids; cutting the link separates them again.
/// </remarks>
/// <param name="Value">1, 2, 3, …; 0 for nobody.</param>
public readonly record struct SubjectId(long Value) : IComparable<SubjectId>
{
    /// <summary>Nobody: an entry that concerns no subject.</summary>
    public static SubjectId None => default;

    /// <summary>Whether this names nobody.</summary>
    public bool IsNone => Value == 0;

    /// <inheritdoc />
    public int CompareTo(SubjectId other) => Value.CompareTo(other.Value);

    /// <summary>For example <c>s-42</c>. Pseudonymous, so it may stand in logs and errors.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"s-{Value}");

    /// <summary>Whether the left id is smaller.</summary>
    public static bool operator <(SubjectId left, SubjectId right) => left.Value < right.Value;

    /// <summary>Whether the left id is greater.</summary>
    public static bool operator >(SubjectId left, SubjectId right) => left.Value > right.Value;

    /// <summary>Whether the left id is smaller or the same.</summary>
    public static bool operator <=(SubjectId left, SubjectId right) => left.Value <= right.Value;

    /// <summary>Whether the left id is greater or the same.</summary>
    public static bool operator >=(SubjectId left, SubjectId right) => left.Value >= right.Value;
}
