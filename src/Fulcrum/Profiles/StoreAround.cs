using Fulcrum.Collect;
using Fulcrum.Consent.Ledger;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A store around another: whatever is not overridden or put in its place is the inner one's. The inner one stays its opener's to dispose.</summary>
/// <param name="inner">The store it stands around.</param>
public abstract class StoreAround(IStore inner) : IStore
{
    /// <summary>The store it stands around.</summary>
    protected IStore Inner => inner;

    /// <inheritdoc />
    public IJournal Journal { get; init; } = inner.Journal;

    /// <inheritdoc />
    public ISnapshots Snapshots { get; init; } = inner.Snapshots;

    /// <inheritdoc />
    public IIdentifierIndex Identifiers { get; init; } = inner.Identifiers;

    /// <inheritdoc />
    public ISubjectKeys Keys { get; init; } = inner.Keys;

    /// <inheritdoc />
    public IEraser Eraser { get; init; } = inner.Eraser;

    /// <inheritdoc />
    public ICompaction? Compaction { get; init; } = inner.Compaction;

    /// <inheritdoc />
    public IDedupe Dedupe { get; init; } = inner.Dedupe;

    /// <inheritdoc />
    public IIntakeRecords Intake { get; init; } = inner.Intake;

    /// <inheritdoc />
    public IWorkspaceStore Workspaces { get; init; } = inner.Workspaces;

    /// <inheritdoc />
    public StoreSecrets Secrets => inner.Secrets;

    /// <inheritdoc />
    public long SubjectsMax => inner.SubjectsMax;

    /// <inheritdoc />
    public Fault? Failed => inner.Failed;

    /// <inheritdoc />
    public virtual Fault? Limited => inner.Limited;

    /// <inheritdoc />
    public ITailState? Tail => inner.Tail;

    /// <inheritdoc />
    public virtual ConsentLedger? Ledger => inner.Ledger;

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
