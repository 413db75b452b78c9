namespace Fulcrum.Cli.Import;

/// <summary>One row of a file: a line, or several where a quoted field holds line breaks.</summary>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="LastLine">Its last line.</param>
/// <param name="End">Offset of the first byte behind it.</param>
/// <param name="Original">As it stands in the file. May be personal data.</param>
/// <param name="Values">By column; null where there is no value.</param>
/// <param name="Fault">Why it cannot be used; null for a good row.</param>
internal sealed record Row(long Line, long LastLine, long End, string Original, string?[] Values, Fault? Fault)
{
    /// <summary>Where it stands, never what it says.</summary>
    public override string ToString() => $"row at line {Line}";
}
