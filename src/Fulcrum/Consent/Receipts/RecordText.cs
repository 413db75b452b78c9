using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fulcrum.Consent.Ledger;

namespace Fulcrum.Consent.Receipts;

/// <summary>A record out of a file in the one form its ledger entry commits to (RFC 8785): texts, whole numbers, truths, lists and objects.</summary>
internal static partial class RecordText
{
    private const long WholeMax = (1L << 53) - 1;

    /// <summary>The text; null when the value holds anything a record does not.</summary>
    internal static string? Canonical(JsonElement value)
    {
        var text = new StringBuilder();
        return Write(value, text) ? text.ToString() : null;
    }

    private static bool Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                _ = text.Append('{');
                var isFirst = true;
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    _ = text.Append(isFirst ? "" : ",").Append(CanonicalJson.Quoted(member.Name)).Append(':');
                    isFirst = false;
                    if (!Write(member.Value, text))
                    {
                        return false;
                    }
                }

                _ = text.Append('}');
                return true;
            case JsonValueKind.Array:
                _ = text.Append('[');
                foreach (var (at, element) in value.EnumerateArray().Index())
                {
                    _ = text.Append(at > 0 ? "," : "");
                    if (!Write(element, text))
                    {
                        return false;
                    }
                }

                _ = text.Append(']');
                return true;
            case JsonValueKind.String:
                _ = text.Append(CanonicalJson.Quoted(value.GetString()!));
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                _ = text.Append(value.ValueKind == JsonValueKind.True ? "true" : "false");
                return true;
            case JsonValueKind.Number when Whole().IsMatch(value.GetRawText()) && value.TryGetInt64(out var number) && number is >= -WholeMax and <= WholeMax:
                _ = text.Append(number);
                return true;
            default:
                return false;
        }
    }

    [GeneratedRegex("^(?:0|-?[1-9][0-9]*)$")]
    private static partial Regex Whole();
}
