namespace Fulcrum.Rights;

/// <summary>What backup and restore need of a store: a consistent copy out of it while it is used, and a copy put in place.</summary>
/// <remarks>Data and keys go to two files, because they are kept in two places and for two lengths of time.</remarks>
public interface IBackupEngine
{
    /// <summary>For example <c>sqlite</c>; a backup is put back by the engine that made it.</summary>
    string Name { get; }

    /// <summary>Copies the store as it stands at one journal sequence, while others read and write it.</summary>
    /// <param name="data">File to make for everything but subject keys.</param>
    /// <param name="keys">File to make for the wrapped subject keys.</param>
    /// <param name="progress">Told the share done, 0 to 1.</param>
    /// <param name="cancellation">Stops between two pieces; the files are then worth nothing.</param>
    /// <exception cref="StoreUnavailableException">The store could not be read.</exception>
    Task<BackupContent> CopyAsync(string data, string keys, Action<double> progress, CancellationToken cancellation);

    /// <summary>Reads what a copy holds, the same way it was read out of the store when the copy was made.</summary>
    /// <exception cref="StoreUnavailableException">The copy is damaged.</exception>
    BackupContent Examine(string data, string keys);

    /// <summary>Puts a copy in place of a store that is not there, every earlier answer of a subject marked stale.</summary>
    /// <param name="data">The data file.</param>
    /// <param name="keys">The key file.</param>
    /// <param name="staleSince">When it is restored.</param>
    /// <param name="cancellation">Stops before anything is in place.</param>
    Task PutBackAsync(string data, string keys, Instant staleSince, CancellationToken cancellation);
}

/// <summary>What a copy holds.</summary>
/// <param name="Sequence">The last journal row in it.</param>
/// <param name="Layout">Version of the store's layout.</param>
/// <param name="Tail">How far the tail log's meaning is in it.</param>
/// <param name="DataChecksum">Over every row of every table, in order: equal content, equal checksum, wherever its bytes lie.</param>
/// <param name="KeysChecksum">The same over the keys.</param>
/// <param name="Keys">How many keys.</param>
public sealed record BackupContent(long Sequence, int Layout, TailMark Tail, string DataChecksum, string KeysChecksum, long Keys);
