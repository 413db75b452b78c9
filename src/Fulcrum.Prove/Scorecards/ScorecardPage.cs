using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Fulcrum.Prove.Results;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Scorecards;

/// <summary>The last results as a page that needs nothing but a browser: no script, no network, light and dark, narrow and wide.</summary>
public static class ScorecardPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e8eaed);--soft:light-dark(#57606a,#a6b0ba);--paper:light-dark(#fff,#14171a);--card:light-dark(#f6f8fa,#1d2125);--line:light-dark(#d0d7de,#383f46);--good:light-dark(#116329,#56d364);--bad:light-dark(#a40e26,#ff8f85)}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1.25rem 1rem 3rem;max-width:60rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
        header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;justify-content:space-between}
        h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:0 0 .25rem}h3{font-size:.95rem;margin:1rem 0 .25rem}
        p{margin:.25rem 0}.soft{color:var(--soft)}a{color:inherit}
        section{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin-top:1rem}
        ul{list-style:none;margin:0;padding:0}li{padding:.4rem 0;border-top:1px solid var(--line)}li:first-child{border-top:0}
        .mark{font-weight:600}.good{color:var(--good)}.bad{color:var(--bad)}
        code{overflow-wrap:anywhere}li{overflow-wrap:anywhere}
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="results">The last results.</param>
    /// <param name="language"><c>en</c> or <c>ru</c>.</param>
    /// <param name="otherFile">Name of the page in the other language, beside this one.</param>
    public static string Write(ImmutableArray<ProofResult> results, string language, string otherFile)
    {
        var words = language == "ru" ? ScorecardWords.Russian : ScorecardWords.English;
        var page = new StringBuilder(8192);
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"{words.Language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>Fulcrum: {Safe(words.Title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<header>\n<h1>Fulcrum: {Safe(words.Title)}</h1>\n");
        page.Append(CultureInfo.InvariantCulture, $"<a href=\"{Safe(otherFile)}\" hreflang=\"{words.Other}\" lang=\"{words.Other}\">{Safe(words.OtherName)}</a>\n</header>\n<main>\n<p>{Safe(words.Lead)}</p>\n<p class=\"soft\">{Safe(words.Explained)}</p>\n");
        if (results.IsEmpty)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>{Safe(words.Nothing)}</p>\n");
        }

        foreach (var result in results)
        {
            Write(page, result, words);
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Write(StringBuilder page, ProofResult result, ScorecardWords words)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{Safe(In(result.Title, words))}</h2>\n<p>{Mark(result.Holds, words)} <span class=\"soft\">{Safe(result.Instrument)}, {Safe(result.Store)}</span></p>\n<ul>\n");
        foreach (var claim in result.Claims)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><span class=\"mark {(claim.Holds ? "good" : "bad")}\">{Number(claim.Violations, words)} {Safe(words.Of)} {Number(claim.Trials, words)}</span> {Safe(In(claim.Unit, words))}: {Safe(In(claim.What, words))}<br><span class=\"soft\">{Safe(words.Bound)}: {Number(claim.BoundPercent, words)} %</span></li>\n");
        }

        page.Append("</ul>\n");
        Write(page, words.Planted, result.Controls, control => $"<span class=\"mark {(control.Holds ? "good" : "bad")}\">{Safe(words.Noticed)} {Number(control.Caught, words)} {Safe(words.Of)} {Number(control.Runs, words)}</span>: {Safe(In(control.What, words))}");
        Write(page, words.Measured, result.Figures, figure => $"{Safe(In(figure.What, words))}: <span class=\"mark {(figure.Max is null ? "" : figure.Holds ? "good" : "bad")}\">{Number(figure.Value, words)} {Safe(Unit(figure.Unit, words))}</span>{(figure.Max is { } max ? $" <span class=\"soft\">({Safe(words.AtMost)} {Number(max, words)})</span>" : "")}");
        Write(page, words.Found, result.Findings, finding => $"<code>{Safe(finding)}</code>");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{Safe(words.Ran)} {result.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {Safe(words.Seconds)}: {Number(result.Seconds, words)}. {Safe(words.Again)}: <code>{Safe(result.Replay)}</code></p>\n</section>\n");
    }

    private static void Write<T>(StringBuilder page, string heading, ImmutableArray<T> items, Func<T, string> text)
    {
        if (!items.IsDefaultOrEmpty)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h3>{Safe(heading)}</h3>\n<ul>\n");
            foreach (var item in items)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li>{text(item)}</li>\n");
            }

            page.Append("</ul>\n");
        }
    }

    private static string Mark(bool holds, ScorecardWords words) =>
        $"<span class=\"mark {(holds ? "good" : "bad")}\">{(holds ? "✓" : "✗")} {Safe(holds ? words.Holds : words.Broken)}</span>";

    /// <summary>Digits in groups: Russian writes a space between them and a comma before the fraction.</summary>
    private static string Number(double value, ScorecardWords words)
    {
        // A bound may be a millionth of a percent: as many places as it has, not a fixed number.
        var text = value.ToString(Math.Abs(value) is > 0 and < 0.01 ? "0.000000" : "#,0.###", CultureInfo.InvariantCulture);
        return words.Language == "ru" ? text.Replace(',', '\u00A0').Replace('.', ',') : text;
    }

    private static string Unit(string unit, ScorecardWords words) => words.Language != "ru" ? unit : unit switch
    {
        "s" => "с",
        "ms" => "мс",
        "MB/s" => "МБ/с",
        _ => unit,
    };

    private static string In(LocalText text, ScorecardWords words) => text.In(words.Language);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
