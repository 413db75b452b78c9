using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fulcrum.Consent.Ledger;

/// <summary>A JSON object in the one form RFC 8785 allows: members sorted, no white space, only what must be escaped is.</summary>
/// <remarks>What is empty is left out: an empty text or list, false, an object without members. So a member added to a record later changes no older object.</remarks>
internal sealed class CanonicalJson
{
    /// <summary>The greatest whole number every JSON reader keeps exactly (RFC 7493): 2^53 − 1.</summary>
    private const long WholeMax = (1L << 53) - 1;

    // RFC 8785 sorts by UTF-16 code units, which is what ordinal means.
    private readonly SortedDictionary<string, string> _members = new(StringComparer.Ordinal);

    /// <summary>Adds a text.</summary>
    public CanonicalJson Text(string name, string value) => value.Length == 0 ? this : Add(name, Quoted(value));

    /// <summary>Adds a list of texts, in their order.</summary>
    public CanonicalJson Texts(string name, IReadOnlyCollection<string> values) =>
        values.Count == 0 ? this : Add(name, $"[{string.Join(',', values.Select(Quoted))}]");

    /// <summary>Adds a truth.</summary>
    public CanonicalJson Truth(string name, bool value) => value ? Add(name, "true") : this;

    /// <summary>Adds a truth that may be unsaid; a said "no" stands.</summary>
    public CanonicalJson Said(string name, bool? value) => value is { } said ? Add(name, said ? "true" : "false") : this;

    /// <summary>Adds a moment as milliseconds since 1970; one that no JSON number holds exactly as text.</summary>
    public CanonicalJson Time(string name, Instant value)
    {
        if (value == Instant.Never)
        {
            return this;
        }

        var digits = value.UnixMs.ToString(CultureInfo.InvariantCulture);
        return Add(name, value.UnixMs is >= -WholeMax and <= WholeMax ? digits : Quoted(digits));
    }

    /// <summary>Adds an object.</summary>
    public CanonicalJson Object(string name, CanonicalJson value) => value._members.Count == 0 ? this : Add(name, value.ToString());

    /// <summary>The object as UTF-8.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The object.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in _members)
        {
            _ = text.Append(text.Length > 1 ? "," : "").Append(Quoted(name)).Append(':').Append(value);
        }

        return text.Append('}').ToString();
    }

    private CanonicalJson Add(string name, string value)
    {
        _members.Add(name, value);
        return this;
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\']);

    /// <summary>A text in the form the RFC allows.</summary>
    internal static string Quoted(string value)
    {
        if (!value.AsSpan().ContainsAny(Escaped))
        {
            return $"\"{value}\"";
        }

        var text = new StringBuilder("\"");
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        return text.Append('"').ToString();
    }
}
