using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Permits;

/// <summary>Which parts of a merged profile may be shown to somebody who proved control of one identifier. Pure.</summary>
/// <remarks>
/// Anybody who reads a page can claim another's identifier in an event, and a claim may link. So a claim opens nothing: what is shown
/// starts where a trusted source vouched for the proven identifier, or where nothing but that identifier names anybody, and goes on
/// only over links that a verified identifier carried, and to devices.
/// </remarks>
internal static class OwnReach
{
    /// <summary>The parts a proven address opens, smallest subject id first; empty when it opens none.</summary>
    internal static ImmutableArray<SubjectId> OfAddress(Profile profile, SubjectId bound, Identifier proven, FoldPlan plan)
    {
        var asked = HeldIdentifier.Of(proven.Type.Code, proven.Value, verified: true);
        var reached = new List<ProfilePart>();
        foreach (var part in profile.Parts)
        {
            if (Array.Exists(part.Identifiers, held => held.Verified && held.IsSameValue(asked)))
            {
                reached.Add(part);
            }
        }

        if (reached.Count == 0)
        {
            foreach (var part in profile.Parts)
            {
                // What came with a consent alone is bound by its hash and holds no value: then the binding is what names it.
                if ((part.Subject == bound || Array.Exists(part.Identifiers, held => held.IsSameValue(asked)))
                    && Array.TrueForAll(part.Identifiers, held => held.IsSameValue(asked) || IsDevice(held, plan)))
                {
                    reached.Add(part);
                }
            }
        }

        for (var at = 0; at < reached.Count; at++)
        {
            foreach (var link in reached[at].Links)
            {
                foreach (var part in profile.Parts)
                {
                    if (part.Subject == link.Other && !reached.Contains(part) && (link.Verified || IsDeviceAlone(part, link, plan)))
                    {
                        reached.Add(part);
                    }
                }
            }
        }

        return [.. reached.Select(part => part.Subject).Order()];
    }

    /// <summary>The part a device opens: its own, as long as it names nobody.</summary>
    internal static ImmutableArray<SubjectId> OfDevice(Profile profile, SubjectId bound, FoldPlan plan)
    {
        foreach (var part in profile.Parts)
        {
            if (part.Subject == bound && Array.TrueForAll(part.Identifiers, held => IsDevice(held, plan)))
            {
                return [bound];
            }
        }

        return [];
    }

    private static bool IsDevice(HeldIdentifier held, FoldPlan plan) => plan.NamesDevice(held.Type) && !held.Verified;

    private static bool IsDeviceAlone(ProfilePart part, PartLink link, FoldPlan plan) =>
        part.Identifiers.Length > 0
            ? Array.TrueForAll(part.Identifiers, held => IsDevice(held, plan))
            : plan.NamesDevice(link.IdentifierType);
}
