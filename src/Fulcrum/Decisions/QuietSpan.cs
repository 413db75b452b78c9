using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>Quiet hours with their zone found. From the first quiet minute up to, not including, the first that no longer is; may run over midnight.</summary>
internal sealed record QuietSpan(QuietHours Hours, Zone Zone)
{
    private const int MinutesADay = 24 * 60;

    /// <exception cref="InvalidDataException">This program does not know the zone; the workspace's check says so before it can be put in force.</exception>
    internal static QuietSpan Of(QuietHours hours) => new(hours, Zone.TryFind(hours.Zone, out var zone)
        ? zone
        : throw new InvalidDataException($"The time zone {hours.Zone} of the quiet hours is not known."));

    internal bool Covers(Instant at)
    {
        var minute = (int)((((at.UnixMs / 60_000) + Zone.OffsetMinutes(at)) % MinutesADay + MinutesADay) % MinutesADay);
        return Hours.FromMinute <= Hours.UntilMinute
            ? minute >= Hours.FromMinute && minute < Hours.UntilMinute
            : minute >= Hours.FromMinute || minute < Hours.UntilMinute;
    }
}
