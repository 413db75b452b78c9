using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>Decides where nobody's profile may be read and nothing can be kept: with every fact unknown, and without an account.</summary>
/// <remarks>
/// A node of several answers so while it reaches no owner of the store. What it answers is what anybody would be answered; nobody is
/// looked up for it, so nothing has to be forgotten. It is not in the journal, and its id is empty. Safe from many threads.
/// </remarks>
public sealed class DetachedDecisions
{
    /// <summary>Why such an answer is contextual.</summary>
    public const string Why = "owner-unreachable";

    private readonly DecisionPlans _plans;

    /// <summary>Compiles the plans of a workspace version.</summary>
    public DetachedDecisions(Workspace workspace) => _plans = DecisionPlans.Compile(workspace);

    /// <summary>The version it decides under.</summary>
    public Workspace Workspace => _plans.Workspace;

    /// <summary>Decides what to show in each placement, whoever asks.</summary>
    /// <exception cref="ArgumentException">A placement is not in the workspace.</exception>
    public ImmutableArray<Decision> Decide(Question question, Instant at)
    {
        ArgumentNullException.ThrowIfNull(question);
        var asked = AskedPlacement.All(question, _plans, ids: null);
        var answers = ImmutableArray.CreateBuilder<Decision>(asked.Length);
        foreach (var placement in asked)
        {
            answers.Add(Decide(placement, question.Signals, at));
        }

        return answers.MoveToImmutable();
    }

    private static Decision Decide(AskedPlacement asked, bool isAnonymous, Instant at)
    {
        // What the request itself refuses is the nearer reason.
        var why = isAnonymous ? RefusalReason.AnonymousRequested.Key() : asked.IsRefused ? RefusalReason.PrivacyControl.Key() : Why;
        var inputs = new DecisionInputs { At = at, Personal = false, Why = why, Context = asked.Context };
        var outcome = DecisionEngine.IsInOrder(asked.Plan, inputs) ? DecisionEngine.DecideInOrder(asked.Plan, inputs) : DecisionEngine.Decide(asked.Plan, inputs);
        var answer = new Decision("", asked.Plan.Placement, outcome.Mode, outcome.Why, outcome.Chosen);
        asked.Plan.Return(outcome);
        return answer;
    }
}
