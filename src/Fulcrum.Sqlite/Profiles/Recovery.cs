using Fulcrum.Profiles;
using Fulcrum.Sqlite.Collect;
using Fulcrum.Sqlite.Identity;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Brings the indexes up to the journal: reads the plain columns of the rows written since they were last written behind.</summary>
internal static class Recovery
{
    /// <summary>Replays the tail.</summary>
    /// <returns>The greatest subject id in it, and how many rows were too damaged to be indexed.</returns>
    public static (long SubjectsMax, int Damaged) Replay(
        JournalFile file, long head, SubjectRows subjects, IdentifierIndex identifiers, Dedupe dedupe, int every)
    {
        subjects.ClearBeyond(head);
        identifiers.ClearBeyond(head);
        dedupe.ClearBeyond(head);

        var (subjectsMax, damaged, flushed) = (0L, 0, Math.Min(subjects.Through, Math.Min(identifiers.Through, dedupe.Through)));
        var rows = new JournalRow[Pack.RowsMax];
        file.ScanPlain(flushed, (first, entries, bindings) =>
        {
            var count = entries.Length / Pack.EntrySize;
            for (var i = 0; i < count; i++)
            {
                if (!PackEntry.TryReadPlain(entries, bindings, i, out rows[i], out _, out _))
                {
                    damaged++;
                }

                subjectsMax = Math.Max(subjectsMax, rows[i].Subject.Value);
            }

            var last = first + count - 1;
            subjects.Add(Math.Max(first, subjects.Through + 1), After(subjects.Through));
            identifiers.Add(After(identifiers.Through));
            dedupe.Add(After(dedupe.Through), Task.CompletedTask);
            if (last - flushed >= every)
            {
                subjects.Freeze();
                subjects.Flush(last);
                identifiers.Freeze();
                identifiers.Flush(last);
                dedupe.Freeze();
                dedupe.Flush(last);
                flushed = last;
            }

            ReadOnlySpan<JournalRow> After(long through) => rows.AsSpan(0, count)[(int)Math.Clamp(through - first + 1, 0, count)..];
        });
        return (subjectsMax, damaged);
    }
}
