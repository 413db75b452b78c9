using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Collect;

/// <summary>Writes counts and quarantined payloads, in the transaction of the rows they go with.</summary>
internal sealed class IntakeWriter(Database database) : IDisposable
{
    private readonly Statement _count = database.Prepare("""
        INSERT INTO counts (source, minute, received, stored, duplicate, quarantined, refused, replayed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (minute, source) DO UPDATE SET
            received = received + excluded.received, stored = stored + excluded.stored, duplicate = duplicate + excluded.duplicate,
            quarantined = quarantined + excluded.quarantined, refused = refused + excluded.refused,
            replayed = replayed + excluded.replayed
        """);

    private readonly Statement _quarantine = database.Prepare(
        "INSERT INTO quarantine (id, source, at, reason, detail, remedy, subject, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");

    private readonly Statement _release = database.Prepare("DELETE FROM quarantine WHERE id = ?1");

    /// <summary>Writes those of a group.</summary>
    public void Write(Group group)
    {
        foreach (var count in group.Counts.Values)
        {
            _count.Bind(1, count.Source).Bind(2, count.Minute).Bind(3, count.Received).Bind(4, count.Stored)
                .Bind(5, count.Duplicate).Bind(6, count.Quarantined).Bind(7, count.Refused).Bind(8, count.Replayed).Run();
        }

        foreach (var row in group.Quarantined)
        {
            _quarantine.Bind(1, row.Id).Bind(2, row.Source).Bind(3, row.At.UnixMs).Bind(4, row.Reason)
                .Bind(5, row.Detail).Bind(6, row.Remedy).Bind(7, row.Subject.Value).Bind(8, row.Sealed.Span).Run();
        }

        foreach (var id in group.Released)
        {
            _release.Bind(1, id).Run();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _count.Dispose();
        _quarantine.Dispose();
        _release.Dispose();
    }
}
