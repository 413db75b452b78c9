using System.Text;
using System.Text.Json;

namespace Fulcrum.Tests.Consent.Receipts;

/// <summary>One change of a receipt's text: what was removed at a place, and what stands there instead.</summary>
internal readonly record struct ReceiptEdit(int Receipt, int At, int Removed, string Inserted)
{
    /// <summary>The text after it.</summary>
    public string Apply(string text) => string.Concat(text.AsSpan(0, At), Inserted, text.AsSpan(At + Removed));
}

/// <summary>Changes of receipts: single characters and bits, pieces cut out, doubled and moved, values of one receipt in another, values that would pay.</summary>
internal static class ReceiptEdits
{
    private const string Alphabet = "ABCDEFabcdef0123456789+/=-_.,:\"\\ntrue{}[] \u2014\u00e9";

    /// <summary>Makes so many; none of them leaves a receipt saying the same.</summary>
    public static IEnumerable<ReceiptEdit> Make(IReadOnlyList<string> texts, int count, Random random)
    {
        for (var made = 0; made < count;)
        {
            var number = random.Next(texts.Count);
            var edit = One(texts, number, random);
            if (!SaysTheSame(texts[number], edit.Apply(texts[number])))
            {
                made++;
                yield return edit;
            }
        }
    }

    private static ReceiptEdit One(IReadOnlyList<string> texts, int number, Random random)
    {
        var text = texts[number];
        var at = random.Next(text.Length);
        var length = random.Next(1, Math.Min(60, text.Length - at) + 1);
        switch (random.Next(9))
        {
            case 0: return new ReceiptEdit(number, at, 1, Alphabet[random.Next(Alphabet.Length)].ToString());
            case 1: return new ReceiptEdit(number, at, 1, ((char)(text[at] ^ (1 << random.Next(7)))).ToString());
            case 2: return new ReceiptEdit(number, at, 0, Alphabet[random.Next(Alphabet.Length)].ToString());
            case 3: return new ReceiptEdit(number, at, length, "");
            case 4: return new ReceiptEdit(number, random.Next(text.Length), 0, text.Substring(at, length));
            case 5: return new ReceiptEdit(number, at, text.Length - at, "");
            case 6:
                // The same member out of another receipt.
                var member = new[] { "receipt_id", "record", "salt", "proof" }[random.Next(4)];
                var (from, size) = Member(text, member);
                var other = texts[random.Next(texts.Count)];
                var (otherFrom, otherSize) = Member(other, member);
                return new ReceiptEdit(number, from, size, other.Substring(otherFrom, otherSize));
            case 7: return Paying(text, number, random);
            default: return Line(text, number, random);
        }
    }

    /// <summary>What somebody would change who wants the record to say something else.</summary>
    private static ReceiptEdit Paying(string text, int number, Random random)
    {
        var changes = new (string From, string To)[]
        {
            ("\"given\"", "\"refused\""), ("\"refused\"", "\"given\""), ("\"withdrawn\"", "\"given\""), ("\"marketing-email\"", "\"personalization\""), ("\"personalization\"", "\"marketing-email\""),
            ("\"verified\": true", "\"synthetic\": true"), ("\"en\"", "\"ru\""), ("index ", "index 1"), ("\\nindex ", "\\nextra AAAA\\nindex "), ("17640000", "17630000"), ("web-privacy@2026-11", "web-privacy@2026-10"),
        };
        var (from, to) = changes[random.Next(changes.Length)];
        var at = text.IndexOf(from, StringComparison.Ordinal);
        return at < 0 ? new ReceiptEdit(number, 0, 1, "[") : new ReceiptEdit(number, at, from.Length, to);
    }

    /// <summary>A line of the proof left out, doubled, or put in another's place.</summary>
    private static ReceiptEdit Line(string text, int number, Random random)
    {
        var (from, size) = Member(text, "proof");
        var lines = text.Substring(from + 1, size - 2).Split("\\n");

        // Not the last lines: a signature line twice says the same twice.
        var at = random.Next(Math.Max(1, lines.Length - 3));
        var changed = lines.ToList();
        switch (random.Next(3))
        {
            case 0: changed.RemoveAt(at); break;
            case 1: changed.Insert(at, lines[random.Next(lines.Length - 2)]); break;
            default: (changed[at], changed[(at + 1) % lines.Length]) = (changed[(at + 1) % lines.Length], changed[at]); break;
        }

        return new ReceiptEdit(number, from, size, $"\"{string.Join("\\n", changed)}\"");
    }

    private static (int From, int Size) Member(string text, string member)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(member)))
        {
        }

        reader.Read();
        var from = (int)reader.TokenStartIndex;
        reader.Skip();
        return (Encoding.UTF8.GetCharCount(bytes.AsSpan(0, from)), Encoding.UTF8.GetCharCount(bytes.AsSpan(from, (int)reader.BytesConsumed - from)));
    }

    private static bool SaysTheSame(string text, string changed)
    {
        try
        {
            return text == changed || JsonElement.DeepEquals(JsonDocument.Parse(text).RootElement, JsonDocument.Parse(changed).RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}
