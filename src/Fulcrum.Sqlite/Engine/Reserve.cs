using System.Globalization;

namespace Fulcrum.Sqlite.Engine;

/// <summary>Room on the disk kept for those who take a consent back, or want to be erased, when there is no room for anything else.</summary>
/// <remarks>
/// A file that holds the room. While the disk has less than <c>low</c> bytes free, only urgent batches are taken in, and when
/// they need it the file gives its room back slice by slice. It is made whole again once there is room. Safe from many threads.
/// </remarks>
internal sealed class Reserve : IDisposable
{
    private const long Slice = 4 << 20;
    private const int LookEveryMs = 250;

    private readonly string _path;
    private readonly long _bytes;
    private readonly long _low;
    private readonly Func<long> _free;
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private long _held;
    private long _room = long.MaxValue / 4;
    private long _taken;
    private bool _closed;
    private volatile bool _isLow;

    /// <summary>Takes the room, as far as there is any.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">How much to keep; 0 for none.</param>
    /// <param name="low">Free bytes below which only urgent batches are taken in; 0 for never.</param>
    /// <param name="free">Asks how much is free; null for the disk of the file.</param>
    public Reserve(string path, long bytes, long low, Func<long>? free = null)
    {
        (_path, _bytes, _low) = (path, bytes, low);
        _free = free ?? (() => new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace);
        _held = File.Exists(path) ? new FileInfo(path).Length : 0;
        Look();
        _timer = new Timer(static reserve => ((Reserve)reserve!).Look(), this, LookEveryMs, LookEveryMs);
    }

    /// <summary>Asks how many bytes are queued and not yet written; a byte of them needs up to two on the disk, in the log and in the file.</summary>
    public Func<long> Waiting { get; set; } = static () => 0;

    /// <summary>Whether there is room for urgent batches only.</summary>
    public bool IsLow => _isLow;

    /// <summary>What is said to those who are refused, and to whoever looks after the machine; null while there is room.</summary>
    public Fault? Limit => _isLow
        ? new Fault(
            "store-disk-low",
            string.Create(CultureInfo.InvariantCulture, $"The disk under {Path.GetDirectoryName(_path)} has less than {_low >> 20} MB free; only withdrawals and erasures are taken in, from a reserve of {_bytes >> 20} MB."),
            "Make room on the disk, or move the store to a larger one; intake goes on by itself.")
        : null;

    /// <summary>Looks how much room there is, and makes the reserve whole when there is enough.</summary>
    public void Look()
    {
        lock (_lock)
        {
            if (_closed || _low == 0)
            {
                return;
            }

            try
            {
                var free = _free();
                if (_held < _bytes && free > _low + (_bytes - _held))
                {
                    Fill();
                    free = _free();
                }

                Volatile.Write(ref _room, free - _low - (2 * Waiting()));
                Interlocked.Exchange(ref _taken, 0);
                _isLow = _room < 0;
            }
            catch (IOException)
            {
                // Asked again soon; a disk that cannot even say what is free shows on the next write.
            }
        }
    }

    /// <summary>So many bytes were queued: a flood between two looks does not take what is reserved.</summary>
    public void Take(long bytes)
    {
        if (_low > 0 && 2 * Interlocked.Add(ref _taken, bytes) > Volatile.Read(ref _room))
        {
            _isLow = true;
        }
    }

    /// <summary>Before an urgent write: gives a slice back when the disk has less than that free.</summary>
    public void MakeRoom()
    {
        if (_isLow && _free() < Slice)
        {
            _ = Give();
        }
    }

    /// <summary>Gives a slice back; false when nothing is left.</summary>
    public bool Give()
    {
        lock (_lock)
        {
            if (_held == 0)
            {
                return false;
            }

            _isLow = true;
            _held = Math.Max(0, _held - Slice);
            using var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.SetLength(file, _held);
            RandomAccess.FlushToDisk(file);
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
        }

        _timer.Dispose();
    }

    // Made anew as a whole: only then the system promises the blocks and does not just note a length.
    private void Fill()
    {
        File.Delete(_path);
        _held = 0;
        using (new FileStream(_path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = _bytes }))
        {
        }

        using var file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.SetLength(file, _bytes);
        RandomAccess.FlushToDisk(file);
        _held = _bytes;
    }
}
