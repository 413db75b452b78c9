using System.Runtime.CompilerServices;
using Fulcrum.Collect;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Collect;

/// <summary>Reads what was kept aside and counted, as far as it is on disk.</summary>
internal sealed class IntakeRecords(JournalQueue queue, Readers readers) : IIntakeRecords
{
    private const int LimitMax = 1_000;
    private const int PortionRows = 256;
    private const long MinuteMs = 60_000;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<QuarantineRow>> ListQuarantineAsync(int? source, Instant? before, int limit, CancellationToken cancellation) =>
        new(readers.Read<(int? Source, Instant? Before, int Limit), IReadOnlyList<QuarantineRow>>((source, before, limit), static (reader, ask) =>
        {
            var statement = reader.Use("""
                SELECT id, source, at, reason, detail, remedy, subject, sealed FROM quarantine
                WHERE at < ?1 AND (?2 < 0 OR source = ?2) ORDER BY at DESC, number DESC LIMIT ?3
                """);
            statement.Bind(1, ask.Before?.UnixMs ?? long.MaxValue).Bind(2, ask.Source ?? -1).Bind(3, Math.Clamp(ask.Limit, 1, LimitMax));
            var rows = new List<QuarantineRow>();
            while (statement.Step())
            {
                rows.Add(RowOf(statement));
            }

            statement.Reset();
            return rows;
        }));

    /// <inheritdoc />
    public ValueTask<QuarantineRow?> FindQuarantineAsync(string id, CancellationToken cancellation) =>
        new(readers.Read(id, static (reader, id) =>
        {
            var statement = reader.Use("SELECT id, source, at, reason, detail, remedy, subject, sealed FROM quarantine WHERE id = ?1");
            statement.Bind(1, id);
            var row = statement.Step() ? RowOf(statement) : null;
            statement.Reset();
            return row;
        }));

    /// <inheritdoc />
    public async IAsyncEnumerable<QuarantineRow> ReadQuarantineAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // In portions: a reader that stays would keep the write-ahead log from being emptied.
        for (long after = -1, last = after; ; after = last)
        {
            cancellation.ThrowIfCancellationRequested();
            var portion = readers.Read(after, static (reader, after) =>
            {
                var statement = reader.Use($"SELECT id, source, at, reason, detail, remedy, subject, sealed, number FROM quarantine WHERE number > ?1 ORDER BY number LIMIT {PortionRows}");
                statement.Bind(1, after);
                var rows = new List<(long Number, QuarantineRow Row)>();
                while (statement.Step())
                {
                    rows.Add((statement.Long(8), RowOf(statement)));
                }

                statement.Reset();
                return rows;
            });
            foreach (var (number, row) in portion)
            {
                last = number;
                yield return row;
            }

            if (portion.Count < PortionRows)
            {
                yield break;
            }

            await ValueTask.CompletedTask;
        }
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<CollectCount>> ReadCountsAsync(Instant from, Instant until, CancellationToken cancellation) =>
        new(readers.Read<(Instant From, Instant Until), IReadOnlyList<CollectCount>>((from, until), static (reader, ask) =>
        {
            var statement = reader.Use("""
                SELECT source, minute, received, stored, duplicate, quarantined, refused, replayed FROM counts
                WHERE minute >= ?1 AND minute < ?2 ORDER BY minute, source
                """);
            statement.Bind(1, FirstMinute(ask.From)).Bind(2, FirstMinute(ask.Until));
            var counts = new List<CollectCount>();
            while (statement.Step())
            {
                counts.Add(new CollectCount(
                    (int)statement.Long(0), statement.Long(1), statement.Long(2), statement.Long(3), statement.Long(4), statement.Long(5), statement.Long(6), statement.Long(7)));
            }

            statement.Reset();
            return counts;
        }));

    /// <inheritdoc />
    public async ValueTask<long> SweepQuarantineAsync(Instant before, CancellationToken cancellation)
    {
        long swept = 0;
        await queue.Enqueue(database =>
        {
            using var delete = database.Prepare("DELETE FROM quarantine WHERE at < ?1");
            delete.Bind(1, before.UnixMs).Run();
            swept = database.Changes;
        }).WaitAsync(cancellation);
        return swept;
    }

    private static QuarantineRow RowOf(Statement statement) => new(
        statement.Text(0),
        (int)statement.Long(1),
        new Instant(statement.Long(2)),
        statement.Text(3),
        statement.Text(4),
        statement.Text(5),
        new SubjectId(statement.Long(6)),
        statement.Blob(7).ToArray());

    // A minute belongs to a span when it begins in it.
    private static long FirstMinute(Instant at)
    {
        var minute = at.UnixMs / MinuteMs;
        return at.UnixMs % MinuteMs > 0 ? minute + 1 : minute;
    }
}
