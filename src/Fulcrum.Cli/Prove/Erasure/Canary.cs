using System.Globalization;
using System.Text;
using Fulcrum.Collect;

namespace Fulcrum.Cli.Prove.Erasure;

/// <summary>A made-up customer with a mark of chance in every text: whatever of them is left anywhere can be found.</summary>
/// <param name="number">Which.</param>
/// <param name="mark">32 hexadecimal digits of chance.</param>
internal sealed class Canary(int number, string mark)
{
    /// <summary>Their user id.</summary>
    public string User { get; } = $"canary-{mark}";

    /// <summary>Their device.</summary>
    public string Device { get; } = $"device-{mark}";

    /// <summary>Their address.</summary>
    public string Email { get; } = $"{mark}@canary.example";

    /// <summary>Their phone number.</summary>
    public string Phone { get; } = string.Create(CultureInfo.InvariantCulture, $"+447700{900_000 + number:000000}");

    /// <summary>What they like, in Latin letters.</summary>
    public string Latin { get; } = $"Canary Roadster {mark[..16]}";

    /// <summary>Their name, in Cyrillic letters.</summary>
    public string Cyrillic { get; } = $"Канарейка {mark[..16]}";

    /// <summary>Every text that must be nowhere after the erasure.</summary>
    public IReadOnlyList<string> Texts => [User, Device, Email, Phone, Latin, Cyrillic];

    /// <summary>They come, book, and say who they are.</summary>
    public IEnumerable<Event> Live(Instant at, int bookings)
    {
        yield return Make(EventType.Identify, "", "i", at, $$"""{"email":"{{Email}}","phone":"{{Phone}}","firstName":"{{Cyrillic}}","preferredModel":"{{Latin}}"}""");
        for (var booking = 0; booking < bookings; booking++)
        {
            yield return Make(EventType.Track, "Test Drive Booked", $"b{booking}", at, $$"""{"model":"{{Latin}}","dealer":"{{Cyrillic}}"}""");
        }
    }

    /// <summary>An event that is kept aside: its model is no text.</summary>
    public Event Broken(string message, Instant at) => Make(EventType.Track, "Test Drive Booked", message, at, $$"""{"model":7,"dealer":"{{Cyrillic}}"}""");

    /// <summary>A booking.</summary>
    public Event Booking(string message, Instant at, Instant receivedAt) => Make(EventType.Track, "Test Drive Booked", message, at, $$"""{"model":"{{Latin}}"}""", receivedAt);

    private Event Make(EventType type, string name, string message, Instant at, string properties, Instant? receivedAt = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{message}-{number}");
        return new Event
        {
            Type = type,
            Name = name,
            UserId = User,
            AnonymousId = Device,
            MessageId = id,
            Properties = Encoding.UTF8.GetBytes(properties),
            Context = Encoding.UTF8.GetBytes("{}"),
            Raw = Encoding.UTF8.GetBytes($$"""{"type":"{{(type == EventType.Track ? "track" : "identify")}}","event":"{{name}}","userId":"{{User}}","anonymousId":"{{Device}}","messageId":"{{id}}","properties":{{properties}}}"""),
            OccurredAt = at,
            ReceivedAt = receivedAt ?? at,
        };
    }
}
