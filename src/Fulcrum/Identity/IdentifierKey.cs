namespace Fulcrum.Identity;

/// <summary>The keyed hash of a typed identifier in its normal form: what is stored and looked up instead of the value.</summary>
/// <remarks>HMAC-SHA-256 with the store's look-up key, cut to 128 bits; the type is part of the input, so equal texts of two types differ.</remarks>
/// <param name="Hash">The 128 bits.</param>
/// <param name="Type"><see cref="IdentifierType.Code"/>.</param>
public readonly record struct IdentifierKey(UInt128 Hash, byte Type);
