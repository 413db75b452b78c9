using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>One placement of a question, ready to be decided.</summary>
/// <param name="Plan">Its compiled plan.</param>
/// <param name="Context">Context values in the order of the plan's program.</param>
/// <param name="RequestKey">What a repeated request is found by; 0 for none.</param>
/// <param name="IsRefused">Whether the request carries a privacy control signal that refuses the placement's purpose.</param>
internal sealed record AskedPlacement(PlacementPlan Plan, FactValue[] Context, UInt128 RequestKey, bool IsRefused)
{
    /// <param name="question">What is asked.</param>
    /// <param name="plans">The plans it is asked under.</param>
    /// <param name="ids">Makes the keys that repeated requests are found by; null where nothing is kept to be found.</param>
    /// <exception cref="ArgumentException">A placement is not in the workspace in force.</exception>
    internal static ImmutableArray<AskedPlacement> All(Question question, DecisionPlans plans, DecisionIds? ids)
    {
        var left = question.GlobalPrivacyControl ? PrivacyControl.LeftForDecisions(plans.Workspace) : default;
        var asked = ImmutableArray.CreateBuilder<AskedPlacement>(question.Placements.Length);
        foreach (var placement in question.Placements)
        {
            var plan = plans.Find(placement.Name) ?? throw new ArgumentException($"Placement {placement.Name} is not in the workspace in force.", nameof(question));
            asked.Add(new AskedPlacement(plan, ContextOf(question, plan), ids?.RequestKey(question, placement) ?? 0, question.GlobalPrivacyControl && !left.Contains(plan.Use.Purpose)));
        }

        return asked.MoveToImmutable();
    }

    private static FactValue[] ContextOf(Question question, PlacementPlan plan)
    {
        var names = plan.Program.Context;
        if (names.IsEmpty || question.Context.IsDefaultOrEmpty)
        {
            return [];
        }

        var values = new FactValue[names.Length];
        foreach (var (name, value) in question.Context)
        {
            var slot = names.IndexOf(name);
            if (slot >= 0)
            {
                values[slot] = value;
            }
        }

        return values;
    }
}

/// <summary>A decision that was kept, and may be answered once it is durable.</summary>
/// <param name="Answer">The decision; null when it was made earlier and is yet to be read back.</param>
/// <param name="Sequence">Its journal sequence.</param>
/// <param name="Durable">Ends when it is on disk.</param>
internal readonly record struct KeptDecision(Decision? Answer, long Sequence, Task Durable);
