using System.Globalization;
using System.Text.Json;

namespace Fulcrum.Consent.Signals;

/// <summary>Global Privacy Control: a browser's word that its user does not want their data sold or shared.</summary>
/// <remarks>
/// Source: W3C Working Draft Global Privacy Control. Only a header field of exactly <c>1</c> speaks; there is no extension mechanism. It
/// does not limit first-party use in the first-party context and is no request for erasure.
/// </remarks>
public static class GlobalPrivacyControl
{
    private const int SupportBytesMax = 65_536;

    /// <summary>Whether the fields of a request's <c>Sec-GPC</c> header say so: one exact <c>1</c> is enough.</summary>
    /// <remarks>Fields that an intermediary joined with commas mean the same as apart (RFC 9110 §5.3).</remarks>
    public static bool IsSet(IEnumerable<string?> fields) => fields.Any(field => field == "1" || IsAmong(field));

    /// <summary>What a site's <c>/.well-known/gpc.json</c> says of itself.</summary>
    /// <param name="contentType">The answer's media type, with or without parameters.</param>
    /// <param name="body">The answer.</param>
    public static GpcSupport ReadSupport(string? contentType, ReadOnlyMemory<byte> body)
    {
        var mediaType = (contentType ?? "").Split(';')[0].Trim();
        if (body.Length > SupportBytesMax || !mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return GpcSupport.Unknown;
        }

        try
        {
            using var read = JsonDocument.Parse(body);
            if (read.RootElement.ValueKind != JsonValueKind.Object || !read.RootElement.TryGetProperty("gpc", out var gpc)
                || gpc.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return GpcSupport.Unknown;
            }

            var updated = read.RootElement.TryGetProperty("lastUpdate", out var at) && at.ValueKind == JsonValueKind.String ? at.GetString() : null;
            return new GpcSupport(gpc.GetBoolean(), IsDate(updated) ? updated : null);
        }
        catch (JsonException)
        {
            return GpcSupport.Unknown;
        }
    }

    private static bool IsAmong(string? field) => field is not null && field.Contains(',', StringComparison.Ordinal) && field.Split(',').Any(part => part.AsSpan().Trim(" \t") is "1");

    // RFC 3339: full-date or date-time.
    private static bool IsDate(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        || (text is { Length: >= 20 } && text[10] is 'T' or 't'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
}

/// <summary>What a site says of its support for Global Privacy Control.</summary>
/// <param name="Supports">Whether it honours the signal; null when it does not say.</param>
/// <param name="LastUpdate">Since when, as an RFC 3339 date or date-time; null when not known.</param>
public sealed record GpcSupport(bool? Supports, string? LastUpdate)
{
    /// <summary>Nothing can be said.</summary>
    public static GpcSupport Unknown { get; } = new(null, null);
}
