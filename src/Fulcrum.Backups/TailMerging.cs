using System.Globalization;
using Fulcrum.Rights;

namespace Fulcrum.Backups;

/// <summary>Reads a tail log that several nodes wrote, each while it owned the store: pieces that go on behind each other, whoever has them.</summary>
/// <remarks>
/// A node that lost the store may have written a record that never counted: the next owner goes on behind the place before it. So
/// where two records follow one place, the one that others go on behind is the log's; the other was never acknowledged.
/// </remarks>
internal static class TailMerging
{
    /// <summary>Whether any segment was written by a node of several.</summary>
    public static bool IsOfSeveral(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "tail-*.*.log").Any();

    /// <summary>Name of a segment that a node begins.</summary>
    public static string NameOf(long first, string node) => string.Create(CultureInfo.InvariantCulture, $"tail-{first:D15}.{node}.log");

    /// <summary>Reads the records behind a place, as far as they hold together. A record that does not authenticate ends its own segment only.</summary>
    public static TailStretch Read(string folder, byte[] key, TailMark from)
    {
        var steps = new Dictionary<(long, string), List<Step>>();
        var broken = "";
        var known = from.Number == 0;
        foreach (var segment in TailReading.Segments(folder, key))
        {
            if (segment.Before is not { } place)
            {
                continue;
            }

            var bytes = TailReading.ReadAll(segment.Path);
            known |= TailForm.IsSame(place, from);
            for (var at = TailForm.HeaderLength; at < bytes.Length;)
            {
                var taken = TailForm.TryRead(key, place, bytes.AsSpan(at), out var record, out var after);
                if (taken <= 0)
                {
                    broken = taken < 0 ? segment.Path : broken;
                    break;
                }

                StepsAt(place).Add(new Step(record!, after));
                known |= TailForm.IsSame(after, from);
                (at, place) = (at + taken, after);
            }
        }

        var records = new List<TailRecord>();
        var end = from;
        while (Longest(end) is { } next)
        {
            records.Add(next.Record);
            end = next.After;
        }

        var fault = !known ? TailReading.Hole(folder, from.Number + 1) : broken.Length > 0 ? TailReading.Broken(broken, end.Number + 1) : null;
        return new TailStretch(records, end, "", 0, fault);

        List<Step> StepsAt(TailMark place) => steps.TryGetValue(KeyOf(place), out var found) ? found : steps[KeyOf(place)] = [];

        Step? Longest(TailMark place) => steps.TryGetValue(KeyOf(place), out var found) ? found.Count == 1 ? found[0] : found.MaxBy(step => LengthFrom(step.After)) : null;

        long LengthFrom(TailMark place)
        {
            var length = 0L;
            while (steps.TryGetValue(KeyOf(place), out var found))
            {
                // A side branch is one group of records of a writer that was shut out, and never forks itself.
                (place, length) = (found[0].After, length + 1);
            }

            return length;
        }
    }

    private static (long Number, string Chain) KeyOf(TailMark place) => (place.Number, place.Number == 0 ? "" : Convert.ToHexString(place.Chain.Span));

    private sealed record Step(TailRecord Record, TailMark After);
}
