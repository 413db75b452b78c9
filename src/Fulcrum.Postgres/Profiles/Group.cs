using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Rights;
using Npgsql;

namespace Fulcrum.Postgres.Profiles;

/// <summary>Batches that are committed in one transaction. Those who wait for them share one task.</summary>
internal sealed class Group
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the group is committed.</summary>
    public Task Durable => _durable.Task;

    /// <summary>Rows, in order.</summary>
    public QueuedRows Rows { get; } = new();

    /// <summary>Keys of new subjects.</summary>
    public Dictionary<SubjectId, ReadOnlyMemory<byte>> Keys { get; } = [];

    /// <summary>Identifiers the rows bind; the first binding of each, unless its subject was erased.</summary>
    public Dictionary<IdentifierKey, long> Bindings { get; } = [];

    /// <summary>Counts by source and minute, added up.</summary>
    public Dictionary<(int Source, long Minute), CollectCount> Counts { get; } = [];

    /// <summary>Payloads kept aside.</summary>
    public List<QuarantineRow> Quarantined { get; } = [];

    /// <summary>Ids of quarantined rows whose payload is taken in.</summary>
    public List<string> Released { get; } = [];

    /// <summary>Noes and erasures among the rows, for the tail log.</summary>
    public List<TailRecord> Tail { get; } = [];

    /// <summary>What else belongs into the transaction.</summary>
    public List<Action<NpgsqlConnection>> Also { get; } = [];

    /// <summary>The greatest subject id in it.</summary>
    public long SubjectsMax { get; set; }

    /// <summary>Bytes in it, about.</summary>
    public long Bytes { get; set; }

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

    /// <summary>Lets those who wait go on, away from the thread that calls.</summary>
    public void Complete() => ThreadPool.UnsafeQueueUserWorkItem(static group => group._durable.TrySetResult(), this, preferLocal: false);

    /// <summary>Tells those who wait that the outcome is not known.</summary>
    public void Fail(StoreUnavailableException fault) => _durable.TrySetException(fault);
}
