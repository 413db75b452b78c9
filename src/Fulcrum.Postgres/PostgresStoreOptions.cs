using Fulcrum.Rights;

namespace Fulcrum.Postgres;

/// <summary>Sizes and patience of the store in PostgreSQL.</summary>
public sealed record PostgresStoreOptions
{
    /// <summary>What a server wants whose database is near.</summary>
    public static PostgresStoreOptions Default { get; } = new();

    /// <summary>Most rows queued and not yet committed; beyond it appends are refused.</summary>
    public int QueueRowsMax { get; init; } = 100_000;

    /// <summary>Most bytes queued and not yet committed; beyond it appends are refused.</summary>
    public long QueueBytesMax { get; init; } = 128L << 20;

    /// <summary>Rows after which message ids are written behind; so many are read again at a start.</summary>
    public int IndexEvery { get; init; } = 262_144;

    /// <summary>Rows of one piece of the journal: what retention can drop whole.</summary>
    public long PieceRows { get; init; } = 1L << 22;

    /// <summary>How long a message id is remembered.</summary>
    public TimeSpan DedupeWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the writer tries to reach a lost database again before the store fails for good. Appends are refused meanwhile.</summary>
    public TimeSpan ReconnectFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest a statement may take.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a start waits for the process before it to let the database go.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most connections that read.</summary>
    public int ReadersMax { get; init; } = 16;

    /// <summary>Room kept in the database for withdrawals and erasures when its disk is full, in whole slices of 16 MB; 0 for none.</summary>
    public long ReserveBytes { get; init; } = 64L << 20;

    /// <summary>How often it is tried, while the disk is full, whether there is room again; each try takes up to 48 MB for a moment.</summary>
    public TimeSpan ReserveLookEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the tail log of a store under the store's key for it; null for a store that keeps none.</summary>
    public Func<ReadOnlyMemory<byte>, ITail>? Tail { get; init; }

    /// <summary>Whether acknowledgement waits for the commit. Off only in the test that must notice what that loses.</summary>
    internal bool CommitSynchronously { get; init; } = true;

    /// <summary>Takes a transaction the server had no room for as committed. On only in the test that must notice what that loses.</summary>
    internal bool SwallowsShortage { get; init; }

    /// <summary>Called before each commit of a migration step; lets a test end the process there.</summary>
    internal Action<int>? BeforeMigrationCommit { get; init; }
}
