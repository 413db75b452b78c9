using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Looks wrapped keys up: queued ones in memory, the others in their file.</summary>
internal sealed class SubjectKeys(JournalQueue queue, Readers readers, SubjectRows rows, Erased erased) : ISubjectKeys
{
    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (Find(subject) is { } found)
        {
            return new(found);
        }

        // Rows and no key, and not erased: the key was lost. An empty one opens nothing, so the subject is there and cannot be
        // read, instead of looking like somebody nobody knows. Rows are looked for before the key once more: both may have just come.
        return rows.Find(subject, 0).Count > 0 && !erased.Holds(subject.Value)
            ? new(Find(subject) ?? ReadOnlyMemory<byte>.Empty)
            : new((ReadOnlyMemory<byte>?)null);
    }

    private ReadOnlyMemory<byte>? Find(SubjectId subject)
    {
        if (queue.FindKey(subject) is { } queued)
        {
            return queued;
        }

        return readers.Read(subject, static (reader, subject) =>
        {
            var statement = reader.Use("SELECT wrapped FROM keys WHERE subject = ?1").Bind(1, subject.Value);
            ReadOnlyMemory<byte>? found = null;
            if (statement.Step())
            {
                found = statement.Blob(0).ToArray();
            }

            statement.Reset();
            return found;
        });
    }
}
