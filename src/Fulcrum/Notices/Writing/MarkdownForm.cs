using System.Text;

namespace Fulcrum.Notices.Writing;

/// <summary>A notice as Markdown. Pure; equal documents give equal text.</summary>
internal static class MarkdownForm
{
    /// <summary>Writes it.</summary>
    public static string Write(NoticeDocument document)
    {
        var text = new StringBuilder($"# {Escaped(document.Title)}\n\n{Escaped(document.VersionLine)}\n");
        foreach (var section in document.Sections)
        {
            text.Append($"\n## {Escaped(section.Heading)}\n");
            foreach (var block in section.Blocks)
            {
                Write(text, block);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, NoticeBlock block)
    {
        if (block is NoticeTerms terms)
        {
            text.Append('\n');
            foreach (var item in terms.Items)
            {
                text.Append(item.Lines.IsEmpty ? $"- {Escaped(item.Term)}\n" : $"- **{Escaped(item.Term)}**\n");
                foreach (var line in item.Lines)
                {
                    text.Append($"  - {Escaped(line)}\n");
                }
            }
        }
        else
        {
            foreach (var line in block.Lines)
            {
                text.Append($"\n{Escaped(line)}\n");
            }
        }
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            escaped.Append(letter is '\\' or '*' or '_' or '`' or '[' or ']' or '<' or '#' ? $"\\{letter}" : letter.ToString());
        }

        return escaped.ToString();
    }
}
