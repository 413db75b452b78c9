using System.Collections.Immutable;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Deletes rows or makes them shorter, in place: their pack keeps its length, and what stood there is overwritten.</summary>
internal static class RowRewriting
{
    /// <summary>Rewrites rows that are in order; those of one pack with one write.</summary>
    /// <returns>How many were changed.</returns>
    public static int Run(Database database, ImmutableArray<JournalDay> days, IReadOnlyList<RowRewrite> rows)
    {
        var changed = 0;
        for (var at = 0; at < rows.Count;)
        {
            var sequence = rows[at].Sequence;
            if (days.LastOrDefault(day => day.First <= sequence) is not { } day)
            {
                at++;
                continue;
            }

            using var select = database.Prepare(day.SelectSql);
            if (!select.Bind(1, sequence).Step())
            {
                at++;
                continue;
            }

            var first = select.Long(0);
            var (head, bindings, body) = (select.Blob(1).ToArray(), select.Blob(2).ToArray(), select.Blob(3).ToArray());
            select.Reset();
            var end = Math.Max(sequence + 1, first + (head.Length / Pack.EntrySize));
            var before = changed;
            for (; at < rows.Count && rows[at].Sequence < end; at++)
            {
                changed += Rewrite(head, bindings, body, (int)(rows[at].Sequence - first), rows[at]) ? 1 : 0;
            }

            if (changed > before)
            {
                using var update = database.Prepare($"UPDATE {day.Table} SET head = ?2, bindings = ?3, body = ?4 WHERE first = ?1");
                update.Bind(1, first).Bind(2, head).Bind(3, bindings).Bind(4, body).Run();
            }
        }

        return changed;
    }

    private static bool Rewrite(byte[] head, byte[] bindings, byte[] body, int index, RowRewrite rewrite)
    {
        if (!PackEntry.TryReadPlain(head, bindings, index, rewrite.Sequence, out var row, out _, out _)
            || !rewrite.Fits(row.Kind) || row.Subject != rewrite.Subject)
        {
            return false;
        }

        return rewrite.Sealed.IsEmpty
            ? row.Identifiers.IsEmpty && PackEntry.Wipe(head, bindings, body, index, rewrite.Sequence)
            : PackEntry.Replace(head, bindings, body, index, rewrite.Sequence, rewrite.Sealed.Span);
    }
}
