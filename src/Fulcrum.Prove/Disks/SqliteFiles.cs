using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Disks;

/// <summary>Puts a witness between SQLite and its files: each write, cut, sync and deletion is shown to it first, and then made by SQLite's own code.</summary>
/// <remarks>
/// SQLite reaches the disk through a table of functions (a VFS). The default one is copied, with the opening and deleting
/// of files replaced; a file opened in a watched folder gets a copy of its methods with writing, cutting, syncing and closing
/// replaced. Everything else, locks and shared memory too, stays SQLite's. For the whole process; safe from many threads.
/// </remarks>
internal static unsafe partial class SqliteFiles
{
    private const int Ok = 0;
    private const int IoErrorWrite = 10 | (3 << 8);
    private const int IoErrorSync = 10 | (4 << 8);
    private const int IoErrorTruncate = 10 | (6 << 8);
    private const int IoErrorDelete = 10 | (10 << 8);
    private const int Full = 13;
    private const int OpenCreate = 0x4;
    private const int OpenLogs = 0x800 | 0x4000 | 0x80000;

    private static readonly Lock Installing = new();
    private static readonly ConcurrentDictionary<nint, WatchedFile> Files = new();
    private static readonly ConcurrentDictionary<nint, nint> Methods = new();
    private static Vfs* _original;

    /// <summary>Puts it in place; again is nothing.</summary>
    public static void Install()
    {
        lock (Installing)
        {
            if (_original is not null)
            {
                return;
            }

            // The engine's version is asked first: that loads and initialises it.
            _ = Database.EngineVersion;
            _original = Find(null);
            var own = (Vfs*)NativeMemory.Alloc((nuint)sizeof(Vfs));
            *own = *_original;
            own->Name = (byte*)Marshal.StringToCoTaskMemUTF8("fulcrum-witness");
            own->Open = &OpenFile;
            own->Delete = &DeleteFile;
            if (Register(own, 1) != Ok)
            {
                throw new InvalidOperationException("SQLite did not take the witness.");
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OpenFile(Vfs* vfs, byte* name, OpenedFile* file, int flags, int* flagsOut)
    {
        var path = name is null ? null : Marshal.PtrToStringUTF8((nint)name)!;
        var isWatched = path is not null && DiskWitnesses.Watches(path);
        var isNew = isWatched && (flags & OpenCreate) != 0 && !File.Exists(path);
        var code = _original->Open(_original, name, file, flags, flagsOut);
        if (code != Ok || !isWatched || file->Methods is null)
        {
            return code;
        }

        if (isNew)
        {
            _ = See(new DiskCall(DiskCallKind.Create, path!));
        }

        var original = file->Methods;
        file->Methods = (FileMethods*)Methods.GetOrAdd((nint)original, Wrap);
        Files[(nint)file] = new WatchedFile(path!, (nint)original) { SyncsFolder = (flags & OpenCreate) != 0 && (flags & OpenLogs) != 0 };
        return Ok;
    }

    private static nint Wrap(nint original)
    {
        var own = (FileMethods*)NativeMemory.Alloc((nuint)sizeof(FileMethods));
        *own = *(FileMethods*)original;
        own->Close = &CloseFile;
        own->Write = &WriteFile;
        own->Truncate = &TruncateFile;
        own->Sync = &SyncFile;
        return (nint)own;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeleteFile(Vfs* vfs, byte* name, int syncsFolder)
    {
        var path = Marshal.PtrToStringUTF8((nint)name)!;
        if (DiskWitnesses.Watches(path))
        {
            if (See(new DiskCall(DiskCallKind.Delete, path)) is not SqliteAnswer.Go
                || (syncsFolder != 0 && See(new DiskCall(DiskCallKind.SyncFolder, Path.GetDirectoryName(path)!)) is not SqliteAnswer.Go))
            {
                return IoErrorDelete;
            }
        }

        return _original->Delete(_original, name, syncsFolder);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CloseFile(OpenedFile* file)
    {
        _ = Files.TryRemove((nint)file, out var watched);
        file->Methods = (FileMethods*)watched!.Original;
        return file->Methods->Close(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int WriteFile(OpenedFile* file, byte* bytes, int count, long at)
    {
        var watched = Files[(nint)file];
        return See(new DiskCall(DiskCallKind.Write, watched.Path) { At = at, Bytes = new ReadOnlySpan<byte>(bytes, count).ToArray() }) switch
        {
            SqliteAnswer.Fails => IoErrorWrite,
            SqliteAnswer.IsFull => Full,
            _ => ((FileMethods*)watched.Original)->Write(file, bytes, count, at),
        };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int TruncateFile(OpenedFile* file, long size)
    {
        var watched = Files[(nint)file];
        return See(new DiskCall(DiskCallKind.Truncate, watched.Path) { At = size }) is SqliteAnswer.Go
            ? ((FileMethods*)watched.Original)->Truncate(file, size)
            : IoErrorTruncate;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SyncFile(OpenedFile* file, int flags)
    {
        var watched = Files[(nint)file];
        if (See(new DiskCall(DiskCallKind.Sync, watched.Path)) is not SqliteAnswer.Go)
        {
            return IoErrorSync;
        }

        if (watched.SyncsFolder)
        {
            // The first sync of a log SQLite may have made syncs its name as well.
            watched.SyncsFolder = false;
            _ = See(new DiskCall(DiskCallKind.SyncFolder, Path.GetDirectoryName(watched.Path)!));
        }

        return ((FileMethods*)watched.Original)->Sync(file, flags);
    }

    // Nothing may be thrown through SQLite.
    private static SqliteAnswer See(DiskCall call)
    {
        try
        {
            Disk.Witness?.See(call);
            return SqliteAnswer.Go;
        }
        catch (DiskFullException)
        {
            return SqliteAnswer.IsFull;
        }
        catch (IOException)
        {
            return SqliteAnswer.Fails;
        }
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial Vfs* Find(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Register(Vfs* vfs, int makeDefault);

    private enum SqliteAnswer
    {
        Go,
        Fails,
        IsFull,
    }

    private sealed class WatchedFile(string path, nint original)
    {
        public string Path { get; } = path;

        public nint Original { get; } = original;

        public bool SyncsFolder { get; set; }
    }

    // sqlite3_file: what follows the pointer is the VFS's own.
    [StructLayout(LayoutKind.Sequential)]
    private struct OpenedFile
    {
        public FileMethods* Methods;
    }

    // sqlite3_io_methods, version 3.
    [StructLayout(LayoutKind.Sequential)]
    private struct FileMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<OpenedFile*, int> Close;
        public nint Read;
        public delegate* unmanaged[Cdecl]<OpenedFile*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<OpenedFile*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<OpenedFile*, int, int> Sync;
        public nint FileSize;
        public nint Lock;
        public nint Unlock;
        public nint CheckReservedLock;
        public nint FileControl;
        public nint SectorSize;
        public nint DeviceCharacteristics;
        public nint ShmMap;
        public nint ShmLock;
        public nint ShmBarrier;
        public nint ShmUnmap;
        public nint Fetch;
        public nint Unfetch;
    }

    // sqlite3_vfs, version 3.
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int PathMax;
        public Vfs* Next;
        public byte* Name;
        public nint AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, OpenedFile*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public nint Access;
        public nint FullPathname;
        public nint LibraryOpen;
        public nint LibraryError;
        public nint LibrarySymbol;
        public nint LibraryClose;
        public nint Randomness;
        public nint Sleep;
        public nint CurrentTime;
        public nint LastError;
        public nint CurrentTimeInt64;
        public nint SetSystemCall;
        public nint GetSystemCall;
        public nint NextSystemCall;
    }
}
