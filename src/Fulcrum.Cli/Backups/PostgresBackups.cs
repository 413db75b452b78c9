using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Postgres;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite;
using Fulcrum.Sqlite.Backups;

namespace Fulcrum.Cli.Backups;

/// <summary>Copies a store in PostgreSQL into the same two files an embedded store is copied into, and puts such a copy back into a database.</summary>
/// <remarks>
/// It reads one repeatable-read snapshot of the primary, through the doors a store copy reads through, and compares what it wrote with what
/// it read before it says that there is a copy. So a backup of either kind of store can be restored into either. Subject keys never
/// touch the place of the data, not even on the way.
/// </remarks>
internal sealed class PostgresBackups(StorePlace place, Surroundings around) : IBackupEngine
{
    private const int TriesMax = 20;
    private const int PauseMs = 100;

    private static readonly SqliteStoreOptions Scratch = SqliteStoreOptions.Default with { ReserveBytes = 0, DiskLowBytes = 0 };

    /// <inheritdoc />
    public string Name => "postgres";

    /// <inheritdoc />
    public async Task<BackupContent> CopyAsync(string data, string keys, Action<double> progress, CancellationToken cancellation)
    {
        var (folder, newKeys) = (data + ".store", keys + ".new");
        try
        {
            using var source = await OpenAsync(cancellation);
            SqliteBackups.WriteKeys(newKeys, source.ReadKeys(SubjectId.None));

            // Its secrets are made up and go with it: rows are sealed already, and the real ones must not lie beside them.
            await using (var copy = await SqliteStore.OpenAsync(folder, around.Clock, around.Random, Scratch, cancellation))
            {
                await new StoreCopy(source, copy, at => progress(at.All == 0 ? 0 : 0.6 * at.Reached / at.All)) { LeavesKeys = true }.RunAsync(cancellation);
            }

            var journal = Path.Combine(folder, "journal.db");
            SqliteBackups.NoteOrigin(journal, source.Tail, source.Secrets);
            Compare(source, journal, newKeys, progress, cancellation);
            var content = new SqliteBackups(folder).Examine(journal, newKeys);
            Move(newKeys, keys);
            Move(journal, data);
            return content;
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <inheritdoc />
    public BackupContent Examine(string data, string keys) => new SqliteBackups(place.Folder).Examine(data, keys);

    /// <inheritdoc />
    public async Task PutBackAsync(string data, string keys, Instant staleSince, CancellationToken cancellation)
    {
        var secrets = StoreKeys.Read(place.Folder).Secrets;
        if (!CopyMark.IsOf(place.Folder, secrets) && await place.ExistsAsync(cancellation))
        {
            throw new StoreStartException(new Fault(
                "restore-over-store", $"There is a store in {place} already.", "Name an empty database or schema, or move that store away first."));
        }

        var scratch = Path.Combine(place.Folder, "restoring");
        CopyMark.Set(place.Folder, secrets);
        try
        {
            var (newData, newKeys) = (Path.Combine(scratch, "data"), Path.Combine(scratch, "keys"));
            Directory.CreateDirectory(scratch);
            File.Copy(data, newData, overwrite: true);
            File.Copy(keys, newKeys, overwrite: true);
            SqliteBackups.BringUp(newData, newKeys);
            using var source = SqliteContents.Open(newData, newKeys, secrets);

            // Without its log: what is put back was in it before.
            await using (var target = await PostgresStore.OpenAsync(place.ReadAddress(), place.KeyFolder, around.Clock, around.Random, PostgresStoreOptions.Default, cancellation))
            {
                await new StoreCopy(source, target, _ => { }).RunAsync(cancellation);
            }

            using (var target = PostgresContents.Open(place.ReadAddress(), place.KeyFolder, around.Random))
            {
                Compare(source, target, cancellation);
            }

            await PostgresStore.MarkRestoredAsync(place.ReadAddress(), source.Tail, staleSince, PostgresStoreOptions.Default, cancellation);
            CopyMark.Remove(place.Folder);
        }
        finally
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    // A key destroyed while its rows are not all wiped yet would leave rows in the copy that nothing opens.
    private async Task<PostgresContents> OpenAsync(CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            var contents = PostgresContents.Open(place.ReadAddress(), place.KeyFolder, around.Random, allowsStale: true);
            if (!contents.HasUnfinishedErasure)
            {
                return contents;
            }

            contents.Dispose();
            if (tries == TriesMax)
            {
                throw new StoreUnavailableException("An erasure was under way all the time, so no copy could be begun whose keys fit its rows; try again a little later.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(PauseMs), around.Clock, cancellation);
        }
    }

    private static void Compare(PostgresContents source, string journal, string keys, Action<double> progress, CancellationToken cancellation)
    {
        using var copy = SqliteContents.Open(journal, keys, source.Secrets);
        progress(0.7);
        Compare(source, copy, cancellation);
    }

    private static void Compare(IStoreContents source, IStoreContents copy, CancellationToken cancellation)
    {
        var differences = ContentsChecksum.Of(source, _ => { }, cancellation).Differences(ContentsChecksum.Of(copy, _ => { }, cancellation)).ToList();
        if (differences.Count > 0)
        {
            throw new StoreUnavailableException($"What was written is not what was read: {differences[0]}. Nothing was kept; try again, and look after the disk when it happens twice.");
        }
    }

    private static void Move(string from, string to)
    {
        foreach (var beside in new[] { "-wal", "-shm" })
        {
            File.Delete(from + beside);
        }

        File.Move(from, to);
        using var file = File.OpenHandle(to, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }
}
