using System.Buffers.Binary;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Contracts.Simulated;

/// <summary>What the writes of a disk add up to: a fold over them, so that opening again gives the same as having stayed open.</summary>
internal sealed class StoreState
{
    private const int IdentifierBytes = 17;

    public SortedDictionary<long, JournalRow> Rows { get; } = [];

    public Dictionary<SubjectId, List<long>> RowsOf { get; } = [];

    public Dictionary<SubjectId, ReadOnlyMemory<byte>> Keys { get; } = [];

    public Dictionary<IdentifierKey, SubjectId> Bindings { get; } = [];

    public Dictionary<IdentifierKey, Instant> Tombstones { get; } = [];

    public Dictionary<UInt128, Instant> Dedupe { get; } = [];

    public List<QuarantineRow> Quarantine { get; } = [];

    public SortedDictionary<(int Source, long Minute), CollectCount> Counts { get; } = [];

    public List<AppliedWorkspace> Workspaces { get; } = [];

    public Numbering Numbering { get; private set; } = Numbering.Empty;

    public long Head { get; private set; }

    public long SweptThrough { get; private set; }

    public long SubjectsMax { get; private set; }

    public void Apply(DiskWrite write)
    {
        switch (write)
        {
            case BatchWrite batch:
                Apply(batch);
                break;
            case EraseWrite erase:
                Apply(erase);
                break;
            case RewriteWrite rewrite:
                Apply(rewrite);
                break;
            case WorkspaceWrite workspace:
                Workspaces.Add(workspace.Applied);
                Numbering = workspace.Numbering;
                break;
            case SweepWrite sweep:
                Quarantine.RemoveAll(row => row.At < sweep.Before);
                break;
        }
    }

    /// <summary>What an erasure of these subjects removes, without removing it.</summary>
    public (long Rows, int Keys) Measure(IReadOnlyList<SubjectId> subjects) =>
        (subjects.Distinct().Sum(subject => RowsOf.TryGetValue(subject, out var rows) ? rows.Count : 0), subjects.Distinct().Count(Keys.ContainsKey));

    public static ImmutableArray<IdentifierKey> Unpack(ReadOnlyMemory<byte> packed)
    {
        var keys = ImmutableArray.CreateBuilder<IdentifierKey>(packed.Length / IdentifierBytes);
        for (var at = 0; at < packed.Length; at += IdentifierBytes)
        {
            var key = packed.Span.Slice(at, IdentifierBytes);
            keys.Add(new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(key[1..]), key[0]));
        }

        return keys.MoveToImmutable();
    }

    private void Apply(BatchWrite write)
    {
        foreach (var key in write.Batch.NewKeys)
        {
            Keys[key.Subject] = key.Wrapped;
            SubjectsMax = Math.Max(SubjectsMax, key.Subject.Value);
        }

        var sequence = write.FirstSequence;
        foreach (var row in write.Batch.Rows)
        {
            Add(sequence++, row);
            if (!row.Subject.IsNone)
            {
                foreach (var key in Unpack(row.Identifiers))
                {
                    Bindings.TryAdd(key, row.Subject);
                }
            }
        }

        foreach (var count in write.Batch.Counts)
        {
            var key = (count.Source, count.Minute);
            Counts[key] = Counts.TryGetValue(key, out var sum) ? Sum(sum, count) : count;
        }

        Quarantine.AddRange(write.Batch.Quarantined);
        Quarantine.RemoveAll(row => write.Batch.Released.Contains(row.Id));
    }

    private void Apply(EraseWrite erase)
    {
        var subjects = erase.Subjects.ToHashSet();
        foreach (var subject in subjects)
        {
            Keys.Remove(subject);
            if (RowsOf.Remove(subject, out var rows))
            {
                foreach (var sequence in rows)
                {
                    Rows.Remove(sequence);
                }
            }
        }

        foreach (var key in Bindings.Where(binding => subjects.Contains(binding.Value)).Select(binding => binding.Key).ToArray())
        {
            Bindings.Remove(key);
        }

        Quarantine.RemoveAll(row => subjects.Contains(row.Subject));
        foreach (var key in Unpack(erase.Tombstone.Identifiers))
        {
            Tombstones[key] = erase.Tombstone.At;
        }

        Add(erase.Sequence, erase.Tombstone);
    }

    /// <summary>Whether a rewriting changes anything.</summary>
    public bool Changes(RowRewrite rewrite) =>
        Rows.TryGetValue(rewrite.Sequence, out var row) && rewrite.Fits(row.Kind) && row.Subject == rewrite.Subject
        && (rewrite.Sealed.IsEmpty ? row.Identifiers.IsEmpty : rewrite.Sealed.Length <= row.Sealed.Length);

    private void Apply(RewriteWrite write)
    {
        SweptThrough = Math.Max(SweptThrough, write.SweptThrough);
        foreach (var rewrite in write.Rows.Where(Changes))
        {
            if (rewrite.Sealed.IsEmpty)
            {
                Rows.Remove(rewrite.Sequence);
                RowsOf.GetValueOrDefault(rewrite.Subject)?.Remove(rewrite.Sequence);
            }
            else
            {
                Rows[rewrite.Sequence] = Rows[rewrite.Sequence] with { Sealed = rewrite.Sealed };
            }
        }
    }

    private void Add(long sequence, JournalRow row)
    {
        Rows[sequence] = row;
        Head = Math.Max(Head, sequence);
        if (row.Dedupe != 0)
        {
            Dedupe[row.Dedupe] = row.At;
        }

        if (!row.Subject.IsNone)
        {
            SubjectsMax = Math.Max(SubjectsMax, row.Subject.Value);
            if (!RowsOf.TryGetValue(row.Subject, out var rows))
            {
                RowsOf[row.Subject] = rows = [];
            }

            rows.Add(sequence);
        }
    }

    private static CollectCount Sum(CollectCount left, CollectCount right) => left with
    {
        Received = left.Received + right.Received,
        Stored = left.Stored + right.Stored,
        Duplicate = left.Duplicate + right.Duplicate,
        Quarantined = left.Quarantined + right.Quarantined,
        Refused = left.Refused + right.Refused,
        Replayed = left.Replayed + right.Replayed,
    };
}
