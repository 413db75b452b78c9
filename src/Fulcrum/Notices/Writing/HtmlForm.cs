using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Notices.Writing;

/// <summary>A notice as one HTML page: static, no script, nothing loaded, readable at 320 px, in the dark and on paper. Pure.</summary>
internal static class HtmlForm
{
    private const string Style = """

        :root{color-scheme:light dark;--ink:#1a1a1a;--dim:#595959;--paper:#fff;--box:#f2f5f7;--line:#c9d1d6;--link:#0b5394}
        @media (prefers-color-scheme:dark){:root{--ink:#ececec;--dim:#b3b3b3;--paper:#15181a;--box:#20262a;--line:#47525a;--link:#9cc9f5}}
        *{box-sizing:border-box}
        body{margin:0;padding:1rem;background:var(--paper);color:var(--ink);font:1.0625rem/1.55 system-ui,sans-serif;overflow-wrap:break-word;hyphens:auto}
        header,main{max-width:68ch;margin:0 auto}
        h1{font-size:1.75rem;line-height:1.2;margin:.5rem 0}
        h2{font-size:1.3rem;line-height:1.3;margin:2.25rem 0 .5rem}
        p{margin:.5rem 0}
        a{color:var(--link)}
        .version{color:var(--dim);font-size:1rem}
        #short{background:var(--box);border:1px solid var(--line);border-radius:.5rem;padding:.25rem 1rem 1rem;margin:1.5rem 0}
        #short h2{margin-top:.75rem}
        nav ul,ul{padding-left:1.25rem;margin:.5rem 0}
        li{margin:.35rem 0}
        nav a,summary{display:inline-block;min-height:24px}
        dt{font-weight:600;margin-top:.9rem}
        dd{margin:.1rem 0 0}
        details{border-bottom:1px solid var(--line);padding:.5rem 0}
        summary{display:list-item;cursor:pointer;font-weight:600}
        a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        @media print{body{font-size:11pt;padding:0}nav{display:none}details::details-content{content-visibility:visible;block-size:auto}h2,dt,summary{break-after:avoid}#short{background:none}}

        """;

    /// <summary>What a browser is told about the page, as the page itself says it.</summary>
    public static string PolicyOf(string page)
    {
        var from = page.IndexOf("<style>", StringComparison.Ordinal);
        var until = page.IndexOf("</style>", StringComparison.Ordinal);
        return from >= 0 && until > from ? Policy(page[(from + 7)..until]) : "default-src 'none'";
    }

    /// <summary>Writes it.</summary>
    public static string Write(NoticeDocument document)
    {
        var page = new StringBuilder("<!doctype html>\n");
        page.Append($"<html lang=\"{document.Language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy(Style)}\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        page.Append($"<title>{Text(document.Title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<header>\n<h1>{Text(document.Title)}</h1>\n");
        page.Append($"<p class=\"version\">{Text(document.VersionLine)}</p>\n");
        foreach (var other in document.Languages.Where(language => language != document.Language))
        {
            page.Append($"<p><a href=\"?language={other}\" hreflang=\"{other}\" lang=\"{other}\">{(other == "ru" ? "Русский" : "English")}</a></p>\n");
        }

        page.Append("</header>\n<main>\n");
        foreach (var section in document.Sections)
        {
            Write(page, section);
            if (section.IsShortForm)
            {
                WriteContents(page, document);
            }
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void WriteContents(StringBuilder page, NoticeDocument document)
    {
        page.Append($"<nav aria-label=\"{(document.Language == "ru" ? "Все вопросы" : "All questions")}\">\n<ul>\n");
        foreach (var section in document.Sections.Where(section => !section.IsShortForm))
        {
            page.Append($"<li><a href=\"#{section.Id}\">{Text(section.Heading)}</a></li>\n");
        }

        page.Append("</ul>\n</nav>\n");
    }

    private static void Write(StringBuilder page, NoticeSection section)
    {
        page.Append($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-heading\">\n<h2 id=\"{section.Id}-heading\">{Text(section.Heading)}</h2>\n");
        foreach (var block in section.Blocks)
        {
            switch (block)
            {
                case NoticeTerms { IsLayer: true } layers:
                    foreach (var item in layers.Items)
                    {
                        page.Append($"<details>\n<summary>{Text(item.Term)}</summary>\n<ul>\n{string.Concat(item.Lines.Select(line => $"<li>{Text(line)}</li>\n"))}</ul>\n</details>\n");
                    }

                    break;
                case NoticeTerms terms when terms.Items.All(item => item.Lines.IsEmpty):
                    page.Append($"<ul>\n{string.Concat(terms.Items.Select(item => $"<li>{Text(item.Term)}</li>\n"))}</ul>\n");
                    break;
                case NoticeTerms terms:
                    page.Append($"<dl>\n{string.Concat(terms.Items.Select(item => $"<dt>{Text(item.Term)}</dt>\n{string.Concat(item.Lines.Select(line => $"<dd>{Text(line)}</dd>\n"))}"))}</dl>\n");
                    break;
                default:
                    page.Append(string.Concat(block.Lines.Select(line => $"<p>{Text(line)}</p>\n")));
                    break;
            }
        }

        page.Append("</section>\n");
    }

    private static string Policy(string style) =>
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.ReplaceLineEndings("\n"))))}'; base-uri 'none'; form-action 'none'";

    private static string Text(string text) => WebUtility.HtmlEncode(text).Replace("&#39;", "'", StringComparison.Ordinal);
}
