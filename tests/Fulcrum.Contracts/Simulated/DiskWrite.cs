using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Contracts.Simulated;

/// <summary>One transaction of the simulated disk: it survives a crash wholly or not at all.</summary>
internal abstract record DiskWrite;

/// <summary>A journal batch, with the sequence its first row was given.</summary>
internal sealed record BatchWrite(long FirstSequence, JournalBatch Batch) : DiskWrite;

/// <summary>An erasure: the tombstone row and all that goes with it.</summary>
internal sealed record EraseWrite(long Sequence, JournalRow Tombstone, IReadOnlyList<SubjectId> Subjects) : DiskWrite;

/// <summary>A workspace version put in force.</summary>
internal sealed record WorkspaceWrite(AppliedWorkspace Applied, Numbering Numbering) : DiskWrite;

/// <summary>Event rows deleted or made shorter.</summary>
internal sealed record RewriteWrite(IReadOnlyList<RowRewrite> Rows, long SweptThrough) : DiskWrite;

/// <summary>Quarantined rows dropped because of their age.</summary>
internal sealed record SweepWrite(Instant Before) : DiskWrite;
