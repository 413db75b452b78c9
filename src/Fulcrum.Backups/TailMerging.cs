using System.Globalization;
using Fulcrum.Rights;

namespace Fulcrum.Backups;

/// <summary>Reads a tail log that several nodes wrote, each while it owned the store: pieces that go on behind each other, whoever has them.</summary>
/// <remarks>
/// A node that lost the store may have written records that never counted: the next owner goes on behind the place before them. So
/// where two records follow one place, the one on whose side the latest owner wrote, or began to write, is the log's; the other was never acknowledged.
/// </remarks>
internal static class TailMerging
{
    /// <summary>Whether any segment was written by a node of several.</summary>
    public static bool IsOfSeveral(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "tail-*.*.log").Any();

    /// <summary>Name of a segment that a node begins.</summary>
    public static string NameOf(long first, long claim, string node) => string.Create(CultureInfo.InvariantCulture, $"tail-{first:D15}.{claim:D10}-{node}.log");

    /// <summary>Reads the records behind a place, as far as they hold together. A record that does not authenticate ends its own segment only.</summary>
    public static TailStretch Read(string folder, byte[] key, TailMark from)
    {
        var steps = new Dictionary<(long, string), List<Step>>();
        var begun = new Dictionary<(long, string), (TailMark At, long Claim)>();
        var (broken, known) = ("", from.Number == 0);
        foreach (var segment in TailReading.Segments(folder, key))
        {
            var bytes = TailReading.ReadAll(segment.Path);
            if (segment.Before is not { } place)
            {
                // A header torn when the segment was begun: nothing in it was ever acknowledged.
                broken = bytes.Length >= TailForm.HeaderLength ? segment.Path : broken;
                continue;
            }

            var claim = ClaimOf(segment.Path);
            begun[KeyOf(place)] = (place, Math.Max(claim, begun.GetValueOrDefault(KeyOf(place)).Claim));
            known |= TailForm.IsSame(place, from);
            for (var at = TailForm.HeaderLength; at < bytes.Length;)
            {
                var taken = TailForm.TryRead(key, place, bytes.AsSpan(at), out var record, out var after);
                if (taken <= 0)
                {
                    broken = taken < 0 ? segment.Path : broken;
                    break;
                }

                StepsAt(place).Add(new Step(record!, after, claim));
                known |= TailForm.IsSame(after, from);
                (at, place) = (at + taken, after);
            }
        }

        var records = new List<TailRecord>();
        var end = from;
        while (Next(end) is { } next)
        {
            records.Add(next.Record);
            end = next.After;
        }

        return new TailStretch(records, end, "", 0, FaultOf());

        List<Step> StepsAt(TailMark place) => steps.TryGetValue(KeyOf(place), out var found) ? found : steps[KeyOf(place)] = [];

        Step? Next(TailMark place) => steps.TryGetValue(KeyOf(place), out var found) ? found.Count == 1 ? found[0] : found.MaxBy(LatestOf) : null;

        // Who wrote last on the side that begins with a step, and how far that side goes.
        (long Claim, long Number) LatestOf(Step step)
        {
            var latest = (step.Claim, step.After.Number);
            var open = new Stack<Step>([step]);
            while (open.TryPop(out var seen))
            {
                var claim = Math.Max(seen.Claim, begun.GetValueOrDefault(KeyOf(seen.After)).Claim);
                latest = (Math.Max(latest.Claim, claim), Math.Max(latest.Number, seen.After.Number));
                foreach (var after in steps.GetValueOrDefault(KeyOf(seen.After)) ?? [])
                {
                    open.Push(after);
                }
            }

            return latest;
        }

        Fault? FaultOf()
        {
            // First: what was changed may be all that the place asked for was known by.
            if (broken.Length > 0 || !known)
            {
                return broken.Length > 0 ? TailReading.Broken(broken, end.Number + 1) : TailReading.Hole(folder, from.Number + 1);
            }

            // A segment that begins behind a record that nobody has: it, and all between, is missing.
            var reached = steps.Values.SelectMany(found => found).Select(step => KeyOf(step.After)).Append(KeyOf(from)).Append(KeyOf(end)).ToHashSet();
            return begun.Values.Any(segment => segment.At.Number >= end.Number && !reached.Contains(KeyOf(segment.At))) ? TailReading.Hole(folder, end.Number + 1) : null;
        }
    }

    /// <summary>The ownership a segment was written under; 0 for one of a log that had one writer.</summary>
    private static long ClaimOf(string path) => Path.GetFileName(path).Split('.', '-') is ["tail", _, var claim, ..] && long.TryParse(claim, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static (long Number, string Chain) KeyOf(TailMark place) => (place.Number, place.Number == 0 ? "" : Convert.ToHexString(place.Chain.Span));

    private sealed record Step(TailRecord Record, TailMark After, long Claim);
}
