using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Work of another kind for the writing thread, in a transaction of its own.</summary>
internal sealed class WriterWork(Action<Database> run, bool emptiesLog)
{
    /// <summary>Whether the write-ahead log is emptied afterwards.</summary>
    public bool EmptiesLog { get; } = emptiesLog;

    /// <summary>What to do.</summary>
    public Action<Database> Run { get; } = run;

    /// <summary>Done instead, between two groups and outside of any transaction; null for work on the database.</summary>
    public Action? Rest { get; init; }

    /// <summary>Ends when it is on disk.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
