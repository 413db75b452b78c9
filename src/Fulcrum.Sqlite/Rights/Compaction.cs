using System.Collections.Immutable;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>
/// Removes what erasures left in the folder. Freed pages are overwritten when they are freed (<c>secure_delete</c>), so what is left is in the
/// write-ahead logs, which are emptied, and in the indexes' runs, which are written anew without the erased.
/// </summary>
internal sealed class Compaction(JournalQueue queue, Readers readers, JournalFile file, KeyFile keys, Snapshots snapshots, WriteBehind behind) : ICompaction
{
    private const int Tries = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc />
    public bool IsGentleEnough => true;

    /// <inheritdoc />
    public ValueTask<Instant?> PendingSinceAsync(CancellationToken cancellation) => new(readers.Read(0, static (reader, _) =>
    {
        var statement = reader.Use("SELECT min(at), count(*) FROM erasures WHERE done IN (0, 1)");
        Instant? since = statement.Step() && statement.Long(1) > 0 ? new Instant(statement.Long(0)) : null;
        statement.Reset();
        return since;
    }));

    /// <inheritdoc />
    public ValueTask<ErasureStanding?> FindAsync(long sequence, CancellationToken cancellation) => new(readers.Read(sequence, static (reader, sequence) =>
    {
        var statement = reader.Use("SELECT at, subjects, done FROM erasures WHERE sequence = ?1").Bind(1, sequence);
        ErasureStanding? found = null;
        if (statement.Step())
        {
            var done = statement.Long(2);
            found = new ErasureStanding(
                sequence, new Instant(statement.Long(0)), [.. Eraser.Unpack(reader.Database, statement.Blob(1))], done > 0, done > 1 ? new Instant(done) : null);
        }

        statement.Reset();
        return found;
    }));

    /// <inheritdoc />
    public async ValueTask<CompactionOutcome> RunAsync(CompactionOrder order, Instant at, Action<CompactedPlace>? told, CancellationToken cancellation)
    {
        var sequences = await ListAsync(cancellation);
        var places = ImmutableArray.CreateBuilder<CompactedPlace>();
        await DoAsync("subject-keys", () => EmptyAsync(() => keys.EmptyLog()));
        await DoAsync("journal", () => EmptyAsync(file.EmptyLog));
        await DoAsync("snapshots", () => TryAsync(() => Task.FromResult(snapshots.EmptyLog()), "overwritten in place, its write-ahead log emptied"));
        await DoAsync("indexes", () => Task.Run(() => (true, $"{behind.Compact()} runs written anew without the erased"), CancellationToken.None));
        if (places.All(place => place.IsClean) && sequences.Count > 0)
        {
            await queue.Enqueue(database => Mark(database, sequences, at));
        }

        return new CompactionOutcome(places.All(place => place.IsClean) ? sequences.Count : 0, places.ToImmutable());

        async Task DoAsync(string place, Func<Task<(bool IsClean, string Method)>> work)
        {
            cancellation.ThrowIfCancellationRequested();
            var (isClean, method) = await work();
            places.Add(new CompactedPlace(place, isClean, method));
            told?.Invoke(places[^1]);
        }
    }

    /// <summary>Erasures deleted and not yet compacted; asked of the writing thread, so that all that was told before is among them.</summary>
    private async Task<List<long>> ListAsync(CancellationToken cancellation)
    {
        var sequences = new List<long>();
        await queue.Enqueue(database =>
        {
            using var select = database.Prepare("SELECT sequence FROM erasures WHERE done = 1 ORDER BY sequence");
            while (select.Step())
            {
                sequences.Add(select.Long(0));
            }
        }).WaitAsync(cancellation);
        return sequences;
    }

    // The writer waits a moment only for somebody who reads; between two tries it serves.
    private Task<(bool IsClean, string Method)> EmptyAsync(Func<bool> empty) => TryAsync(
        async () =>
        {
            var isEmpty = false;
            await queue.EnqueueRest(() => isEmpty = TryEmpty(empty));
            return isEmpty;
        },
        "overwritten in place, its write-ahead log emptied");

    private static bool TryEmpty(Func<bool> empty)
    {
        try
        {
            return empty();
        }
        catch (DatabaseException fault) when (fault.IsFull)
        {
            // The log keeps it until there is room; nothing is lost, and it is tried again.
            return false;
        }
    }

    private static async Task<(bool IsClean, string Method)> TryAsync(Func<Task<bool>> empty, string method)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await empty())
            {
                return (true, method);
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }

        return (false, "somebody reads an older state of it, so its write-ahead log is kept; tried again within the hour");
    }

    private static void Mark(Database database, List<long> sequences, Instant at)
    {
        using var mark = database.Prepare("UPDATE erasures SET done = ?2 WHERE sequence = ?1 AND done = 1");
        foreach (var sequence in sequences)
        {
            mark.Bind(1, sequence).Bind(2, Math.Max(2, at.UnixMs)).Run();
        }
    }
}
