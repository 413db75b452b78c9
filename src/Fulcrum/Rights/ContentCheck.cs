using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Opens every row of a store: what a backup is worth is what can be read back out of it.</summary>
/// <remarks>Nothing that is opened leaves this method. Reads the whole journal; keys are held for one subject at a time, the latest 65,536 of them.</remarks>
public static class ContentCheck
{
    private const int KeysMax = 65_536;

    /// <summary>Reads everything once.</summary>
    public static async ValueTask<ContentSummary> ReadAsync(IStore store, IRandomSource random, CancellationToken cancellation)
    {
        var sealing = new Sealing(store.Secrets, random);
        var keys = new Dictionary<SubjectId, byte[]?>();
        var wanting = new HashSet<SubjectId>();
        var summary = default(ContentSummary);
        await foreach (var (sequence, row) in store.Journal.ReadAllAsync(0, cancellation))
        {
            byte[]? key = null;
            if (!row.Subject.IsNone && !keys.TryGetValue(row.Subject, out key))
            {
                if (keys.Count == KeysMax)
                {
                    keys.Clear();
                }

                var wrapped = await store.Keys.FindAsync(row.Subject, cancellation);
                key = wrapped is { } found ? sealing.UnwrapKey(row.Subject, found.Span) : null;
                keys.Add(row.Subject, key);
                if (wrapped is null)
                {
                    wanting.Add(row.Subject);
                }
            }

            summary = key is null && !row.Subject.IsNone && wanting.Contains(row.Subject)
                ? summary with { Rows = summary.Rows + 1, Last = sequence, Keyless = summary.Keyless + 1 }
                : Add(summary, sequence, IsOpened(sealing, key, row));
        }

        foreach (var count in await store.Intake.ReadCountsAsync(new Instant(0), new Instant(long.MaxValue), cancellation))
        {
            summary = summary with
            {
                Received = summary.Received + count.Received,
                Balanced = summary.Balanced + count.Stored + count.Duplicate + count.Quarantined + count.Refused,
            };
        }

        return summary;
    }

    private static bool IsOpened(Sealing sealing, byte[]? key, in JournalRow row) =>
        row.Subject.IsNone
            ? Sealing.OpenRow(sealing.StoreKey, row) is not null
            : key is not null && Sealing.OpenRow(key, row) is not null;

    private static ContentSummary Add(ContentSummary summary, long sequence, bool opened) => opened
        ? summary with { Rows = summary.Rows + 1, Last = sequence }
        : summary with
        {
            Rows = summary.Rows + 1,
            Last = sequence,
            Unreadable = summary.Unreadable + 1,
            FirstUnreadable = summary.Unreadable == 0 ? sequence : summary.FirstUnreadable,
        };
}

/// <summary>What a store holds, counted by opening it.</summary>
/// <param name="Rows">Journal rows.</param>
/// <param name="Unreadable">Of those, how many do not open.</param>
/// <param name="FirstUnreadable">Sequence of the first that does not; 0 when all do.</param>
/// <param name="Keyless">Rows of subjects whose key is gone: erased, or lost.</param>
/// <param name="Last">Sequence of the last row.</param>
/// <param name="Received">Events received, over all sources and minutes.</param>
/// <param name="Balanced">Stored, duplicate, quarantined and refused together; law 9 says it equals what was received.</param>
public readonly record struct ContentSummary(long Rows, long Unreadable, long FirstUnreadable, long Keyless, long Last, long Received, long Balanced)
{
    /// <summary>Whether every row opens and the counts balance.</summary>
    public bool IsWhole => Unreadable == 0 && Keyless == 0 && Received == Balanced;
}
