using Fulcrum.Collect;
using Fulcrum.Consent.Laws;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>The law that protects a subject, by what is known of them. Pure.</summary>
internal static class SubjectLaw
{
    /// <summary>The law that applies to a subject.</summary>
    /// <param name="profile">The subject's profile; null for somebody not known yet.</param>
    /// <param name="source">The source that speaks of them; null for none.</param>
    /// <param name="at">The instant asked about.</param>
    /// <param name="workspace">The workspace in force.</param>
    internal static Law Of(Profile? profile, Source? source, Instant at, Workspace workspace)
    {
        var book = LawBook.Of(workspace);
        return book.For(profile is not null && book.Residence is { } residence ? profile.LatestTextOf(residence, workspace) : "", source, at);
    }

    /// <summary>A subject's age in years, the least it can be; null when nothing says.</summary>
    internal static double? AgeOf(Profile? profile, Instant at, Workspace workspace) =>
        profile is not null && LawBook.Of(workspace).AgeFact is { } fact ? Age.Of(profile.LatestOf(fact, workspace), at) : null;
}
