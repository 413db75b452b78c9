using System.Collections.Immutable;

namespace Fulcrum.Cli.Import;

/// <summary>Columns separated by any run of spaces or tabs; spaces at either end of a line mean nothing.</summary>
internal sealed class SpacedRows(LineReader lines, ImmutableArray<string> columns) : RowReader(lines)
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <inheritdoc />
    public override ImmutableArray<string> Columns => columns;

    /// <inheritdoc />
    public override bool TryRead(out Row row)
    {
        if (!TryReadLine(out var line))
        {
            row = null!;
            return false;
        }

        row = line.Fault is { } fault
            ? Bad(line, fault)
            : Checked(line.Number, line, line.Text, line.Text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries));
        return true;
    }
}
