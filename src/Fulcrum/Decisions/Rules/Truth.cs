namespace Fulcrum.Decisions.Rules;

/// <summary>
/// Three-valued truth (Kleene). Unknown is no: only <see cref="Yes"/> makes anybody eligible, and since <c>not</c> of
/// unknown is unknown, a missing fact never does so by accident.
/// </summary>
internal enum Truth : byte
{
    /// <summary>Not worked out yet; never a result.</summary>
    Unasked = 0,

    /// <summary>It does not hold.</summary>
    No = 1,

    /// <summary>It cannot be said: a value it needs is absent.</summary>
    Unknown = 2,

    /// <summary>It holds.</summary>
    Yes = 3,
}

/// <summary>The algebra: no &lt; unknown &lt; yes; <c>and</c> is the smaller, <c>or</c> the greater, <c>not</c> turns it round.</summary>
internal static class TruthAlgebra
{
    internal static Truth From(bool holds) => holds ? Truth.Yes : Truth.No;

    internal static Truth Not(this Truth truth) => (Truth)(4 - (int)truth);

    internal static Truth And(this Truth left, Truth right) => left < right ? left : right;

    internal static Truth Or(this Truth left, Truth right) => left > right ? left : right;
}
