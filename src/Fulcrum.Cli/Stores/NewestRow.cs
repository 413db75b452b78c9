using Fulcrum.Profiles;

namespace Fulcrum.Cli.Stores;

/// <summary>When a store was last written to, by its own rows.</summary>
internal static class NewestRow
{
    private const int LooksMax = 4_096;

    /// <summary>The time of the newest row that is there; the epoch where the last ones were all deleted, or none was ever written.</summary>
    public static async ValueTask<Instant> FindAsync(IJournal journal, CancellationToken cancellation)
    {
        for (var sequence = journal.Head; sequence > Math.Max(0, journal.Head - LooksMax); sequence--)
        {
            if (await journal.FindAsync(sequence, cancellation) is { Row.Sealed.IsEmpty: false } entry)
            {
                return entry.Row.At;
            }
        }

        return new Instant(0);
    }
}
