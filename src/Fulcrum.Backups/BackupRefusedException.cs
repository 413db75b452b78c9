namespace Fulcrum.Backups;

/// <summary>A backup cannot be made, believed or put back; says why and what to do. Never holds personal data.</summary>
public sealed class BackupRefusedException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="fault">What and the remedy.</param>
    /// <param name="isMismatch">Whether a check was made and did not hold, as opposed to something missing or in the way.</param>
    public BackupRefusedException(Fault fault, bool isMismatch = false)
        : base(fault.ToString()) => (Fault, IsMismatch) = (fault, isMismatch);

    /// <summary>What and the remedy.</summary>
    public Fault Fault { get; }

    /// <summary>Whether a check was made and did not hold.</summary>
    public bool IsMismatch { get; }
}
