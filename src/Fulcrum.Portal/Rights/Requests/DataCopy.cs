using Fulcrum.Rights.Access;
using Fulcrum.Rights.Access.Export;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>A copy of somebody's data, written for one session and gone with it.</summary>
/// <remarks>
/// Its file has no name: it is opened and unlinked before anything is in it, so nothing is left of it when the session ends, the time is
/// over, or the process dies. Safe from many threads.
/// </remarks>
/// <param name="access">What it is written from; journaled already.</param>
internal sealed class DataCopy(SelfAccess access) : IDisposable
{
    /// <summary>How long it can be fetched.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private FileStream? _file;
    private bool _isClosed;

    /// <summary>Where it stands.</summary>
    public CopyState State { get; private set; }

    /// <summary>How far it is.</summary>
    public ExportProgress Progress { get; private set; }

    /// <summary>Until when it can be fetched, once it is written.</summary>
    public Instant Until { get; private set; }

    /// <summary>Its length in bytes, once it is written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes it, to its end or until the session is over.</summary>
    /// <param name="request">For whom.</param>
    /// <param name="now">The clock.</param>
    public async Task WriteAsync(ExportRequest request, Func<Instant> now)
    {
        try
        {
            Open();
            var written = await AccessExport.WriteAsync(access, request, _file!, new Told(this), _stop.Token);
            await _file!.FlushAsync(_stop.Token);
            (Bytes, Until) = (_file.Length, now() + KeptFor);
            State = written is null ? CopyState.Failed : CopyState.Ready;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException or IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            State = CopyState.Failed;
        }

        if (State == CopyState.Failed)
        {
            Dispose();
        }
    }

    /// <summary>Whether it can be fetched now: it is whole, its time is not over, and the profile is still the one it was written from.</summary>
    public async ValueTask<bool> CanBeFetchedAsync(Instant now, CancellationToken cancellation) =>
        State == CopyState.Ready && now < Until && !_isClosed && await access.IsCurrentAsync(cancellation);

    /// <summary>Reads it, from any place; 0 at its end, and once it is gone.</summary>
    public async ValueTask<int> ReadAsync(long from, Memory<byte> buffer, CancellationToken cancellation)
    {
        FileStream? file;
        lock (_gate)
        {
            file = _isClosed ? null : _file;
        }

        return file is null ? 0 : await RandomAccess.ReadAsync(file.SafeFileHandle, buffer, from, cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _file?.Dispose();
        }

        _stop.Cancel();
        _stop.Dispose();
    }

    private void Open()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _file = new FileStream(path, options);
            File.Delete(path);
        }
    }

    private sealed class Told(DataCopy copy) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => copy.Progress = value;
    }
}

/// <summary>Where a copy stands.</summary>
internal enum CopyState
{
    /// <summary>It is being written.</summary>
    Writing,

    /// <summary>It can be fetched.</summary>
    Ready,

    /// <summary>It did not come about.</summary>
    Failed,
}
