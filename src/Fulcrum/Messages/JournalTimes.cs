using Fulcrum.Profiles;

namespace Fulcrum.Messages;

/// <summary>Finds a place in the journal by time, which rows are in the order of; a few reads instead of all.</summary>
internal static class JournalTimes
{
    private const int Looks = 64;

    /// <summary>A sequence after which all rows are that were received at or after an instant. May lie earlier than it need, never later.</summary>
    internal static async ValueTask<long> FindBeforeAsync(IJournal journal, Instant at, CancellationToken cancellation)
    {
        var (low, high) = (0L, journal.Head);
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (await FirstTimeAsync(journal, middle, high, cancellation) is { } time && time < at)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>When the first row from here on was received that is still there; null when none is near.</summary>
    private static async ValueTask<Instant?> FirstTimeAsync(IJournal journal, long from, long through, CancellationToken cancellation)
    {
        for (var sequence = from; sequence <= through && sequence < from + Looks; sequence++)
        {
            if (await journal.FindAsync(sequence, cancellation) is { } entry)
            {
                return entry.Row.At;
            }
        }

        return null;
    }
}
