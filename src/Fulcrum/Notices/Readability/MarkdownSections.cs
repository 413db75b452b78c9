using System.Collections.Immutable;
using System.Text;

namespace Fulcrum.Notices.Readability;

/// <summary>A Markdown or plain text cut at its headings, its signs blanked so that every word keeps its line and column. Pure.</summary>
public static class MarkdownSections
{
    /// <summary>The sections; one without a name for what stands before the first heading.</summary>
    public static ImmutableArray<(string Name, string Text)> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sections = ImmutableArray.CreateBuilder<(string, string)>();
        var (name, body, line, isCode) = ("", new StringBuilder(), 0, false);
        foreach (var written in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isFence = written.TrimStart().StartsWith("```", StringComparison.Ordinal);
            isCode ^= isFence;
            if (!isCode && !isFence && written.StartsWith('#'))
            {
                Close();
                name = written.TrimStart('#').Trim();
                body.Append('\n', line + 1); // Words keep their line.
            }
            else
            {
                body.Append(isCode || isFence ? "" : Plain(written)).Append('\n');
            }

            line++;
        }

        Close();
        return sections.ToImmutable();

        void Close()
        {
            if (body.ToString().Any(char.IsLetter))
            {
                sections.Add((name, body.ToString()));
            }

            body.Clear();
        }
    }

    private static string Plain(string line)
    {
        var plain = new StringBuilder(line);
        var first = line.Length - line.TrimStart().Length;
        if (first + 1 < line.Length && line[first] is '*' or '+' && line[first + 1] == ' ')
        {
            plain[first] = '-'; // Every item of a list starts with the same sign.
        }

        for (var at = 0; at < plain.Length; at++)
        {
            plain[at] = plain[at] is '*' or '_' or '`' or '>' or '|' or '\\' ? ' ' : plain[at];
        }

        return plain.ToString();
    }
}
