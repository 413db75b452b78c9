using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Runs;

/// <summary>The runs of one index, oldest first, and up to which journal row they reach. Reads from many threads; one thread writes.</summary>
/// <remarks>
/// The file <c>NAME.manifest</c> says which runs count, with a checksum; it is replaced as a whole. Whatever it does not name is litter of a
/// crash and is deleted. When it or a run is damaged the set starts empty and is rebuilt from the journal.
/// </remarks>
internal sealed class RunSet
{
    private readonly string _folder;
    private readonly RunShape _shape;
    private volatile RunFile[] _runs = [];
    private int _number;

    /// <summary>Opens what is there.</summary>
    public RunSet(string folder, RunShape shape)
    {
        (_folder, _shape) = (folder, shape);
        Disk.CreateFolder(folder);
        try
        {
            Load();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or FormatException)
        {
            (_runs, Through) = ([], 0);
        }

        var kept = _runs.Select(run => run.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, shape.Name + "-*.run*").Where(path => !kept.Contains(path)))
        {
            Disk.Delete(path);
        }
    }

    /// <summary>Every journal row up to and including this one is in the runs.</summary>
    public long Through { get; private set; }

    /// <summary>The runs, oldest first.</summary>
    public RunFile[] Runs => _runs;

    private string ManifestPath => Path.Combine(_folder, _shape.Name + ".manifest");

    /// <summary>Adds the newest run. The records are in order and their keys differ.</summary>
    public void Add(IEnumerable<ReadOnlyMemory<byte>> records, long countMax, long through)
    {
        Publish(countMax == 0 ? _runs : [.. _runs, Write(records, countMax)], Math.Max(Through, through));
    }

    /// <summary>Starts empty when the runs know more rows than there are: somebody put an older journal beside them.</summary>
    public void ClearBeyond(long head)
    {
        if (Through > head)
        {
            var gone = _runs;
            Publish([], 0);
            foreach (var run in gone)
            {
                Disk.Delete(run.Path);
            }
        }
    }

    /// <summary>Drops whole runs that nobody needs, and merges the newest ones when there are several of a size.</summary>
    /// <param name="drop">Whether a whole run can go.</param>
    /// <param name="keep">Whether a record is still worth keeping.</param>
    public void Tidy(Func<RunFile, bool> drop, Func<ReadOnlyMemory<byte>, bool> keep)
    {
        var before = _runs;
        RunFile[] after = [.. before.Where(run => !drop(run))];
        var first = MergeFrom(after);
        if (first < after.Length)
        {
            var merged = Write(RunMerge.Merge(after[first..], _shape).Where(keep), after[first..].Sum(run => run.Count));
            after = [.. after[..first], merged];
        }

        if (after.Length == before.Length)
        {
            return;
        }

        Publish(after, Through);
        foreach (var gone in before.Except(after))
        {
            Disk.Delete(gone.Path);
        }
    }

    /// <summary>Writes every run anew that holds a record not to be kept; the others stay as they are.</summary>
    /// <returns>How many were written anew, or dropped since nothing of them was to be kept.</returns>
    public int Purge(Func<ReadOnlyMemory<byte>, bool> keep)
    {
        var before = _runs;
        var after = new List<RunFile>(before.Length);
        foreach (var run in before)
        {
            var kept = RunMerge.Merge([run], _shape).LongCount(keep);
            if (kept == run.Count)
            {
                after.Add(run);
            }
            else if (kept > 0)
            {
                after.Add(Write(RunMerge.Merge([run], _shape).Where(keep), kept));
            }
        }

        var gone = before.Except(after).ToArray();
        if (gone.Length > 0)
        {
            Publish([.. after], Through);
            foreach (var run in gone)
            {
                Disk.Delete(run.Path);
            }
        }

        return gone.Length;
    }

    // A run is worth merging with those after it once they together are about its size; four at a time at least, so that
    // a record is rewritten only a few times in its life.
    private static int MergeFrom(RunFile[] runs)
    {
        if (runs.Length < 4)
        {
            return runs.Length;
        }

        var (first, total) = (runs.Length - 1, runs[^1].Count);
        while (first > 0 && runs[first - 1].Count <= total * 3 / 2)
        {
            total += runs[--first].Count;
        }

        return runs.Length - first >= 4 ? first : runs.Length;
    }

    private RunFile Write(IEnumerable<ReadOnlyMemory<byte>> records, long countMax)
    {
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_shape.Name}-{++_number:D8}.run"));
        using var writer = new RunWriter(path, _shape, countMax);
        foreach (var record in records)
        {
            writer.Add(record.Span);
        }

        return writer.Finish();
    }

    private void Publish(RunFile[] runs, long through)
    {
        var lines = runs.Select(run => Path.GetFileName(run.Path)).Prepend(through.ToString(CultureInfo.InvariantCulture));
        var text = string.Join('\n', lines);
        Disk.Replace(ManifestPath, Encoding.UTF8.GetBytes($"{text}\n{ChecksumOf(text)}"));
        (_runs, Through) = (runs, through);
    }

    private static string ChecksumOf(string text) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);

    private void Load()
    {
        if (!File.Exists(ManifestPath))
        {
            return;
        }

        // A flipped digit would leave out rows, and the withdrawals in them.
        var text = File.ReadAllText(ManifestPath);
        var end = text.LastIndexOf('\n');
        if (end < 0 || text[(end + 1)..] != ChecksumOf(text[..end]))
        {
            throw new InvalidDataException($"{Path.GetFileName(ManifestPath)} is damaged.");
        }

        var lines = text[..end].Split('\n');
        _runs = [.. lines.Skip(1).Select(name => RunFile.Open(Path.Combine(_folder, name), _shape))];
        Through = long.Parse(lines[0], CultureInfo.InvariantCulture);
        _number = lines.Skip(1).Select(name => int.Parse(name.AsSpan(_shape.Name.Length + 1, 8), CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
    }
}
