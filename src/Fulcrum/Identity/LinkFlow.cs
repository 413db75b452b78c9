namespace Fulcrum.Identity;

/// <summary>Staff's hand on the identity graph: what was linked and why, what was refused, and cutting a link again.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class LinkFlow
{
    /// <summary>The links of the profile these identifiers belong to, with their reasons; empty for one that was never merged.</summary>
    public ValueTask<IReadOnlyList<LinkRow>> ListAsync(IReadOnlyList<Identifier> identifiers, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Links a limit forbade, newest first.</summary>
    public ValueTask<IReadOnlyList<RefusedLink>> ListRefusedAsync(int limit, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Cuts a link: each side has its own events and consents back, exactly. False when there is no such link.</summary>
    public ValueTask<bool> CutAsync(SubjectId left, SubjectId right, string by, string why, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>A link between two subjects.</summary>
public sealed record LinkRow(SubjectId Left, SubjectId Right, string Reason, string IdentifierType, bool Verified, Instant At, long Sequence);

/// <summary>A link that was not made, and why.</summary>
public sealed record RefusedLink(SubjectId Left, SubjectId Right, string Fault, string IdentifierType, Instant At, long Sequence);
