using System.Collections.Immutable;

namespace Fulcrum.Notices.Readability;

/// <summary>A text cut into words and sentences. Pure.</summary>
/// <remarks>
/// A sentence ends at <c>. ! ? … ; :</c> before a space or the end, as Flesch counted units of thought (1948), and with its line:
/// an item of a list is a sentence. A point after a single letter ends none ("e. g.", "т. д."). Addresses (with <c>@</c> or
/// <c>://</c>) are not read aloud as words and do not count.
/// </remarks>
public static class ReadText
{
    private const string Ends = ".!?…;:";

    /// <summary>Cuts a text.</summary>
    /// <param name="text">Plain text.</param>
    /// <param name="isWrapped">Whether lines were broken only to fit: then a sentence ends with its line only before an empty line or an item of a list.</param>
    public static ImmutableArray<ReadSentence> Sentences(string text, bool isWrapped = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = ImmutableArray.CreateBuilder<ReadSentence>();
        var words = ImmutableArray.CreateBuilder<ReadWord>();
        var (line, start) = (1, 0);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '\n')
            {
                (line, start) = (line + 1, ++at);
                if (!isWrapped || StartsAnew(text.AsSpan(at)))
                {
                    Close();
                }
            }
            else if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else
            {
                var end = at;
                while (end < text.Length && !char.IsWhiteSpace(text[end]))
                {
                    end++;
                }

                if (Take(text.AsSpan(at, end - at), new ReadPlace(line, at - start + 1), words))
                {
                    Close();
                }

                at = end;
            }
        }

        Close();
        return sentences.ToImmutable();

        void Close()
        {
            if (words.Count > 0)
            {
                sentences.Add(new ReadSentence(words.ToImmutable()));
                words.Clear();
            }
        }
    }

    /// <summary>Takes the words of a run without spaces.</summary>
    /// <returns>Whether a sentence ends with it.</returns>
    private static bool Take(ReadOnlySpan<char> run, ReadPlace place, ImmutableArray<ReadWord>.Builder words)
    {
        if (run.Contains('@') || run.IndexOf("://", StringComparison.Ordinal) >= 0)
        {
            return EndsSentence(run, 2);
        }

        var letters = 0;
        for (var at = 0; at < run.Length;)
        {
            if (!char.IsLetterOrDigit(run[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < run.Length && (char.IsLetterOrDigit(run[end]) || (run[end] is '-' or '\'' or '’' or '.' && end + 1 < run.Length && char.IsLetterOrDigit(run[end + 1]))))
            {
                end++;
            }

            words.Add(new ReadWord(run[at..end].ToString(), place with { Column = place.Column + at }));
            letters = end - at;
            at = end;
        }

        return EndsSentence(run, letters);
    }

    private static bool StartsAnew(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('\n');
        var next = (end < 0 ? rest : rest[..end]).Trim();
        var digits = next.IndexOfAnyExceptInRange('0', '9');
        return next.IsEmpty || next.StartsWith("- ", StringComparison.Ordinal) || next.StartsWith("• ", StringComparison.Ordinal)
            || (digits > 0 && next[digits..].StartsWith(". ", StringComparison.Ordinal));
    }

    private static bool EndsSentence(ReadOnlySpan<char> run, int lettersOfLast)
    {
        var end = run.TrimEnd("»”\"')]*_").Length;
        return end > 0 && Ends.Contains(run[end - 1], StringComparison.Ordinal) && !(run[end - 1] == '.' && lettersOfLast == 1);
    }
}

/// <summary>One sentence.</summary>
/// <param name="Words">At least one.</param>
public sealed record ReadSentence(ImmutableArray<ReadWord> Words);

/// <summary>One word as written.</summary>
/// <param name="Text">Without signs around it.</param>
/// <param name="At">Where it starts.</param>
public sealed record ReadWord(string Text, ReadPlace At);

/// <summary>Where a word stands.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public readonly record struct ReadPlace(int Line, int Column)
{
    /// <summary>For example <c>12:7</c>.</summary>
    public override string ToString() => $"{Line}:{Column}";
}
