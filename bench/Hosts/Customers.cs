using System.Globalization;
using System.Text;
using Fulcrum.Collect;

namespace Fulcrum.Bench.Hosts;

/// <summary>Made-up customers by number: the same number is always the same customer.</summary>
internal static class Customers
{
    private static readonly byte[] Granted = """{"consent":{"categoryPreferences":{"functional":true}},"locale":"en"}"""u8.ToArray();

    public static string UserId(int number) => string.Create(CultureInfo.InvariantCulture, $"customer-{number:00000000}");

    /// <summary>An identify call with ten traits and a consent.</summary>
    public static Event Identify(int number, Instant at)
    {
        var traits = string.Create(CultureInfo.InvariantCulture, $$"""{"f0":{{number % 7}},"f1":"a{{number % 13}}","f2":{{number % 11}},"f3":"b{{number % 5}}","f4":{{number % 80}},"f5":"c{{number % 3}}","f6":{{number % 100}},"f7":"v{{number % 7}}","f8":{{number % 9}},"f9":"v{{number % 11}}"}""");
        return new Event
        {
            Type = EventType.Identify,
            UserId = UserId(number),
            MessageId = string.Create(CultureInfo.InvariantCulture, $"identify-{number}"),
            Properties = Encoding.UTF8.GetBytes(traits),
            Context = Granted,
            OccurredAt = at,
            ReceivedAt = at,
        };
    }

    /// <summary>A page view.</summary>
    /// <param name="number">Whose.</param>
    /// <param name="message">Makes its message id; each number once.</param>
    /// <param name="at">When.</param>
    public static Event Page(int number, long message, Instant at) => new()
    {
        Type = EventType.Page,
        UserId = UserId(number),
        MessageId = string.Create(CultureInfo.InvariantCulture, $"page-{message}"),
        Properties = """{"path":"/models/roadster","title":"The roadster"}"""u8.ToArray(),
        OccurredAt = at,
        ReceivedAt = at,
    };
}
