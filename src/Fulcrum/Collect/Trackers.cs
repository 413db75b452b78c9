using System.Text.Json;

namespace Fulcrum.Collect;

/// <summary>Names under which clients send advertising ids and IP addresses: never kept unless a contract declares them.</summary>
internal static class Trackers
{
    private static readonly byte[][] Names =
    [
        "advertisingId"u8.ToArray(), "advertising_id"u8.ToArray(), "idfa"u8.ToArray(), "gaid"u8.ToArray(), "aaid"u8.ToArray(),
        "advertising-id"u8.ToArray(), "ip"u8.ToArray(), "ipAddress"u8.ToArray(), "ip_address"u8.ToArray(),
    ];

    private static readonly HashSet<int> Lengths = [.. Names.Select(name => name.Length)];

    /// <summary>How many of the names are advertising ids; the others are IP addresses.</summary>
    private const int AdvertisingIds = 6;

    /// <summary>Whether a property name means an advertising id.</summary>
    public static bool IsAdvertisingId(ReadOnlySpan<byte> name)
    {
        foreach (var tracker in Names.AsSpan(0, AdvertisingIds))
        {
            if (name.SequenceEqual(tracker))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the reader stands on such a name.</summary>
    public static bool IsTracker(ref Utf8JsonReader reader)
    {
        // Most names are told apart by their length; an escaped one is longer than what it says.
        if (!reader.ValueIsEscaped && !Lengths.Contains(reader.ValueSpan.Length))
        {
            return false;
        }

        try
        {
            foreach (var tracker in Names)
            {
                if (reader.ValueTextEquals(tracker))
                {
                    return true;
                }
            }
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair in it is none of them.
        }

        return false;
    }

    /// <summary>Whether any object below holds such a name. The reader stands on the start of the value and is a copy.</summary>
    public static bool AnyWithin(Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && IsTracker(ref reader))
            {
                return true;
            }
        }

        return false;
    }
}
