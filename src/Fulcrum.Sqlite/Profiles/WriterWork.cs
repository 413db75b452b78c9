using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Work of another kind for the writing thread, in a transaction of its own.</summary>
internal sealed class WriterWork(Action<Database> run, bool emptiesLog)
{
    /// <summary>Whether the write-ahead log is emptied afterwards.</summary>
    public bool EmptiesLog { get; } = emptiesLog;

    /// <summary>What to do.</summary>
    public Action<Database> Run { get; } = run;

    /// <summary>Ends when it is on disk.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
