using System.Collections.Immutable;

namespace Fulcrum.Decisions;

/// <summary>From a question to an explained answer. Start reading here: each line is one capability.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class DecisionFlow
{
    /// <summary>Decides what to show in each placement, and keeps why; by default on disk before it answers.</summary>
    public ValueTask<ImmutableArray<Decision>> DecideAsync(Question question, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The full account of a decision, rendered by running its pinned rules again; null when there is none, or its subject was erased.</summary>
    public ValueTask<Account?> ExplainAsync(string decisionId, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Reports what happened after a decision. False when there is no such decision or offer in it.</summary>
    public ValueTask<bool> ReportAsync(string decisionId, string offer, string outcome, CancellationToken cancellation) => throw new NotSupportedException();
}
