using System.Runtime.CompilerServices;
using Fulcrum.Collect;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Collect;

/// <summary>Reads what was kept aside and counted, as far as it is committed.</summary>
internal sealed class IntakeRecords(JournalQueue queue, Readers readers) : IIntakeRecords
{
    private const int LimitMax = 1_000;
    private const int PortionRows = 256;
    private const long MinuteMs = 60_000;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<QuarantineRow>> ListQuarantineAsync(int? source, Instant? before, int limit, CancellationToken cancellation) =>
        await readers.ReadAsync(
            """
            SELECT id, source, at, reason, detail, remedy, subject, sealed FROM quarantine
            WHERE at < $1 AND ($2 < 0 OR source = $2) ORDER BY at DESC, number DESC LIMIT $3
            """,
            ask =>
            {
                ask.Add(new() { Value = before?.UnixMs ?? long.MaxValue });
                ask.Add(new() { Value = source ?? -1 });
                ask.Add(new() { Value = Math.Clamp(limit, 1, LimitMax) });
            },
            static found =>
            {
                var rows = new List<QuarantineRow>();
                while (found.Read())
                {
                    rows.Add(ReadRow(found));
                }

                return rows;
            },
            cancellation);

    /// <inheritdoc />
    public async ValueTask<QuarantineRow?> FindQuarantineAsync(string id, CancellationToken cancellation) =>
        await readers.ReadAsync(
            "SELECT id, source, at, reason, detail, remedy, subject, sealed FROM quarantine WHERE id = $1",
            ask => ask.Add(new() { Value = id }),
            static found => found.Read() ? ReadRow(found) : null,
            cancellation);

    /// <inheritdoc />
    public async IAsyncEnumerable<QuarantineRow> ReadQuarantineAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (long after = -1, last = after; ; after = last)
        {
            var from = after;
            var portion = await readers.ReadAsync(
                $"SELECT id, source, at, reason, detail, remedy, subject, sealed, number FROM quarantine WHERE number > $1 ORDER BY number LIMIT {PortionRows}",
                ask => ask.Add(new() { Value = from }),
                static found =>
                {
                    var rows = new List<(long Number, QuarantineRow Row)>();
                    while (found.Read())
                    {
                        rows.Add((found.GetInt64(8), ReadRow(found)));
                    }

                    return rows;
                },
                cancellation);
            foreach (var (number, row) in portion)
            {
                last = number;
                yield return row;
            }

            if (portion.Count < PortionRows)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<CollectCount>> ReadCountsAsync(Instant from, Instant until, CancellationToken cancellation) =>
        await readers.ReadAsync(
            """
            SELECT source, minute, received, stored, duplicate, quarantined, refused, replayed FROM counts
            WHERE minute >= $1 AND minute < $2 ORDER BY minute, source
            """,
            ask =>
            {
                ask.Add(new() { Value = FirstMinute(from) });
                ask.Add(new() { Value = FirstMinute(until) });
            },
            static found =>
            {
                var counts = new List<CollectCount>();
                while (found.Read())
                {
                    counts.Add(new CollectCount(
                        found.GetInt32(0), found.GetInt64(1), found.GetInt64(2), found.GetInt64(3), found.GetInt64(4), found.GetInt64(5), found.GetInt64(6), found.GetInt64(7)));
                }

                return counts;
            },
            cancellation);

    /// <inheritdoc />
    public async ValueTask<long> SweepQuarantineAsync(Instant before, CancellationToken cancellation)
    {
        long swept = 0;
        await queue.Enqueue(connection =>
        {
            using var delete = new NpgsqlCommand("DELETE FROM quarantine WHERE at < $1", connection) { Parameters = { new() { Value = before.UnixMs } } };
            swept = delete.ExecuteNonQuery();
        }).WaitAsync(cancellation);
        return swept;
    }

    private static QuarantineRow ReadRow(NpgsqlDataReader found) => new(
        found.GetString(0),
        found.GetInt32(1),
        new Instant(found.GetInt64(2)),
        found.GetString(3),
        found.GetString(4),
        found.GetString(5),
        new SubjectId(found.GetInt64(6)),
        found.GetFieldValue<byte[]>(7));

    // A minute belongs to a span when it begins in it.
    private static long FirstMinute(Instant at)
    {
        var minute = at.UnixMs / MinuteMs;
        return at.UnixMs % MinuteMs > 0 ? minute + 1 : minute;
    }
}
