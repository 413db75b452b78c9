using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Looks wrapped keys up: queued ones in memory, the others in their file.</summary>
internal sealed class SubjectKeys(JournalQueue queue, Readers readers) : ISubjectKeys
{
    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (queue.FindKey(subject) is { } queued)
        {
            return new(queued);
        }

        return new(readers.Read(subject, static (reader, subject) =>
        {
            var statement = reader.Use("SELECT wrapped FROM keys WHERE subject = ?1").Bind(1, subject.Value);
            ReadOnlyMemory<byte>? found = null;
            if (statement.Step())
            {
                found = statement.Blob(0).ToArray();
            }

            statement.Reset();
            return found;
        }));
    }
}
