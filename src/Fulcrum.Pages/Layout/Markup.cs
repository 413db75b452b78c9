using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Fulcrum.Pages.Layout;

/// <summary>HTML that is safe to send: what stands in the program is taken as it is, and whatever comes in through a hole is encoded.</summary>
/// <remarks>So a text of the workspace, or one that somebody typed, can never become an element or leave its attribute.</remarks>
internal readonly record struct Markup
{
    private readonly string? _text;

    private Markup(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Markup None => default;

    /// <summary>Writes HTML: <c>Html($"&lt;p&gt;{text}&lt;/p&gt;")</c>.</summary>
    public static Markup Html(ref Writing html) => new(html.Finish());

    /// <summary>Several, one after the other.</summary>
    public static Markup All(IEnumerable<Markup> parts) => new(string.Concat(parts));

    /// <summary>The HTML.</summary>
    public override string ToString() => _text ?? "";

    /// <summary>Takes an interpolated string apart: literals are ours, holes are not.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Writing
    {
        private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

        private readonly StringBuilder _html;

        public Writing(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + (formattedCount * 24));

        public void AppendLiteral(string ours) => _html.Append(ours);

        public void AppendFormatted(string? text) => _html.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(Markup html) => _html.Append(html.ToString());

        public void AppendFormatted(ImmutableArray<Markup> parts)
        {
            foreach (var part in parts)
            {
                _html.Append(part.ToString());
            }
        }

        public void AppendFormatted(IEnumerable<Markup> parts) => AppendFormatted([.. parts]);

        public void AppendFormatted(long number) => _html.Append(number.ToString(CultureInfo.InvariantCulture));

        public string Finish() => _html.ToString();
    }
}
