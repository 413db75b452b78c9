using System.Collections.Immutable;
using Fulcrum.Backups;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Disks;

/// <summary>Leads each call to the trace of the folder it is in, so that several stores of one process can be watched at once: the store's own calls, SQLite's, and those of the ledger. Safe from many threads.</summary>
internal sealed class DiskWitnesses : IDiskWitness, IFileWitness
{
    private static readonly DiskWitnesses Only = new();
    private static ImmutableArray<DiskTrace> _traces = [];

    private DiskWitnesses()
    {
    }

    /// <summary>Whether a file is in a watched folder.</summary>
    public static bool Watches(string path) => Find(path) is not null;

    /// <summary>Begins to watch a folder.</summary>
    public static void Add(DiskTrace trace)
    {
        SqliteFiles.Install();
        Disk.Witness = Only;
        IFileWitness.Only = Only;
        ImmutableInterlocked.Update(ref _traces, static (traces, added) => traces.Add(added), trace);
    }

    /// <summary>Watches it no longer.</summary>
    public static void Remove(DiskTrace trace) => ImmutableInterlocked.Update(ref _traces, static (traces, gone) => traces.Remove(gone), trace);

    /// <inheritdoc />
    public void See(DiskCall call) => Find(call.Path)?.See(call);

    /// <inheritdoc />
    public void See(FileCall call) => See(new DiskCall(KindOf(call.Kind), call.Path) { At = call.At, Bytes = call.Bytes, To = call.To });

    private static DiskCallKind KindOf(FileCallKind kind) => kind switch
    {
        FileCallKind.Create => DiskCallKind.Create,
        FileCallKind.Write => DiskCallKind.Write,
        FileCallKind.Cut => DiskCallKind.Truncate,
        FileCallKind.Sync => DiskCallKind.Sync,
        FileCallKind.Rename => DiskCallKind.Rename,
        FileCallKind.Delete => DiskCallKind.Delete,
        FileCallKind.CreateFolder => DiskCallKind.CreateFolder,
        _ => DiskCallKind.SyncFolder,
    };

    private static DiskTrace? Find(string path)
    {
        foreach (var trace in _traces)
        {
            if (trace.Holds(path))
            {
                return trace;
            }
        }

        return null;
    }
}
