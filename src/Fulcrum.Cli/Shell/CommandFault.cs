namespace Fulcrum.Cli.Shell;

/// <summary>Ends a command with what is wrong, where, and how to mend it; never shown with a stack trace.</summary>
internal sealed class CommandFault : Exception
{
    /// <summary>One thing wrong at one place.</summary>
    /// <param name="fault">What, and the remedy.</param>
    /// <param name="exitCode">One of <see cref="Shell.ExitCode"/>.</param>
    /// <param name="where">For example <c>mapping.yaml:12</c>; empty when there is no place to point at.</param>
    public CommandFault(Fault fault, int exitCode = Shell.ExitCode.Failure, string where = "")
        : this([new PlacedFault(where, fault)], exitCode)
    {
    }

    /// <summary>Several things wrong at once.</summary>
    public CommandFault(IReadOnlyList<PlacedFault> faults, int exitCode = Shell.ExitCode.Failure)
        : base(string.Join(Environment.NewLine, faults)) => (Faults, ExitCode) = (faults, exitCode);

    /// <summary>Everything wrong.</summary>
    public IReadOnlyList<PlacedFault> Faults { get; }

    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; }
}

/// <summary>A fault and where it is.</summary>
/// <param name="Where">For example <c>mapping.yaml:12</c>; may be empty.</param>
/// <param name="Fault">What and the remedy.</param>
internal sealed record PlacedFault(string Where, Fault Fault)
{
    /// <inheritdoc />
    public override string ToString() => Where.Length == 0 ? Fault.ToString() : $"{Where}: {Fault}";
}
