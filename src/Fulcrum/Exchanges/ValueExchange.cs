using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Exchanges;

/// <summary>A benefit that the company gives for a use, and perhaps a stated datum, with both sides in one view (requirements ).</summary>
/// <param name="Name">Its name in the workspace.</param>
/// <param name="Kind">What sort of benefit.</param>
/// <param name="Purpose">The use it is given for; it rests on consent.</param>
/// <param name="Fact">The datum that is asked for; null when the use alone is.</param>
/// <param name="Title">A short name for people.</param>
/// <param name="Benefit">What they get.</param>
/// <param name="Refusal">What it is like without: the price of refusal.</param>
/// <param name="Withdrawal">What goes on and what ends when the consent is taken back. What was earned stays earned whatever it says.</param>
/// <param name="Within">How soon after acceptance it is delivered.</param>
/// <param name="Cost">What one costs the company, in <paramref name="Currency"/>; 0 when it was not said.</param>
/// <param name="Currency">ISO 4217 code; empty when no cost was said.</param>
public sealed record ValueExchange(
    string Name,
    BenefitKind Kind,
    Purpose Purpose,
    FactDefinition? Fact,
    LocalText Title,
    LocalText Benefit,
    LocalText Refusal,
    LocalText Withdrawal,
    TimeSpan Within,
    double Cost,
    string Currency)
{
    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}

/// <summary>The sorts of benefit.</summary>
public enum BenefitKind
{
    /// <summary>Less to do, or less to wait for.</summary>
    Convenience,

    /// <summary>Something to read, watch or use.</summary>
    Content,

    /// <summary>A lower price, or something free.</summary>
    Discount,

    /// <summary>Before others.</summary>
    EarlyAccess,
}
