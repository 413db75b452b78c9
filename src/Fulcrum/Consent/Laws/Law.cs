using Fulcrum.Consent.RulePacks;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent.Laws;

/// <summary>The law that applies to a subject at an instant, worked out for every purpose of a workspace. Immutable.</summary>
internal sealed class Law
{
    private readonly PurposeLaw?[] _byBit = new PurposeLaw?[64];

    internal Law(Workspace workspace, RuleResolution resolution, string place)
    {
        (Resolution, Place) = (resolution, place);
        foreach (var purpose in workspace.Purposes.Values)
        {
            _byBit[purpose.Bit] = new PurposeLaw(
                purpose, BasisIn(purpose, place),
                Find("consent-model"), Find("separate-document"), Find("double-opt-in"), Find("consent-age"), Find("guardian-methods"), Find("banned-below-age"), Find("gpc"), Find("reask-after-days"));

            RuleDemand? Find(string axis) => purpose.Classes.Append(Rulebook.Any).Select(kind => resolution.Find(axis, kind)).MaxBy(demand => demand?.Value.Strictness);
        }

        foreach (var law in _byBit)
        {
            if (law is { NeedsConsent: false, EndsByNo: false } || law?.Purpose.Protective == true)
            {
                Undecided |= law.Purpose.Alone;
            }
        }
    }

    /// <summary>How it was found, and what it demands on every axis.</summary>
    internal RuleResolution Resolution { get; }

    /// <summary>Where the subject is taken to live; empty when nothing says.</summary>
    internal string Place { get; }

    /// <summary>Purposes that no decision of the subject touches.</summary>
    internal PurposeSet Undecided { get; }

    /// <summary>What it says about a purpose of the workspace it was made for.</summary>
    internal PurposeLaw this[Purpose purpose] => _byBit[purpose.Bit]!;

    /// <summary>The basis a purpose declares for a place, or for what the place is a part of; where nobody knows the place, the strictest it declares.</summary>
    private static LegalBasis BasisIn(Purpose purpose, string place)
    {
        if (purpose.BasisIn.Count == 0)
        {
            return purpose.Basis;
        }

        if (place.Length == 0)
        {
            return purpose.BasisIn.Values.Append(purpose.Basis).MaxBy(Strictness);
        }

        for (var at = place; at.Length > 0; at = at.LastIndexOf('-') is var dash and > 0 ? at[..dash] : "")
        {
            if (purpose.BasisIn.TryGetValue(at, out var basis))
            {
                return basis;
            }
        }

        return purpose.Basis;
    }

    private static int Strictness(LegalBasis basis) => basis switch { LegalBasis.Consent => 2, LegalBasis.LegitimateInterest => 1, _ => 0 };
}
