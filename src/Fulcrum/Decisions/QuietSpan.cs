namespace Fulcrum.Decisions;

/// <summary>Quiet hours with their zone found. From the first quiet minute up to, not including, the first that no longer is; may run over midnight.</summary>
internal sealed record QuietSpan(QuietHours Hours, TimeZoneInfo Zone)
{
    /// <summary>An unknown zone, which the workspace's check reports, counts as UTC.</summary>
    internal static QuietSpan Of(QuietHours hours) =>
        new(hours, TimeZoneInfo.TryFindSystemTimeZoneById(hours.Zone, out var zone) ? zone : TimeZoneInfo.Utc);

    internal bool Covers(Instant at)
    {
        var local = TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), Zone);
        var minute = (local.Hour * 60) + local.Minute;
        return Hours.FromMinute <= Hours.UntilMinute
            ? minute >= Hours.FromMinute && minute < Hours.UntilMinute
            : minute >= Hours.FromMinute || minute < Hours.UntilMinute;
    }
}
