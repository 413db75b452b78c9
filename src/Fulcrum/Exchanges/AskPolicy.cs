using System.Collections.Immutable;

namespace Fulcrum.Exchanges;

/// <summary>When nobody is asked for more, since trust is low (requirement R-005).</summary>
/// <param name="AfterNo">How long after a no, of any kind, nothing is asked.</param>
/// <param name="While">Names of the contact policy's suppressions during which nothing is asked, for example an open complaint.</param>
public sealed record AskPolicy(TimeSpan AfterNo, ImmutableArray<string> While)
{
    /// <summary>How long at least a refused purpose is not asked for again: as long as a browser keeps a yes. A workspace or a law can only lengthen it.</summary>
    internal static readonly TimeSpan RefusedPurposeMin = TimeSpan.FromDays(180);

    /// <summary>Where the workspace says nothing: thirty days after a no, and during every suppression.</summary>
    public static AskPolicy Usual { get; } = new(TimeSpan.FromDays(30), []);

    /// <summary>Whether a suppression holds asks back; one that is not named does when none is.</summary>
    public bool IsHeldBy(string suppression) => While.IsEmpty || While.Contains(suppression);
}
