using System.Collections.Immutable;

namespace Fulcrum.Cli.Import;

/// <summary>Reads the rows of a file in one format. Every line ends up in exactly one row; blank lines in none.</summary>
internal abstract class RowReader(LineReader lines) : IDisposable
{
    /// <summary>Names of the columns, in the order of <see cref="Row.Values"/>.</summary>
    public abstract ImmutableArray<string> Columns { get; }

    /// <summary>Reads the next row; false at the end.</summary>
    public abstract bool TryRead(out Row row);

    /// <summary>Goes on behind a row read earlier.</summary>
    public virtual void GoBehind(long lastLine, long end) => lines.GoBehind(lastLine, end);

    /// <inheritdoc />
    public void Dispose() => lines.Dispose();

    /// <summary>The next line that is not blank.</summary>
    protected bool TryReadLine(out TextLine line)
    {
        while (lines.TryRead(out line))
        {
            if (line.Fault is not null || !string.IsNullOrWhiteSpace(line.Text))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next line, blank or not.</summary>
    protected bool TryReadAnyLine(out TextLine line) => lines.TryRead(out line);

    /// <summary>A row that cannot be used.</summary>
    protected static Row Bad(TextLine line, Fault fault) => new(line.Number, line.Number, line.End, line.Text, [], fault);

    /// <summary>A row of values, checked for their number.</summary>
    protected Row Checked(long firstLine, TextLine last, string original, string?[] values)
    {
        var fault = Columns.IsEmpty || values.Length == Columns.Length
            ? null
            : new Fault(
                "column-count",
                $"There are {values.Length} columns where {Columns.Length} are expected.",
                "Check the delimiter and the quotes of this line against the mapping.");
        return new Row(firstLine, last.Number, last.End, original, fault is null ? values : [], fault);
    }
}
