using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Identity;

/// <summary>May these be one person? Pure; asked before a link is journaled or an identifier is bound.</summary>
internal static class LinkRules
{
    /// <summary>A claimed identifier is verified on a profile: claiming somebody's name does not make one them.</summary>
    internal const string ClaimedNotVerified = "claimed-not-verified";

    /// <summary>The profile would hold more values of a type than <see cref="IdentifierType.ValuesMax"/>.</summary>
    internal const string TooManyValues = "too-many-values";

    /// <summary>The profile would hold two verified values of a <see cref="IdentifierType.Unique"/> type.</summary>
    internal const string TwoVerifiedValues = "two-verified-values";

    /// <summary>The value names nobody (zeros, "null", test addresses).</summary>
    internal const string BlockedValue = "blocked-value";

    /// <summary>Judges a link between two profiles.</summary>
    /// <param name="left">One profile.</param>
    /// <param name="right">The other.</param>
    /// <param name="brought">All identifiers the event or staff brought; their standing is what the source vouches for.</param>
    /// <param name="workspace">Declares the limits.</param>
    /// <returns>Null when they may be linked; otherwise the first limit it would break.</returns>
    internal static LinkObjection? Judge(Profile left, Profile right, IReadOnlyList<Identifier> brought, Workspace workspace) =>
        Judge([.. left.Identifiers, .. right.Identifiers], brought, workspace);

    /// <summary>Judges binding new identifiers to a profile.</summary>
    /// <returns>Null when they may be bound; otherwise the first limit it would break.</returns>
    internal static LinkObjection? Judge(Profile profile, IReadOnlyList<Identifier> brought, Workspace workspace) =>
        Judge(profile.Identifiers, brought, workspace);

    /// <summary>Judges identifiers that are not yet on any profile together: a new subject's.</summary>
    internal static LinkObjection? Judge(IReadOnlyList<Identifier> brought, Workspace workspace) => Judge([], brought, workspace);

    private static LinkObjection? Judge(HeldIdentifier[] held, IReadOnlyList<Identifier> brought, Workspace workspace)
    {
        foreach (var identifier in brought)
        {
            if (IdentifierReader.IsBlocked(identifier.Type, identifier.Value))
            {
                return new LinkObjection(BlockedValue, identifier.Type);
            }

            if (!identifier.Verified && IsVerified(held, HeldIdentifier.Of(identifier.Type.Code, identifier.Value, verified: false)))
            {
                return new LinkObjection(ClaimedNotVerified, identifier.Type);
            }
        }

        var together = Together(held, brought);
        foreach (var type in workspace.IdentifierTypes.Values)
        {
            var (values, verified) = Count(together, type.Code);
            if (values > type.ValuesMax)
            {
                return new LinkObjection(TooManyValues, type);
            }

            if (type.Unique && verified > 1)
            {
                return new LinkObjection(TwoVerifiedValues, type);
            }
        }

        return null;
    }

    private static bool IsVerified(HeldIdentifier[] held, HeldIdentifier asked)
    {
        foreach (var one in held)
        {
            if (one.Verified && one.IsSameValue(asked))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Each value once, verified when anyone vouches for it.</summary>
    private static List<HeldIdentifier> Together(HeldIdentifier[] held, IReadOnlyList<Identifier> brought)
    {
        var together = new List<HeldIdentifier>(held.Length + brought.Count);
        foreach (var one in held)
        {
            Add(together, one);
        }

        foreach (var identifier in brought)
        {
            Add(together, HeldIdentifier.Of(identifier.Type.Code, identifier.Value, identifier.Verified));
        }

        return together;
    }

    private static void Add(List<HeldIdentifier> together, HeldIdentifier one)
    {
        for (var at = 0; at < together.Count; at++)
        {
            if (together[at].IsSameValue(one))
            {
                together[at] = together[at] with { Verified = together[at].Verified || one.Verified };
                return;
            }
        }

        together.Add(one);
    }

    private static (int Values, int Verified) Count(List<HeldIdentifier> together, int type)
    {
        var (values, verified) = (0, 0);
        foreach (var one in together)
        {
            if (one.Type == type)
            {
                values++;
                verified += one.Verified ? 1 : 0;
            }
        }

        return (values, verified);
    }
}

/// <summary>Why two profiles may not be linked.</summary>
/// <param name="Code">Stable key: one of the codes of <see cref="LinkRules"/>.</param>
/// <param name="Type">The identifier type whose limit it is.</param>
internal readonly record struct LinkObjection(string Code, IdentifierType Type);
