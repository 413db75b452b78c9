using Fulcrum.Identity;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>What staff with a customer in front of them may see (the dealer view). Every look-up is journaled with who and why.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class ViewFlow
{
    /// <summary>Looks a subject up under the view's purpose. The look-up is on disk before the answer.</summary>
    /// <returns>Null when nobody is known by the identifiers.</returns>
    public ValueTask<ViewOutcome?> LookUpAsync(
        ViewDefinition view, IReadOnlyList<Identifier> identifiers, string who, string why, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>The answer to a look-up.</summary>
/// <param name="Sequence">Journal sequence of the look-up.</param>
/// <param name="Answer">A permit with its view, or a refusal.</param>
public sealed record ViewOutcome(long Sequence, PermitAnswer Answer);
