namespace Fulcrum.Decisions;

/// <summary>A decision is there, but the workspace version it was made under cannot be read any more, so it cannot be explained.</summary>
public sealed class PinnedVersionUnreadableException : Exception
{
    internal PinnedVersionUnreadableException(string version)
        : this(new Fault(
            "pinned-version-unreadable",
            $"The decision was made under workspace version {version}, which is not in the store or no longer passes the checks of this program.",
            "Explain it with the version of Fulcrum that made it, or restore the store from a backup that holds the workspace version."))
    {
    }

    private PinnedVersionUnreadableException(Fault fault)
        : base(fault.ToString()) => Fault = fault;

    /// <summary>Which version, and what to do.</summary>
    public Fault Fault { get; }
}
