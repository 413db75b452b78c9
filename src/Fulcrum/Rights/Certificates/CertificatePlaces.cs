using Fulcrum.Rights.Systems;

namespace Fulcrum.Rights.Certificates;

/// <summary>The places a certificate speaks of, and what it says it cannot reach. Names are stable; their words are the reader's.</summary>
internal static class CertificatePlaces
{
    /// <summary>Where the subject's keys were.</summary>
    public const string Keys = "subject-keys";

    /// <summary>What the process held.</summary>
    public const string Memory = "memory";

    /// <summary>Each place with its method, in the order they were done.</summary>
    public static (string Place, string Method)[] All { get; } =
    [
        (Memory, "left"),
        (Keys, "key-destroyed"),
        ("journal", "rows-deleted"),
        ("identifiers", "bindings-deleted"),
        ("quarantine", "payloads-deleted"),
        ("snapshots", "deleted"),
        ("indexes", "entries-deleted"),
    ];

    /// <summary>How far a connected system is; the names are as stable as those of the places.</summary>
    public static string Of(ToldState state) => state switch
    {
        ToldState.Waiting => "waiting",
        ToldState.Acknowledged => "acknowledged",
        ToldState.Done => "done",
        ToldState.Failed => "failed",
        _ => "given-up",
    };

    /// <summary>What is left, by design or because it is out of reach, and until when.</summary>
    public static IEnumerable<(string Limit, Instant? Until)> Limits(ErasureStanding standing, bool isGentleEnough, TimeSpan quarantineKept, bool hasSystems)
    {
        yield return ("key-backups", standing.At + ErasureOutcome.KeyBackupAgeMax);
        yield return ("data-backups", null);
        yield return ("tombstone", null);
        yield return ("tail-log", null);
        yield return ("ledger", null);
        yield return ("message-ids", null);
        yield return ("unreadable-quarantine", standing.At + quarantineKept);
        yield return ("other-systems", null);
        if (hasSystems)
        {
            yield return ("system-answers", null);
        }

        yield return ("exports", null);
        yield return ("copies-outside", null);
        if (!isGentleEnough)
        {
            yield return ("database-log", null);
        }
    }
}
