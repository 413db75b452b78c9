namespace Fulcrum.Cluster;

/// <summary>How long nodes wait for one another. Every span is measured on a node's own monotonic clock; no two clocks are ever compared.</summary>
/// <remarks>The same on every node: one that believes in a shorter lease than the owner takes over from an owner that still answers.</remarks>
public sealed record ClusterOptions
{
    /// <summary>What is usual.</summary>
    public static ClusterOptions Default { get; } = new();

    /// <summary>How long an owner may answer after it last asked the database whether it still is the owner, and how long others wait before they take over.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an owner asks.</summary>
    public TimeSpan BeatEvery { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How often the others look.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How much earlier than the lease's end an owner stops to answer: for clocks that run at different speeds.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a request waits for an owner before it is answered that there is none.</summary>
    public TimeSpan OwnerWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a question of a decision waits for an owner before it is answered from the context alone: a page is waiting.</summary>
    public TimeSpan DecisionWait { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a workspace seen in force may be decided under, without seeing it again, by a node that reaches no owner.</summary>
    public TimeSpan WorkspaceFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether an owner asks its lease before it answers. Off only in the test that must notice what that breaks.</summary>
    internal bool ChecksLease { get; init; } = true;
}
