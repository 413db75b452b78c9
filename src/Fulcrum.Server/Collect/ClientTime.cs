using System.Text.Json;

namespace Fulcrum.Server.Collect;

/// <summary>Times as clients write them, and what they mean by our clock.</summary>
internal static class ClientTime
{
    // Events before that are mistakes of a clock that was never set.
    private static readonly Instant Earliest = new(0);

    /// <summary>Reads an ISO 8601 time; one without an offset counts as UTC.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out Instant time)
    {
        time = default;
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTime(out var plain))
        {
            return false;
        }

        if (plain.Kind == DateTimeKind.Unspecified)
        {
            time = Instant.From(new DateTimeOffset(plain, TimeSpan.Zero));
            return true;
        }

        var read = reader.TryGetDateTimeOffset(out var exact);
        time = Instant.From(exact);
        return read;
    }

    /// <summary>When an event happened by our clock: receivedAt − (sentAt − original), never later than receipt.</summary>
    /// <returns>Null when that is before 1970.</returns>
    public static Instant? Correct(Instant? original, Instant? sentAt, Instant receivedAt)
    {
        if (original is not { } happened)
        {
            return receivedAt;
        }

        var corrected = sentAt is { } sent ? receivedAt - (sent - happened) : happened;
        return corrected > receivedAt ? receivedAt : corrected < Earliest ? null : corrected;
    }
}
