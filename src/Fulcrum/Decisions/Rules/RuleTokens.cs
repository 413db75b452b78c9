using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Fulcrum.Decisions.Rules;

/// <summary>Kinds of word a rule is made of.</summary>
internal enum TokenKind : byte
{
    /// <summary>A name, with its dots and hyphens, or a word of the language.</summary>
    Name,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number of milliseconds.</summary>
    Duration,

    /// <summary>A text without its quotes.</summary>
    Text,

    /// <summary>A sign: brackets, comma, comparison, arithmetic.</summary>
    Sign,

    /// <summary>After the last word.</summary>
    End,
}

/// <summary>One word of a rule.</summary>
internal readonly record struct RuleToken(TokenKind Kind, int Offset, int Length, string Text, double Number)
{
    internal int End => Offset + Length;
}

/// <summary>Cuts a rule's text into words.</summary>
internal static class RuleTokens
{
    private static readonly (char Letter, double Milliseconds)[] Units =
        [('s', 1_000), ('m', 60_000), ('h', 3_600_000), ('d', 86_400_000), ('w', 604_800_000)];

    /// <summary>The words, the last of kind <see cref="TokenKind.End"/>; or the first fault.</summary>
    internal static ImmutableArray<RuleToken> Cut(string text, out RuleFault? fault)
    {
        var tokens = ImmutableArray.CreateBuilder<RuleToken>();
        fault = null;
        var at = 0;
        while (at < text.Length && fault is null)
        {
            var first = text[at];
            if (char.IsWhiteSpace(first))
            {
                at++;
                continue;
            }

            var token = first switch
            {
                '"' => Quoted(text, at, out fault),
                '-' when StartsNegative(text, at, tokens) => Numeric(text, at, out fault),
                _ when char.IsAsciiDigit(first) => Numeric(text, at, out fault),
                _ when char.IsLetter(first) => Named(text, at),
                _ => Signed(text, at, out fault),
            };
            tokens.Add(token);
            at = token.End;
        }

        tokens.Add(new RuleToken(TokenKind.End, text.Length, 0, "", 0));
        return tokens.ToImmutable();
    }

    private static bool StartsNegative(string text, int at, ImmutableArray<RuleToken>.Builder before)
    {
        var afterValue = before.Count > 0 && before[^1] is var last
            && (last.Kind is TokenKind.Number or TokenKind.Duration or TokenKind.Text || (last.Kind == TokenKind.Name && !RuleWords.Joins(last.Text)) || last.Text is ")" or "]");
        return !afterValue && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
    }

    private static RuleToken Named(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || (text[end] is '-' or '_' or '.' && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]))))
        {
            end++;
        }

        return new RuleToken(TokenKind.Name, at, end - at, text[at..end], 0);
    }

    private static RuleToken Numeric(string text, int at, out RuleFault? fault)
    {
        var end = text[at] == '-' ? at + 1 : at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))))
        {
            end++;
        }

        var digits = end;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        var number = double.TryParse(text.AsSpan(at, digits - at), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : double.NaN;
        var unit = end - digits == 1 ? Array.Find(Units, known => known.Letter == text[digits]).Milliseconds : 0;
        var whole = double.IsFinite(number) && (end == digits || unit > 0);
        fault = whole ? null : new RuleFault(at, end - at, new Fault(
            "rule-syntax", "This is neither a number nor a duration.", "Write numbers like 3 or 0.5, and durations like 90s, 30m, 12h, 7d or 2w."));
        return unit > 0
            ? new RuleToken(TokenKind.Duration, at, end - at, text[at..end], number * unit)
            : new RuleToken(TokenKind.Number, at, end - at, text[at..end], number);
    }

    private static RuleToken Quoted(string text, int at, out RuleFault? fault)
    {
        var content = new StringBuilder();
        var end = at + 1;
        while (end < text.Length && text[end] != '"')
        {
            if (text[end] == '\\' && end + 1 < text.Length && text[end + 1] is '"' or '\\')
            {
                end++;
            }

            content.Append(text[end]);
            end++;
        }

        var closed = end < text.Length;
        fault = closed ? null : new RuleFault(at, text.Length - at, new Fault(
            "rule-syntax", "The text that starts here has no end.", "Close it with a double quote; inside a text write \\\" for a quote."));
        return new RuleToken(TokenKind.Text, at, Math.Min(end + 1, text.Length) - at, content.ToString(), 0);
    }

    private static RuleToken Signed(string text, int at, out RuleFault? fault)
    {
        fault = null;
        var pair = at + 1 < text.Length ? text.Substring(at, 2) : "";
        var sign = pair is "!=" or "<=" or ">=" ? pair : text[at].ToString();
        if (sign == "-" && !(at + 1 < text.Length && char.IsWhiteSpace(text[at + 1])))
        {
            fault = new RuleFault(at, 1, new Fault("rule-syntax", "A minus needs a space on either side, since names hold hyphens.", "Write a - b."));
        }
        else if (sign.Length == 1 && !"()[],=<>+-*/".Contains(sign[0], StringComparison.Ordinal))
        {
            fault = new RuleFault(at, 1, new Fault("rule-syntax", "This sign means nothing in a rule.", RemedyFor(pair, text[at])));
        }

        return new RuleToken(TokenKind.Sign, at, sign.Length, sign, 0);
    }

    private static string RemedyFor(string pair, char sign) => (pair, sign) switch
    {
        ("&&", _) => "Write and.",
        ("||", _) => "Write or.",
        (_, '!') => "Write not, or != for unequal.",
        (_, '\'') => "Put texts in double quotes.",
        _ => "Take it out; the signs are ( ) [ ] , = != < <= > >= + - * /.",
    };
}
