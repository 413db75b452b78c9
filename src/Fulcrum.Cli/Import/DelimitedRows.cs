using System.Collections.Immutable;
using System.Text;

namespace Fulcrum.Cli.Import;

/// <summary>Columns between delimiters (RFC 4180). A quote left open costs its own line only, not the rest of the file.</summary>
internal sealed class DelimitedRows : RowReader
{
    /// <summary>Most lines one row may span.</summary>
    public const int LinesMax = 200;

    private readonly char _delimiter;
    private readonly Queue<TextLine> _again = new();

    /// <summary>Reads rows; where the first one is a header, it names the columns.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="delimiter">One character.</param>
    /// <param name="columns">Names of the columns; null when a header names them.</param>
    public DelimitedRows(LineReader lines, char delimiter, ImmutableArray<string>? columns)
        : base(lines)
    {
        _delimiter = delimiter;
        Columns = columns ?? (TryRead(out var header) && header.Fault is null ? [.. header.Values.Select(name => name!.Trim())] : []);
    }

    /// <inheritdoc />
    public override ImmutableArray<string> Columns { get; } = [];

    /// <inheritdoc />
    public override bool TryRead(out Row row)
    {
        if (!TryTake(out var first))
        {
            row = null!;
            return false;
        }

        row = first switch
        {
            { Fault: { } fault } => Bad(first, fault),
            _ when first.Text.Contains('"', StringComparison.Ordinal) => ReadQuoted(first),
            _ => Checked(first.Number, first, first.Text, first.Text.Split(_delimiter)),
        };
        return true;
    }

    /// <inheritdoc />
    public override void GoBehind(long lastLine, long end)
    {
        _again.Clear();
        base.GoBehind(lastLine, end);
    }

    private Row ReadQuoted(TextLine first)
    {
        var fields = new QuotedFields(_delimiter);
        fields.Read(first.Text);
        var (text, last) = (new StringBuilder(first.Text), first);
        var joined = new List<TextLine>();
        while (fields.IsOpen && joined.Count < LinesMax - 1 && text.Length <= LineReader.LengthMax && TryTakeAny(out var next))
        {
            joined.Add(next);
            if (next.Fault is not null)
            {
                break;
            }

            text.Append('\n').Append(next.Text);
            fields.Read(next.Text);
            last = next;
        }

        if (fields.IsOpen)
        {
            PutBack(joined);
            return Bad(first, new Fault(
                "open-quote",
                $"A quote opened here is not closed within {LinesMax} lines.",
                "Close it, or write quotes inside a field twice."));
        }

        return fields.IsBad
            ? new Row(first.Number, last.Number, last.End, text.ToString(), [], new Fault(
                "bad-quote", "A quote stands where none may.", "Put the whole field in quotes and write quotes inside it twice."))
            : Checked(first.Number, last, text.ToString(), fields.ToArray());
    }

    private bool TryTake(out TextLine line)
    {
        while (_again.TryDequeue(out line))
        {
            if (line.Fault is not null || !string.IsNullOrWhiteSpace(line.Text))
            {
                return true;
            }
        }

        return TryReadLine(out line);
    }

    private bool TryTakeAny(out TextLine line) => _again.TryDequeue(out line) || TryReadAnyLine(out line);

    private void PutBack(List<TextLine> joined)
    {
        var later = _again.ToArray();
        _again.Clear();
        foreach (var line in joined.Concat(later))
        {
            _again.Enqueue(line);
        }
    }
}
