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
    /// <param name="place">Where they are taken to live until they say, by who speaks of them; empty for what the source or the workspace says.</param>
    internal static Law Of(Profile? profile, Source? source, Instant at, Workspace workspace, string place = "")
    {
        var book = LawBook.Of(workspace);
        if (profile is null || book.IsOne)
        {
            return book.For("", place.Length > 0 ? place : book.PlaceOf(source), at);
        }

        var residence = book.Residence is { } fact ? profile.LatestTextOf(fact, workspace) : "";
        return book.For(residence, place.Length > 0 ? place : source is null ? PlaceOf(profile, book, workspace) : book.PlaceOf(source), at);
    }

    /// <summary>
    /// Where somebody is taken to live by the sources that told of them: the place they agree on, else the workspace's default. Where they
    /// disagree nobody knows.
    /// </summary>
    private static string PlaceOf(Profile profile, LawBook book, Workspace workspace)
    {
        string? agreed = null;
        foreach (var part in profile.Parts)
        {
            foreach (ref readonly var origin in part.FactsFor(workspace).Origins)
            {
                if (book.PlaceOf(origin.Source) is not { } place)
                {
                    continue;
                }

                if (agreed is not null && agreed != place)
                {
                    return "";
                }

                agreed = place;
            }
        }

        return agreed ?? book.PlaceOf(null);
    }

    /// <summary>A subject's age in years, the least it can be; null when nothing says.</summary>
    internal static double? AgeOf(Profile? profile, Instant at, Workspace workspace) =>
        profile is not null && LawBook.Of(workspace).AgeFact is { } fact ? Age.Of(profile.LatestOf(fact, workspace), at) : null;
}
