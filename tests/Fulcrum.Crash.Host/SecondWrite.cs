using System.Collections.Concurrent;
using System.Globalization;
using Fulcrum.Collect;
using Fulcrum.Profiles;

namespace Fulcrum.Crash.Host;

/// <summary>Message ids kept by a write of their own, after the event's: between the two a kill makes an event that nobody knows again.</summary>
internal sealed class SecondWrite : IDedupe
{
    private readonly ConcurrentDictionary<UInt128, TaskCompletionSource> _taken = new();
    private readonly string _path;

    private SecondWrite(string path)
    {
        _path = path;
        foreach (var line in File.Exists(path) ? File.ReadLines(path).Where(line => line.Length == 32) : [])
        {
            _taken[UInt128.Parse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = Ended();
        }
    }

    public static IStore Over(IStore real, string folder)
    {
        var dedupe = new SecondWrite(Path.Combine(folder, "planted-ids"));
        return new PlantedStore(real) { Dedupe = dedupe, Journal = new LaterJournal(real.Journal, dedupe) };
    }

    public bool TryTake(UInt128 key, Instant at, out Task holder)
    {
        var own = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = _taken.GetOrAdd(key, own);
        holder = taken.Task;
        return ReferenceEquals(taken, own);
    }

    public void Bind(UInt128 key, Task durable)
    {
        // The journal below says when it is kept.
    }

    public void Release(UInt128 key)
    {
        if (_taken.TryRemove(key, out var taken))
        {
            taken.TrySetException(new StoreUnavailableException("It was not kept; send it again."));
        }
    }

    private static TaskCompletionSource Ended()
    {
        var ended = new TaskCompletionSource();
        ended.SetResult();
        return ended;
    }

    private void Keep(UInt128 key)
    {
        lock (_taken)
        {
            File.AppendAllText(_path, key.ToString("x32", CultureInfo.InvariantCulture) + "\n");
            if (_taken.TryGetValue(key, out var taken))
            {
                taken.TrySetResult();
            }
        }
    }

    private sealed class LaterJournal(IJournal real, SecondWrite dedupe) : PlantedJournal(real)
    {
        private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

        private readonly IJournal _real = real;

        public override JournalTicket Append(JournalBatch batch)
        {
            // Request ids of decisions are no message ids. The row keeps its key, which its seal covers; nobody asks it.
            var keys = batch.Rows.Select(row => row.Dedupe).Where(dedupe._taken.ContainsKey).ToArray();
            var ticket = _real.Append(batch);
            return keys.Length == 0 ? ticket : ticket with { Durable = KeepAsync(ticket.Durable, keys) };
        }

        private async Task KeepAsync(Task durable, UInt128[] keys)
        {
            await durable;
            await Task.Delay(Between);
            foreach (var key in keys)
            {
                dedupe.Keep(key);
            }
        }
    }
}
