using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Fulcrum.Backups;
using Fulcrum.Bench.Hosts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite;
using Fulcrum.Sqlite.Backups;

namespace Fulcrum.Bench.Figures;

/// <summary>backup.rate, backup.stall and restore.seconds: a store of about half a gigabyte, copied while appends go on, then put back.</summary>
internal static class BackupFigures
{
    private const int Rows = 800_000;
    private const int Subjects = 100_000;
    private const int RowBytes = 600;
    private const int RowsABatch = 100;
    private const int AppendsASecond = 200;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var root = BenchSettings.NewFolder();
        var (folder, again) = (Path.Combine(root, "store"), Path.Combine(root, "again"));
        try
        {
            await using var store = await SqliteStore.OpenAsync(folder, TimeProvider.System, new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None);
            for (var row = 0; row < Rows; row += RowsABatch)
            {
                await store.Journal.Append(Batch(row)).Durable;
            }

            var shelf = new BackupShelf(Path.Combine(root, "data"), Path.Combine(root, "keys"), store.Secrets.LookUp, TimeProvider.System);
            var (rates, quiet, during) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Math.Min(3, settings.Rounds); round++)
            {
                quiet.Add(await AppendWhileAsync(store, Task.Delay(settings.Round)));
                var watch = Stopwatch.StartNew();
                var backup = Task.Run(() => shelf.CreateAsync(new SqliteBackups(folder), null, _ => { }, CancellationToken.None));
                during.Add(await AppendWhileAsync(store, backup));
                rates.Add((await backup).Bytes / 1e6 / watch.Elapsed.TotalSeconds);
            }

            return
            [
                Figure.AtLeast("backup.rate", "MB/s", null, rates, "copied, hashed and read once more for its checksum, while 20,000 rows/s are appended"),
                Figure.AtMost("backup.stall", "ms p99", null, during, $"append p99 while a backup is made; without one {Rounds.Median(quiet):0.0} ms"),
                await RestoreAsync(shelf, folder, again),
            ];
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<Figure> RestoreAsync(BackupShelf shelf, string folder, string again)
    {
        Directory.CreateDirectory(StoreKeys.FolderOf(again));
        foreach (var key in Directory.EnumerateFiles(StoreKeys.FolderOf(folder)))
        {
            File.Copy(key, Path.Combine(StoreKeys.FolderOf(again), Path.GetFileName(key)));
        }

        var watch = Stopwatch.StartNew();
        var found = shelf.Find(null);
        await new SqliteBackups(again).PutBackAsync(found.DataFile, found.KeysFile, Instant.From(TimeProvider.System.GetUtcNow()), CancellationToken.None);
        await using var restored = await SqliteStore.OpenAsync(again, TimeProvider.System, new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None);
        var gigabytes = found.Data.Bytes / 1e9;
        return restored.Journal.Head == found.Data.Sequence
            ? Figure.AtMost("restore.seconds", "s/GB", 60, [watch.Elapsed.TotalSeconds / gigabytes], $"checked, copied, marked, opened with its indexes rebuilt: {gigabytes:0.00} GB in {watch.Elapsed.TotalSeconds:0.0} s")
            : throw new InvalidOperationException("The restored store ends at another row; nothing was measured.");
    }

    // At a fixed rate, waiting counted from when each batch was due.
    private static async Task<double> AppendWhileAsync(SqliteStore store, Task until)
    {
        var watch = Stopwatch.StartNew();
        var waits = new List<Task<double>>();
        for (var turn = 0; !until.IsCompleted; turn++)
        {
            var due = TimeSpan.FromSeconds((double)turn / AppendsASecond);
            if (due > watch.Elapsed)
            {
                await Task.Delay(due - watch.Elapsed);
            }

            waits.Add(WaitAsync(store.Journal.Append(Batch(turn * RowsABatch)).Durable, due, watch));
        }

        var sorted = (await Task.WhenAll(waits)).Order().ToArray();
        return sorted[(int)(0.99 * (sorted.Length - 1))];
    }

    private static async Task<double> WaitAsync(Task durable, TimeSpan due, Stopwatch watch)
    {
        await durable;
        return (watch.Elapsed - due).TotalMilliseconds;
    }

    private static JournalBatch Batch(int first)
    {
        var at = Instant.From(TimeProvider.System.GetUtcNow());
        var rows = ImmutableArray.CreateBuilder<JournalRow>(RowsABatch);
        for (var row = first; row < first + RowsABatch; row++)
        {
            var payload = new byte[RowBytes];
            RandomNumberGenerator.Fill(payload);
            rows.Add(new JournalRow(EntryKind.Event, new SubjectId((row % Subjects) + 1), at, 1, default, default, payload));
        }

        ImmutableArray<SubjectKeyRow> keys = [];
        return new JournalBatch(rows.MoveToImmutable(), keys, [], []);
    }
}
