namespace Fulcrum.Consent;

/// <summary>A set of purposes, as bits. Value type; 64 purposes at most.</summary>
/// <param name="Bits">Bit n is the purpose whose <see cref="Purpose.Bit"/> is n.</param>
public readonly record struct PurposeSet(ulong Bits)
{
    /// <summary>No purpose.</summary>
    public static PurposeSet Empty => default;

    /// <summary>Whether no purpose is in it.</summary>
    public bool IsEmpty => Bits == 0;

    /// <summary>The set of one purpose.</summary>
    /// <param name="bit">0 to 63.</param>
    public static PurposeSet Of(int bit) => new(1UL << bit);

    /// <summary>Whether the purpose is in the set.</summary>
    public bool Contains(Purpose purpose) => (Bits & (1UL << purpose.Bit)) != 0;

    /// <summary>In either.</summary>
    public static PurposeSet operator |(PurposeSet left, PurposeSet right) => new(left.Bits | right.Bits);

    /// <summary>In both.</summary>
    public static PurposeSet operator &(PurposeSet left, PurposeSet right) => new(left.Bits & right.Bits);

    /// <summary>In the left and not in the right.</summary>
    public static PurposeSet operator -(PurposeSet left, PurposeSet right) => new(left.Bits & ~right.Bits);
}
