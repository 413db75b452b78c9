using System.Globalization;
using Fulcrum.Rights;

namespace Fulcrum.Backups;

/// <summary>Reads a tail log from a place on, and says how far it holds together.</summary>
/// <remarks>A record torn at the very end was never acknowledged and is no damage. What was cut off cleanly at the end cannot be seen from the log alone.</remarks>
internal static class TailReading
{
    /// <summary>The segments of a folder with the place each begins behind, in order.</summary>
    public static List<TailSegment> Segments(string folder, ReadOnlySpan<byte> key)
    {
        var segments = new List<TailSegment>();
        if (!Directory.Exists(folder))
        {
            return segments;
        }

        var header = new byte[TailForm.HeaderLength];
        foreach (var path in Directory.EnumerateFiles(folder, "tail-*.log").Order(StringComparer.Ordinal))
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
            var length = RandomAccess.Read(file, header, 0);
            segments.Add(new TailSegment(path, TailForm.ReadHeader(key, header.AsSpan(0, length))));
        }

        return segments;
    }

    /// <summary>Reads the records behind a place.</summary>
    /// <param name="folder">The log's folder.</param>
    /// <param name="key">The log's key.</param>
    /// <param name="from">The last record known.</param>
    public static TailStretch Read(string folder, byte[] key, TailMark from)
    {
        var records = new List<TailRecord>();
        var (end, lastPath, lastLength, isTorn) = (from, "", 0L, false);
        var segments = Segments(folder, key);
        if (segments.Count == 0)
        {
            return new TailStretch(records, end, "", 0, new Fault("tail-missing", $"There is no tail log in {folder}.", "Name the folder it is in with --tail."));
        }

        // Segments wholly before the place are of no interest; the place itself lies in the last that begins before it.
        var first = segments.FindLastIndex(segment => segment.Before is { } before && before.Number <= from.Number);
        if (first < 0)
        {
            return new TailStretch(records, end, "", 0, Hole(folder, from.Number + 1));
        }

        for (var index = first; index < segments.Count; index++)
        {
            var segment = segments[index];
            var isLast = index == segments.Count - 1;
            if (segment.Before is not { } before)
            {
                // A header torn when the segment was begun: nothing in it was ever acknowledged.
                return isLast && new FileInfo(segment.Path).Length < TailForm.HeaderLength
                    ? new TailStretch(records, end, lastPath, lastLength, null) { IsTorn = true }
                    : new TailStretch(records, end, lastPath, lastLength, Broken(segment.Path, end.Number + 1));
            }

            if (index == first && before.Number == from.Number && from.Number > 0 && !TailForm.IsSame(before, from))
            {
                return new TailStretch([], from, "", 0, Foreign(folder));
            }

            if (index > first && !TailForm.IsSame(before, end))
            {
                return new TailStretch(records, end, lastPath, lastLength, Hole(folder, end.Number + 1));
            }

            var bytes = ReadAll(segment.Path);
            var (at, place) = (TailForm.HeaderLength, before);
            while (at < bytes.Length)
            {
                var taken = TailForm.TryRead(key, place, bytes.AsSpan(at), out var record, out var after);
                if (taken == 0 && isLast)
                {
                    isTorn = true;
                    break;
                }

                if (taken <= 0)
                {
                    return new TailStretch(records, end, segment.Path, at, Broken(segment.Path, place.Number + 1));
                }

                (at, place) = (at + taken, after);
                if (place.Number == from.Number && !TailForm.IsSame(place, from))
                {
                    return new TailStretch([], from, "", 0, Foreign(folder));
                }

                if (place.Number > from.Number)
                {
                    records.Add(record!);
                }
            }

            (end, lastPath, lastLength) = (place, segment.Path, at);
        }

        return end.Number < from.Number
            ? new TailStretch(records, end, lastPath, lastLength, Hole(folder, end.Number + 1))
            : new TailStretch(records, end, lastPath, lastLength, null) { IsTorn = isTorn };
    }

    /// <summary>The bytes of a segment, beside whoever writes it.</summary>
    internal static byte[] ReadAll(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A record is missing.</summary>
    internal static Fault Hole(string folder, long number) => new(
        "tail-hole",
        string.Create(CultureInfo.InvariantCulture, $"The tail log in {folder} lacks record {number}; nothing from there on can be believed whole."),
        "Bring the missing segment back and replay again; until then earlier consents stay stale.");

    /// <summary>A record does not authenticate.</summary>
    internal static Fault Broken(string path, long number) => new(
        "tail-broken",
        string.Create(CultureInfo.InvariantCulture, $"Record {number} in {path} does not authenticate: it was damaged or changed, and the chain breaks there."),
        "Bring an undamaged copy of the segment and replay again; until then earlier consents stay stale.");

    private static Fault Foreign(string folder) => new(
        "tail-foreign", $"The tail log in {folder} does not continue from this backup.", "Name the tail log of the store the backup was made of.");
}

/// <summary>One file of a tail log.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">The place its first record follows; null when its header cannot be believed.</param>
internal sealed record TailSegment(string Path, TailMark? Before);

/// <summary>What was read of a tail log.</summary>
/// <param name="Records">Records behind the place asked for, in order.</param>
/// <param name="End">The place behind the last that could be believed.</param>
/// <param name="Path">The segment it ends in; empty for none.</param>
/// <param name="Length">Bytes of that segment up to there.</param>
/// <param name="Fault">Why nothing after <paramref name="End"/> can be believed; null when the log holds together.</param>
public sealed record TailStretch(IReadOnlyList<TailRecord> Records, TailMark End, string Path, long Length, Fault? Fault)
{
    /// <summary>Whether a last record was cut short; it was never acknowledged.</summary>
    public bool IsTorn { get; init; }
}
