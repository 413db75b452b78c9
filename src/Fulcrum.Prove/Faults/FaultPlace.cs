using System.Collections.Immutable;
using Fulcrum.Prove.Disks;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Faults;

/// <summary>A kind of file and a kind of call that may fail there.</summary>
/// <param name="Name">In words.</param>
/// <param name="File">What the file's path inside the store contains.</param>
/// <param name="Kind">Which call.</param>
/// <param name="Fault">How it fails.</param>
/// <param name="StopsStore">Whether nothing may be acknowledged any more; false for what can be rebuilt or tried again.</param>
internal sealed record FaultPlace(string Name, string File, DiskCallKind Kind, DiskFault Fault, bool StopsStore)
{
    /// <summary>Where a consent's entry is put on disk.</summary>
    public static FaultPlace LedgerSync { get; } = new("sync of the ledger's entries", "ledger/entries", DiskCallKind.Sync, DiskFault.Io, true);

    /// <summary>Every place that is tried.</summary>
    public static ImmutableArray<FaultPlace> All { get; } =
    [
        new("sync of the journal's log", "journal.db-wal", DiskCallKind.Sync, DiskFault.Io, true),
        new("write to the journal's log", "journal.db-wal", DiskCallKind.Write, DiskFault.Io, true),
        new("write to the journal's log on a full disk", "journal.db-wal", DiskCallKind.Write, DiskFault.Full, true),
        new("sync of the journal", "journal.db", DiskCallKind.Sync, DiskFault.Io, true),
        new("write to the journal", "journal.db", DiskCallKind.Write, DiskFault.Io, true),
        new("write to the journal on a full disk", "journal.db", DiskCallKind.Write, DiskFault.Full, false),
        new("sync of the keys' log", "keys.db-wal", DiskCallKind.Sync, DiskFault.Io, true),
        new("write to the keys' log", "keys.db-wal", DiskCallKind.Write, DiskFault.Io, true),
        new("write to the keys' log on a full disk", "keys.db-wal", DiskCallKind.Write, DiskFault.Full, true),
        new("write to the snapshots' log", "snapshots.db-wal", DiskCallKind.Write, DiskFault.Io, false),
        new("write to the snapshots' log on a full disk", "snapshots.db-wal", DiskCallKind.Write, DiskFault.Full, false),
        new("write of a run", ".run.tmp", DiskCallKind.Write, DiskFault.Full, true),
        new("sync of a run", ".run.tmp", DiskCallKind.Sync, DiskFault.Io, true),
        new("name of a run", ".run.tmp", DiskCallKind.Rename, DiskFault.Io, true),
        new("write of a manifest", ".manifest.tmp", DiskCallKind.Write, DiskFault.Full, true),
        new("sync of a manifest", ".manifest.tmp", DiskCallKind.Sync, DiskFault.Io, true),
        new("sync of the folder of runs", "index", DiskCallKind.SyncFolder, DiskFault.Io, true),
        new("write of the mark", "journal.mark", DiskCallKind.Write, DiskFault.Io, true),
        new("sync of a key of the store", "kek", DiskCallKind.Sync, DiskFault.Io, true),
        new("write of a key of the store on a full disk", "look-up", DiskCallKind.Write, DiskFault.Full, true),
        LedgerSync,
        new("write to the ledger's entries", "ledger/entries", DiskCallKind.Write, DiskFault.Io, true),
        new("write to the ledger's entries on a full disk", "ledger/entries", DiskCallKind.Write, DiskFault.Full, true),
        new("write to the ledger's tree", "ledger/level-", DiskCallKind.Write, DiskFault.Io, true),
        new("sync of the ledger's tree", "ledger/level-", DiskCallKind.Sync, DiskFault.Io, false),
        new("sync of the ledger's mark", "ledger/mark.tmp", DiskCallKind.Sync, DiskFault.Io, false),
        new("sync of the ledger's head", "ledger/checkpoint.tmp", DiskCallKind.Sync, DiskFault.Io, false),
        new("name of the ledger's head", "ledger/checkpoint.tmp", DiskCallKind.Rename, DiskFault.Io, false),
        new("sync of the ledger's folder", "ledger", DiskCallKind.SyncFolder, DiskFault.Io, false),
        new("sync of the ledger's key", "keys/ledger", DiskCallKind.Sync, DiskFault.Io, true),
    ];

    /// <summary>Whether a call is made here.</summary>
    public bool Holds(DiskCall call) =>
        call.Kind == Kind && (File is "journal.db" or "keys.db" or "index" or "ledger" ? call.Path.EndsWith(File, StringComparison.Ordinal) : call.Path.Contains(File, StringComparison.Ordinal));
}
