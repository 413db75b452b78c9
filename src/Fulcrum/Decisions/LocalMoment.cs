namespace Fulcrum.Decisions;

/// <summary>What the clocks on the wall say when a decision is made. Kept with it, so that it runs again to the same answer whatever is said about time zones later.</summary>
/// <param name="OffsetMinutes">Minutes the workspace's time zone is ahead of UTC.</param>
/// <param name="Quiet">Whether the placement's channel must not speak.</param>
internal readonly record struct LocalMoment(int OffsetMinutes, bool Quiet)
{
    /// <summary>As one number: small where the offset is.</summary>
    internal long Packed => (OffsetMinutes * 2L) + (Quiet ? 1 : 0);

    /// <summary>Back from <see cref="Packed"/>.</summary>
    internal static LocalMoment Of(long packed) => new((int)(packed >> 1), (packed & 1) != 0);
}
