namespace Fulcrum.Workspaces;

/// <summary>Where in the workspace something is written: for errors that point.</summary>
/// <param name="File">Path inside the workspace folder, with forward slashes.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1; 0 when the whole line is meant.</param>
public readonly record struct Place(string File, int Line, int Column = 0)
{
    /// <summary>For example <c>offers.yaml:12:7</c>.</summary>
    public override string ToString() => Column > 0 ? $"{File}:{Line}:{Column}" : $"{File}:{Line}";
}

/// <summary>One thing wrong in a workspace.</summary>
/// <param name="At">File, line and column.</param>
/// <param name="Fault">What is wrong and how to mend it.</param>
public sealed record WorkspaceFault(Place At, Fault Fault)
{
    /// <summary>For example <c>offers.yaml:12:7: unknown-key: …</c>.</summary>
    public override string ToString() => $"{At}: {Fault}";
}
