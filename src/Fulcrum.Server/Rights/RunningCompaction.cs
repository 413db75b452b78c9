using Fulcrum.Rights;

namespace Fulcrum.Server.Rights;

/// <summary>The compaction somebody asked for: it goes on when they go away, and whoever asks again is told how far it is. Safe from many threads.</summary>
internal sealed class RunningCompaction(ErasureCompaction compaction)
{
    /// <summary>How long an answer waits for the end.</summary>
    private static readonly TimeSpan AnswerAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<CompactedPlace> _places = [];
    private Task<CompactionOutcome>? _running;
    private CompactionOrder _order;

    /// <summary>Starts one, or joins the one that runs, and tells how far it is.</summary>
    /// <returns>The places done so far, and what it came to; null while it runs.</returns>
    /// <exception cref="StoreUnavailableException">The store could not do it.</exception>
    public async Task<(IReadOnlyList<CompactedPlace> Places, CompactionOutcome? Outcome)> AskAsync(CompactionOrder order)
    {
        Task<CompactionOutcome> running;
        lock (_gate)
        {
            if (_running is null)
            {
                _places.Clear();
                _order = order;
                _running = Task.Run(() => compaction.RunAsync(order, Note, CancellationToken.None).AsTask());
            }

            running = _running;
        }

        _ = await Task.WhenAny(running, Task.Delay(AnswerAfter));
        lock (_gate)
        {
            if (running.IsCompleted && _running == running)
            {
                _running = null;
            }

            // Whoever asked for more than the one that ran does, asks again.
            if (!running.IsCompleted || _order < order)
            {
                return ([.. _places], null);
            }
        }

        var outcome = await running;
        return (outcome.Places, outcome);
    }

    private void Note(CompactedPlace place)
    {
        lock (_gate)
        {
            _places.Add(place);
        }
    }
}
