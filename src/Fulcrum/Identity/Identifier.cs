namespace Fulcrum.Identity;

/// <summary>A typed value that points at a subject, in its normal form; claimed or verified.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Value">Normal form. Personal data: keep it out of logs, errors and URLs.</param>
/// <param name="Verified">True when its source vouches for it; false when it is only claimed.</param>
public sealed record Identifier(IdentifierType Type, string Value, bool Verified)
{
    /// <summary>Type and standing, never the value.</summary>
    public override string ToString() => $"{Type.Name}(…){(Verified ? " verified" : " claimed")}";
}
