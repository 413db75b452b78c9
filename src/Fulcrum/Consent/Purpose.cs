using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What a use of personal data is for.</summary>
/// <param name="Name">Kebab-case, stable.</param>
/// <param name="Bit">Position in a <see cref="PurposeSet"/>, 0 to 63; given once by the store and never used again for another purpose.</param>
/// <param name="Basis">Why the law allows it.</param>
/// <param name="Protective">
/// True for uses that only protect the subject (open complaint, caps, minors, objections). Such a use may remove
/// candidates and never adds or ranks one; it never rests on consent.
/// </param>
/// <param name="Title">Short name for people.</param>
/// <param name="Reason">Why the data is used, in plain words.</param>
public sealed record Purpose(string Name, int Bit, LegalBasis Basis, bool Protective, LocalText Title, LocalText Reason)
{
    /// <summary>Whether a Global Privacy Control signal refuses it (<c>privacy-control: refuses</c>) or leaves it (<c>leaves</c>); null when the workspace does not say.</summary>
    public bool? RefusedByPrivacyControl { get; init; }

    /// <summary>How deep a tree of purposes may be.</summary>
    public const int DepthMax = 8;

    /// <summary>Name of the wider purpose it is a part of; empty for none. It needs its own yes, and a no to the wider one ends it too.</summary>
    public string Parent { get; init; } = "";

    /// <summary>What kinds of use it is, in the words of the rule packs, for example <c>marketing</c>; a rule for any class speaks about it in any case.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>The legal basis where it is not <see cref="Basis"/>, by jurisdiction.</summary>
    public FrozenDictionary<string, LegalBasis> BasisIn { get; init; } = FrozenDictionary<string, LegalBasis>.Empty;

    /// <summary>Which words of which signals are about it.</summary>
    public Signals.SignalMap Signals { get; init; } = Consent.Signals.SignalMap.None;

    /// <summary>The set holding just this purpose.</summary>
    public PurposeSet Alone => PurposeSet.Of(Bit);

    /// <summary>Whether this purpose is permitted only by a valid consent.</summary>
    public bool NeedsConsent => Basis == LegalBasis.Consent;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>Why the law allows a purpose (GDPR Art. 6(1)).</summary>
public enum LegalBasis
{
    /// <summary>Art. 6(1)(a).</summary>
    Consent,

    /// <summary>Art. 6(1)(b).</summary>
    Contract,

    /// <summary>Art. 6(1)(c).</summary>
    LegalObligation,

    /// <summary>Art. 6(1)(d).</summary>
    VitalInterest,

    /// <summary>Art. 6(1)(e).</summary>
    PublicTask,

    /// <summary>Art. 6(1)(f); ends when the subject objects.</summary>
    LegitimateInterest,
}
