namespace Fulcrum.Workspaces;

/// <summary>The workspace version in force. One read of <see cref="Current"/> at the start of an operation serves the whole of it.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class WorkspaceInForce(Workspace first)
{
    private volatile Workspace _current = first;

    /// <summary>The version in force.</summary>
    public Workspace Current => _current;

    internal void Replace(Workspace next) => _current = next;
}
