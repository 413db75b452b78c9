namespace Fulcrum.Hosting.Doors;

/// <summary>A certificate cannot be served with. Says which file, what is wrong with it, and how to mend it; never holds a secret.</summary>
public sealed class CertificateRefusedException : Exception
{
    /// <summary>Says why.</summary>
    public CertificateRefusedException(Fault fault, string path, Exception? inner = null)
        : base(fault.ToString(), inner) => (Fault, Path) = (fault, path);

    /// <summary>What, why and how to mend it.</summary>
    public Fault Fault { get; }

    /// <summary>The file.</summary>
    public string Path { get; }
}
