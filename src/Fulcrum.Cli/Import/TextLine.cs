namespace Fulcrum.Cli.Import;

/// <summary>One line of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="End">Offset of the first byte behind it: where reading goes on.</param>
/// <param name="Text">Without its end; the beginning only when it is too long; empty when it cannot be decoded.</param>
/// <param name="Fault">Why it cannot be used; null for a good line.</param>
internal readonly record struct TextLine(long Number, long End, string Text, Fault? Fault);
