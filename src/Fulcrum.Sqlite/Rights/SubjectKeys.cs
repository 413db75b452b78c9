using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Rights;

/// <summary>Looks wrapped keys up: queued ones in memory, the others in their file.</summary>
internal sealed class SubjectKeys(Journal journal, Readers readers) : ISubjectKeys
{
    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (journal.FindQueuedKey(subject) is { } queued)
        {
            return new(queued);
        }

        var wrapped = readers.Read(subject, static (reader, subject) =>
        {
            var statement = reader.Use("SELECT wrapped FROM keys WHERE subject = ?1").Bind(1, subject.Value);
            var found = statement.Step() ? statement.Blob(0).ToArray() : null;
            statement.Reset();
            return found;
        });
        return new(wrapped is null ? null : new ReadOnlyMemory<byte>(wrapped));
    }
}
