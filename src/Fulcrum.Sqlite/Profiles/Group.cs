using Fulcrum.Collect;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Batches that reach the disk in one transaction, already packed. Those who wait for them share one task.</summary>
internal sealed class Group
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the group is on disk.</summary>
    public Task Durable => _durable.Task;

    /// <summary>Packed rows, in order.</summary>
    public List<Pack> Packs { get; } = [];

    /// <summary>Keys of new subjects.</summary>
    public Dictionary<SubjectId, ReadOnlyMemory<byte>> Keys { get; } = [];

    /// <summary>Counts by source and minute, added up.</summary>
    public Dictionary<(int Source, long Minute), CollectCount> Counts { get; } = [];

    /// <summary>Payloads kept aside.</summary>
    public List<QuarantineRow> Quarantined { get; } = [];

    /// <summary>Ids of quarantined rows whose payload is taken in.</summary>
    public List<string> Released { get; } = [];

    /// <summary>Noes and erasures, for the tail log.</summary>
    public List<TailRecord> Tail { get; } = [];

    /// <summary>What else belongs into the transaction.</summary>
    public List<Action<Database>> Also { get; } = [];

    /// <summary>Rows in it.</summary>
    public int Rows { get; set; }

    /// <summary>Bytes in it, about.</summary>
    public long Bytes { get; set; }

    /// <summary>Whether somebody waits for it, or it grew large.</summary>
    public bool IsUrgent { get; set; }

    /// <summary>Whether there is anything to write.</summary>
    public bool IsEmpty { get; set; } = true;

    /// <summary>Adds counts to those of the same source and minute.</summary>
    public void Add(in CollectCount count)
    {
        var sum = Counts.GetValueOrDefault((count.Source, count.Minute));
        Counts[(count.Source, count.Minute)] = new CollectCount(
            count.Source,
            count.Minute,
            sum.Received + count.Received,
            sum.Stored + count.Stored,
            sum.Duplicate + count.Duplicate,
            sum.Quarantined + count.Quarantined,
            sum.Refused + count.Refused,
            sum.Replayed + count.Replayed);
    }

    /// <summary>The pack that holds a row; null when none does.</summary>
    public Pack? Find(long sequence)
    {
        var (low, high) = (0, Packs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Packs[middle].Last < sequence ? (middle + 1, high) : (low, middle);
        }

        return low < Packs.Count && Packs[low].First <= sequence ? Packs[low] : null;
    }

    /// <summary>Lets those who wait go on, away from the thread that calls.</summary>
    public void Complete() => ThreadPool.UnsafeQueueUserWorkItem(static group => group._durable.TrySetResult(), this, preferLocal: false);

    /// <summary>Tells those who wait that the outcome is not known.</summary>
    public void Fail(StoreUnavailableException fault) => _durable.TrySetException(fault);
}
