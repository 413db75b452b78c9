using Fulcrum.Rights;

namespace Fulcrum.Sqlite;

/// <summary>Sizes of the embedded store.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>What a server on one machine wants.</summary>
    public static SqliteStoreOptions Default { get; } = new();

    /// <summary>Most rows queued and not yet on disk; beyond it appends are refused.</summary>
    public int QueueRowsMax { get; init; } = 100_000;

    /// <summary>Most bytes queued and not yet on disk; beyond it appends are refused.</summary>
    public long QueueBytesMax { get; init; } = 128L << 20;

    /// <summary>Rows after which the indexes are written behind; so many are replayed after a kill.</summary>
    public int IndexEvery { get; init; } = 262_144;

    /// <summary>How long a message id is remembered.</summary>
    public TimeSpan DedupeWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of write-ahead log after which pages are copied into the journal file.</summary>
    public long CheckpointAfter { get; init; } = 32L << 20;

    /// <summary>Bytes of write-ahead log at which the writer itself empties it, whatever that takes.</summary>
    public long LogBytesMax { get; init; } = 2L << 30;

    /// <summary>Bytes of disk kept for withdrawals and erasures when there is no room for anything else: some 40,000 single ones.</summary>
    public long ReserveBytes { get; init; } = 64L << 20;

    /// <summary>Free bytes of disk below which only withdrawals and erasures are taken in.</summary>
    public long DiskLowBytes { get; init; } = 64L << 20;

    /// <summary>How the journal is synced. Anything but <c>FULL</c> loses what was acknowledged when the power goes; a proof must notice it.</summary>
    internal string Synchronous { get; init; } = "FULL";

    /// <summary>Makes the tail log of a store under the store's key for it; null for a store that keeps none.</summary>
    public Func<ReadOnlyMemory<byte>, ITail>? Tail { get; init; }

    /// <summary>Most pages of the journal file; 0 for no limit. Lets a test fill the disk.</summary>
    internal int JournalPagesMax { get; init; }
}
