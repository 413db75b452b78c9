using Fulcrum.Consent.RulePacks;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Laws;

/// <summary>Where the first that is kept of somebody may be written. Pure.</summary>
internal static class FirstWrite
{
    /// <summary>Whether the law of somebody new wants it written in another country than this store is in.</summary>
    /// <remarks>Where nobody says where they live every law applies, and no place would do for all: only a known place binds.</remarks>
    /// <param name="workspace">Says where this store is.</param>
    /// <param name="residence">Where they live, as they or the caller say; empty when nobody does.</param>
    /// <param name="place">Where they are taken to live otherwise; empty for the workspace's default.</param>
    /// <param name="at">When it is written.</param>
    internal static bool IsElsewhere(Workspace workspace, string residence, string place, Instant at)
    {
        if (workspace.Laws.Region.Length == 0)
        {
            return false;
        }

        var law = LawBook.Of(workspace).For(residence, place.Length > 0 ? place : workspace.Laws.Default, at);
        return law.Place.Length > 0 && law.Resolution.Find("first-write-region", Rulebook.Any) is { } demand
            && (demand.IsConflict || demand.Value.Words != workspace.Laws.Region);
    }
}
