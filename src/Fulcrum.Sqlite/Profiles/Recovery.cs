using System.Globalization;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Collect;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Identity;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Brings the indexes up to the journal: reads the plain columns of the rows written since they were last written behind.</summary>
/// <remarks>
/// Every sequence up to the head must be there. One that is missing or damaged is indexed for the subject the witness names,
/// whose profile then cannot be read whole; when nobody can say whose it was and it may have been a consent, the store does
/// not start: somebody's withdrawal could be in it.
/// </remarks>
internal sealed class Recovery(Database database, JournalFile file, SubjectRows subjects, IdentifierIndex identifiers, Dedupe dedupe, int every)
{
    private const long MissingMax = 1_000_000;

    private readonly JournalRow[] _rows = new JournalRow[Pack.RowsMax];
    private Dictionary<long, long>? _witness;
    private long _next;
    private long _flushed;
    private long _subjectsMax;

    /// <summary>Rows that are missing or damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Replays the tail.</summary>
    /// <returns>The greatest subject id in it.</returns>
    /// <exception cref="StoreStartException">Rows are damaged and nobody can say whose they were.</exception>
    public long Replay(long head)
    {
        subjects.ClearBeyond(head);
        identifiers.ClearBeyond(head);
        dedupe.ClearBeyond(head);
        _flushed = Math.Min(subjects.Through, Math.Min(identifiers.Through, dedupe.Through));
        _next = _flushed + 1;
        file.ScanPlain(_flushed, Take);
        FillUpTo(head + 1);
        return _subjectsMax;
    }

    private void Take(long first, ReadOnlySpan<byte> entries, ReadOnlySpan<byte> bindings)
    {
        FillUpTo(first);
        var count = 0;
        var skipped = (int)Math.Min(_next - first, entries.Length / Pack.EntrySize);
        for (var index = skipped; index < entries.Length / Pack.EntrySize; index++)
        {
            var sequence = first + index;
            if (!PackEntry.TryReadPlain(entries, bindings, index, sequence, out _rows[count], out _, out _))
            {
                _rows[count] = Lost(sequence);
            }

            if (++count == _rows.Length)
            {
                Add(count);
                count = 0;
            }
        }

        Add(count);
    }

    private void FillUpTo(long first)
    {
        if (first - _next > MissingMax)
        {
            throw Refusal(_next, first - 1);
        }

        while (_next < first)
        {
            var count = (int)Math.Min(_rows.Length, first - _next);
            for (var index = 0; index < count; index++)
            {
                _rows[index] = Lost(_next + index);
            }

            Add(count);
        }
    }

    private JournalRow Lost(long sequence)
    {
        Damaged++;
        _witness ??= ConsentWitness.Read(database, _flushed + 1) ?? throw Refusal(sequence, sequence);
        return PackEntry.Damaged(new SubjectId(_witness.GetValueOrDefault(sequence)));
    }

    private void Add(int count)
    {
        if (count == 0)
        {
            return;
        }

        var (first, last) = (_next, _next + count - 1);
        subjects.Add(Math.Max(first, subjects.Through + 1), After(subjects.Through));
        identifiers.Add(After(identifiers.Through));
        dedupe.Add(After(dedupe.Through), Task.CompletedTask);
        _next = last + 1;
        foreach (ref readonly var row in _rows.AsSpan(0, count))
        {
            _subjectsMax = Math.Max(_subjectsMax, row.Subject.Value);
        }

        if (last - _flushed >= every)
        {
            subjects.Freeze();
            subjects.Flush(last);
            identifiers.Freeze();
            identifiers.Flush(last);
            dedupe.Freeze();
            dedupe.Flush(last);
            _flushed = last;
        }

        ReadOnlySpan<JournalRow> After(long through) => _rows.AsSpan(0, count)[(int)Math.Clamp(through - first + 1, 0, count)..];
    }

    private StoreStartException Refusal(long from, long to) => new(new Fault(
        "journal-rows-damaged",
        string.Create(CultureInfo.InvariantCulture, $"{database.Path}: rows {from} to {to} are missing or damaged, and nothing says any more whose they were. A withdrawal could be among them."),
        "Restore the store from its last backup and the consent tail kept beside it."));
}
