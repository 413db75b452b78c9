using System.Globalization;
using Fulcrum.Rights;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Backups;

/// <summary>The tail log in a folder of its own: segments that are only ever appended to, each write on disk before it returns.</summary>
/// <remarks>
/// One extra sync for each group of rows that holds a no or an erasure, none for any other. A log that is damaged or gone
/// does not stop the store, whose journal holds the same: the damaged part is put aside, a new segment goes on from where the
/// journal stands, and <see cref="Damage"/> says that backups made before need another copy of it.
/// </remarks>
public sealed class TailLog : ITail
{
    private const long SegmentMax = 16L << 20;

    // What Linux and Windows say when there is no room.
    private const int NoSpace = 28;
    private const int DiskFull = 0x70;

    private readonly string _folder;
    private readonly byte[] _key;
    private readonly long _segmentMax;
    private readonly MemoryStream _output = new();
    private FileStream? _held;
    private SafeFileHandle? _file;
    private long _length;
    private TailMark _end;

    /// <summary>A log in a folder, made when it is missing.</summary>
    /// <param name="folder">Its folder; best on another disk than the store's.</param>
    /// <param name="key">Its authentication key, 32 bytes.</param>
    public TailLog(string folder, ReadOnlyMemory<byte> key)
        : this(folder, key, SegmentMax)
    {
    }

    internal TailLog(string folder, ReadOnlyMemory<byte> key, long segmentMax) =>
        (_folder, _key, _segmentMax) = (Path.GetFullPath(folder), key.ToArray(), segmentMax);

    /// <summary>The name of the node that writes this piece of a log that several nodes write, one at a time; null for a log of one writer.</summary>
    public string? Node { get; init; }

    /// <summary>The number of the ownership that node writes under: of two records behind one place, the later owner's is the log's.</summary>
    public long Claim { get; init; }

    /// <inheritdoc />
    public TailMark End => _end;

    /// <inheritdoc />
    public Fault? Damage { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<TailRecord> Open(TailMark known, bool isRestored)
    {
        MakeFolder(_folder);
        _held = Hold(_folder);
        var segments = TailReading.Segments(_folder, _key);
        if (segments.Exists(segment => segment.Before is null && new FileInfo(segment.Path).Length >= TailForm.HeaderLength) && !segments.Exists(segment => segment.Before is not null))
        {
            throw new IOException($"The tail log in {_folder} was written under another key: it is another store's, or its key was lost. Name another folder, or move these files away and make a new backup.");
        }

        if (Node is not null || TailMerging.IsOfSeveral(_folder))
        {
            return OpenPiece(known);
        }

        var stretch = TailReading.Read(_folder, _key, known);
        if (stretch.Fault is null)
        {
            _end = stretch.End;
            GoOn(stretch);
            return stretch.Records;
        }

        // What could be believed behind the known place is still worth taking in; what follows goes on behind it.
        Damage = segments.Count == 0 && known.Number == 0 && !isRestored ? null : stretch.Fault;
        _end = stretch.End.Number > known.Number ? stretch.End : known;
        if (Damage is not null)
        {
            // A number is left out, so that nobody who reads this log from before ever takes it for whole.
            _end = _end with { Number = _end.Number + 1 };
        }

        PutAside(segments, stretch);
        Begin();
        return stretch.Records;
    }

    /// <inheritdoc />
    public TailMark Write(IReadOnlyList<TailRecord> records)
    {
        if (_length > _segmentMax)
        {
            WithRoom(Begin);
        }

        _output.SetLength(0);
        var end = _end;
        foreach (var record in records)
        {
            end = TailForm.Write(_key, end, record, _output);
        }

        WithRoom(() => RandomAccess.Write(_file!, _output.GetBuffer().AsSpan(0, (int)_output.Length), _length));
        RandomAccess.FlushToDisk(_file!);
        _length += _output.Length;
        _end = end;
        return end;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _file?.Dispose();
        _held?.Dispose();
    }

    /// <summary>Keeps every other process from writing a log until the answer is disposed. Two that both wrote would break its chain.</summary>
    /// <exception cref="StoreStartException">Another process holds it.</exception>
    public static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new StoreStartException(new Fault("tail-in-use", $"The tail log in {folder} is held by another process.", "Stop the process that serves this store, or name another folder in FULCRUM_TAIL."), fault);
        }
    }

    /// <summary>Reads a log from a place on, without taking it up.</summary>
    public static TailStretch Read(string folder, ReadOnlyMemory<byte> key, TailMark from) => TailMerging.IsOfSeveral(folder)
        ? TailMerging.Read(Path.GetFullPath(folder), key.ToArray(), from)
        : TailReading.Read(Path.GetFullPath(folder), key.ToArray(), from);

    /// <summary>Deletes segments whose every record lies before a place that all kept backups know.</summary>
    /// <returns>How many were deleted.</returns>
    public static int Forget(string folder, ReadOnlyMemory<byte> key, long through)
    {
        var segments = TailReading.Segments(folder, key.Span);
        var deleted = 0;
        for (var index = 0; index + 1 < segments.Count && segments[index + 1].Before is { } next && next.Number <= through; index++)
        {
            File.Delete(segments[index].Path);
            deleted++;
        }

        return deleted;
    }

    /// <summary>Begins a piece where the journal stands. What other nodes wrote since this one last did is theirs to keep, and no hole.</summary>
    private IReadOnlyList<TailRecord> OpenPiece(TailMark known)
    {
        var stretch = TailMerging.Read(_folder, _key, known);
        var isOwn = stretch.Fault is null || (stretch.Fault.Code == "tail-hole" && stretch.End.Number > known.Number);
        Damage = stretch.Fault is { Code: "tail-broken" } broken ? broken : null;
        _end = isOwn ? stretch.End : known;
        Begin();
        return isOwn ? stretch.Records : [];
    }

    // Half a record at the end is written over when it is tried again.
    private static void WithRoom(Action write)
    {
        try
        {
            write();
        }
        catch (IOException fault) when ((fault.HResult & 0xFFFF) is NoSpace or DiskFull)
        {
            throw new TailFullException(fault);
        }
    }

    private void GoOn(TailStretch stretch)
    {
        if (stretch.Path.Length == 0 || stretch.Length > _segmentMax)
        {
            Begin();
            return;
        }

        _file = File.OpenHandle(stretch.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _length = stretch.Length;
        if (stretch.IsTorn)
        {
            RandomAccess.SetLength(_file, _length);
            RandomAccess.FlushToDisk(_file);
            foreach (var torn in Directory.EnumerateFiles(_folder, "tail-*.log").Where(path => string.CompareOrdinal(path, stretch.Path) > 0))
            {
                File.Delete(torn);
            }
        }
    }

    private void Begin()
    {
        _file?.Dispose();
        var path = Path.Combine(_folder, Node is { } node ? TailMerging.NameOf(_end.Number + 1, Claim, node) : string.Create(CultureInfo.InvariantCulture, $"tail-{_end.Number + 1:D15}.log"));
        var header = TailForm.Header(_key, _end);
        _file = OpenPrivate(path);
        RandomAccess.Write(_file, header, 0);
        RandomAccess.FlushToDisk(_file);
        FolderSync.Run(_folder);
        _length = header.Length;
    }

    /// <summary>Keeps what can still be believed where it is, and puts the rest aside.</summary>
    private static void PutAside(List<TailSegment> segments, TailStretch stretch)
    {
        foreach (var segment in segments)
        {
            var order = stretch.Path.Length == 0 ? 1 : string.CompareOrdinal(segment.Path, stretch.Path);
            if (order > 0)
            {
                File.Move(segment.Path, segment.Path + ".set-aside", overwrite: true);
            }
            else if (order == 0 && new FileInfo(segment.Path).Length > stretch.Length)
            {
                File.Copy(segment.Path, segment.Path + ".set-aside", overwrite: true);
                using var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite);
                RandomAccess.SetLength(file, stretch.Length);
                RandomAccess.FlushToDisk(file);
            }
        }
    }

    private static SafeFileHandle OpenPrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        }

        using (new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
