using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fulcrum.Architecture;

/// <summary>The reference pages of faults and problems, written from the code that reports them, so that they cannot drift from it.</summary>
internal static partial class ProblemPages
{
    /// <summary>Where the pages are.</summary>
    public const string Folder = "docs/reference/problems";

    /// <summary>Page by code, for everything the given code reports.</summary>
    public static SortedDictionary<string, string> Write(IEnumerable<Source> sources)
    {
        var reports = sources.SelectMany(Reports).ToLookup(report => report.Code);
        var pages = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var code in reports)
        {
            pages[code.Key] = Page(code.Key, [.. code.DistinctBy(report => (report.Title, report.What, report.Remedy))]);
        }

        return pages;
    }

    /// <summary>The list of all pages.</summary>
    public static string Index(SortedDictionary<string, string> pages)
    {
        var index = new StringBuilder("# Faults and problems\n\nEvery mistake Fulcrum reports has a stable code. Pages are written from the code that reports it.\n\n");
        foreach (var code in pages.Keys)
        {
            index.Append($"- [`{code}`]({code}.md)\n");
        }

        return index.ToString();
    }

    /// <summary>Codes that are reported where no page can be written from: put together from parts, or written into an answer beside the sentences about them.</summary>
    public static IEnumerable<string> Unpaged(Source source) =>
        from arguments in source.Nodes<BaseArgumentListSyntax>()
        let parts = arguments.Arguments.Select(argument => argument.Expression).ToArray()
        from at in Enumerable.Range(0, parts.Length)
        where IsMadeUp(parts[at]) && parts[(at + 1)..].Any(part => TextOf(part) is var text && text.EndsWith('.') && text.Contains(' ', StringComparison.Ordinal))
            || (at > 0 && IsCodeMember(parts[at - 1]) && CodesIn(parts[at]).Any())
        select $"{source.Path}: {parts[at]}";

    private static bool IsMadeUp(ExpressionSyntax part) =>
        part is InterpolatedStringExpressionSyntax && Code().IsMatch(TextOf(part).Replace("…", "x", StringComparison.Ordinal));

    private static bool IsCodeMember(ExpressionSyntax part) => part is LiteralExpressionSyntax { Token.ValueText: "code" };

    private static string Page(string code, IReadOnlyList<Report> reports)
    {
        var page = new StringBuilder($"# `{code}`\n");
        foreach (var report in reports)
        {
            page.Append('\n');
            Append(page, "", report.Title.Length > 0 ? $"**{report.Title}.**" : "");
            Append(page, "What was found: ", report.What);
            Append(page, "Why it is not accepted: ", report.Why);
            Append(page, "What to do: ", report.Remedy);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, string lead, string text)
    {
        if (text.Length > 0)
        {
            page.Append(page[^2] == '\n' ? "" : "\n").Append(lead).Append(text).Append('\n');
        }
    }

    // A report is a list of arguments in which a code is followed by sentences about it.
    private static IEnumerable<Report> Reports(Source source) =>
        from arguments in source.Nodes<BaseArgumentListSyntax>()
        where !NamesAKey(arguments)
        let parts = arguments.Arguments.Select(argument => argument.Expression).ToArray()
        let at = Array.FindIndex(parts, part => CodesIn(part).Any())
        where at >= 0
        let texts = parts[(at + 1)..].Select(TextOf).ToArray()
        where texts.Any(text => text.EndsWith('.') && text.Contains(' ', StringComparison.Ordinal))
        from code in CodesIn(parts[at])
        select texts.Count(text => text.Length > 0) >= 4
            ? new Report(code, texts[0], texts[1], texts[2], texts[3])
            : new Report(code, "", texts[0], "", texts.Length > 1 ? texts[1] : "");

    // Need("key", "…") names a key that must stand in a file, not a code.
    private static bool NamesAKey(BaseArgumentListSyntax arguments) =>
        arguments.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Need" } };

    private static IEnumerable<string> CodesIn(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } when Code().IsMatch(text) => [text],
        ConditionalExpressionSyntax either => CodesIn(either.WhenTrue).Concat(CodesIn(either.WhenFalse)),
        _ => [],
    };

    private static string TextOf(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "…")),
        BinaryExpressionSyntax sum => TextOf(sum.Left) + TextOf(sum.Right),
        _ => "",
    };

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)+$")]
    private static partial Regex Code();

    private sealed record Report(string Code, string Title, string What, string Why, string Remedy);
}
