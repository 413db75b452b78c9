namespace Fulcrum.Cli.Shell;

/// <summary>How the program ends. Documented in <c>src/Fulcrum.Cli/README.md</c>; scripts rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>Something in what was handed in, or in the machine, must be mended first.</summary>
    public const int Failure = 1;

    /// <summary>The command line could not be understood.</summary>
    public const int Usage = 2;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>It exists but may not be read or written.</summary>
    public const int NotAllowed = 4;

    /// <summary>Something else holds it, or it contradicts what is there.</summary>
    public const int Conflict = 5;

    /// <summary>A check was made and did not hold.</summary>
    public const int VerificationFailed = 6;

    /// <summary>The store could not answer; the same command may succeed later.</summary>
    public const int RetryLater = 75;
}
