using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>A profile folded anew from what is on disk, with what ended purposes were kept for: so that its subject sees what still waits to be deleted.</summary>
internal sealed class HeldProfile(ImmutableArray<SubjectId> subjects, Workspace workspace)
{
    private readonly ImmutableArray<ProfilePart> _parts = [.. subjects.Select(subject => new ProfilePart(subject) { HoldsEnded = true })];

    /// <summary>Folds all rows.</summary>
    internal static async ValueTask<HeldProfile> ReadAsync(OwnRows rows, ImmutableArray<SubjectId> subjects, Workspace workspace, CancellationToken cancellation)
    {
        var held = new HeldProfile(subjects, workspace);
        await foreach (var row in rows.ReadAsync(0, _ => true, cancellation))
        {
            held.Apply(row);
        }

        return held;
    }

    /// <summary>Takes the next row in.</summary>
    internal void Apply(in OpenedOwnRow row)
    {
        var subject = row.Subject;
        if (row.Entry is { } entry)
        {
            _parts.First(part => part.Subject == subject).Apply(row.Sequence, entry, workspace);
        }
    }

    /// <summary>Its parts read together.</summary>
    internal Profile Whole => new(_parts) { ShowsContested = true };
}
