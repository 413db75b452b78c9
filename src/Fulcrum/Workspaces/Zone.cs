using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Fulcrum.Workspaces;

/// <summary>An IANA time zone, with its changes between summer and winter.</summary>
/// <remarks>
/// From the time zone database that comes with NodaTime, not the machine's: a small container has none, and two machines may
/// have different ones. Another database may say otherwise about a moment, so decisions keep the offset they used.
/// Immutable; safe from many threads.
/// </remarks>
public sealed class Zone
{
    private readonly DateTimeZone _zone;

    private Zone(DateTimeZone zone) => _zone = zone;

    /// <summary>UTC, which never changes.</summary>
    public static Zone Utc { get; } = new(DateTimeZone.Utc);

    /// <summary>Its IANA name, for example <c>Europe/Berlin</c>.</summary>
    public string Id => _zone.Id;

    /// <summary>Finds a zone by its IANA name; case counts.</summary>
    public static bool TryFind(string id, [NotNullWhen(true)] out Zone? zone)
    {
        zone = id == Utc.Id ? Utc : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is { } found ? new Zone(found) : null;
        return zone is not null;
    }

    /// <summary>Minutes its clocks are ahead of UTC at an instant; negative when they are behind.</summary>
    internal int OffsetMinutes(Instant at) =>
        ReferenceEquals(this, Utc) ? 0 : _zone.GetUtcOffset(NodaTime.Instant.FromDateTimeOffset(at.ToDateTimeOffset())).Seconds / 60;

    /// <summary>Its IANA name.</summary>
    public override string ToString() => Id;
}
