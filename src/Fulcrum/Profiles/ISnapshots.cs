namespace Fulcrum.Profiles;

/// <summary>Profile parts as last written behind the journal. Can be thrown away and rebuilt (law 5).</summary>
/// <remarks><c>SnapshotsContract</c> is the full meaning. Safe from many threads.</remarks>
public interface ISnapshots
{
    /// <summary>Reads the newest snapshot of a subject's part; null when there is none.</summary>
    ValueTask<Snapshot?> FindAsync(SubjectId subject, CancellationToken cancellation);

    /// <summary>Writes snapshots; newer ones replace older ones. Need not be durable when it returns.</summary>
    ValueTask WriteAsync(IReadOnlyList<Snapshot> snapshots, CancellationToken cancellation);

    /// <summary>Deletes the snapshots of subjects; gone from the disk when it returns, so that no crash brings them back.</summary>
    ValueTask ForgetAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation);
}

/// <summary>The state of one subject's part after a journal row.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="Sequence">Every row of the subject up to and including this one is in it.</param>
/// <param name="FoldVersion"><c>Workspace.FoldVersion</c> it was folded under; another one means: refold.</param>
/// <param name="Sealed">Sealed state.</param>
public sealed record Snapshot(SubjectId Subject, long Sequence, string FoldVersion, ReadOnlyMemory<byte> Sealed);
