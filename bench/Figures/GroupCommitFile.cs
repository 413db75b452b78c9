using System.Threading.Channels;

namespace Fulcrum.Bench.Figures;

/// <summary>The floor of durable appends: one file, one writer, all that waits written and flushed together.</summary>
internal sealed class GroupCommitFile : IAsyncDisposable
{
    private readonly Channel<(ReadOnlyMemory<byte> Row, TaskCompletionSource Done)> _queue =
        Channel.CreateUnbounded<(ReadOnlyMemory<byte>, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly FileStream _file;
    private readonly Task _writer;

    public GroupCommitFile(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        _writer = Task.Run(WriteAsync);
    }

    public Task AppendAsync(ReadOnlyMemory<byte> row)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((row, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _writer;
        await _file.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        var group = new List<TaskCompletionSource>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < 10_000 && _queue.Reader.TryRead(out var item))
            {
                _file.Write(item.Row.Span);
                group.Add(item.Done);
            }

            _file.Flush(flushToDisk: true);
            foreach (var done in group)
            {
                done.SetResult();
            }

            group.Clear();
        }
    }
}
