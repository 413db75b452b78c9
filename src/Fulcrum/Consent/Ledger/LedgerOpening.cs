using System.Globalization;
using System.Text;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Consent.Ledger;

/// <summary>Takes a ledger up again: looks through what came after its mark, cuts off a torn end, and makes the tree's files again where they lag.</summary>
/// <remarks>
/// A torn end is what a power cut leaves of a write nobody was told of; what was in it is in the journal, whose rows give the same
/// entries again. An entry that is wrong and has right ones behind it, or an end that lies before a head that was published, is no
/// torn end: it is left as it is and named. Of the write that was on its way when the power went any sectors may be there, so a
/// wrong entry is torn, whatever stands behind it, unless it was known to be on disk.
/// </remarks>
internal sealed class LedgerOpening(ILedgerFiles files, LedgerEntries entries, LedgerKeys keys, byte[] lookUpKey)
{
    private const string Remedy = "Move the folder away, keep it, and put the one from the last backup in its place, as a whole; start again: what was appended since is taken in from the journal. See all of it: fulcrum ledger verify";
    private const long FlushEvery = 65_536;

    /// <summary>Opens it.</summary>
    public OpenedLedger Run()
    {
        Fault? damage = entries.HasHead ? null : new Fault("ledger-damaged", $"{entries.Path} does not begin as a ledger does.", Remedy);
        if (damage is null && entries.TornBytes > 0)
        {
            entries.CutTo(entries.Count);
        }

        var mark = LedgerMark.Read(files, lookUpKey);
        if (mark is not null && mark.Size > entries.Count)
        {
            damage ??= Behind(mark.Size);
            mark = null;
        }

        var known = KnownTree(mark);
        var from = known?.Size ?? 0;
        var (levels, tree) = (new FileLevels(files, from), (MerkleTree?)null);
        tree = new MerkleTree(levels);
        var state = new Reached(from, known?.Mac.ToArray() ?? entries.FirstMac(), mark?.Segment ?? 0, mark?.Through ?? 0);
        if (damage is null)
        {
            (state, damage) = Replay(tree, levels, state, Math.Max(mark?.Size ?? 0, entries.Synced()));
        }

        if (damage is null)
        {
            entries.Renew(mark?.Size ?? 0, state.Size);
        }

        damage ??= PublishedBefore(tree, state.Size);
        return new OpenedLedger(levels, tree, damage, state.Size, state.Mac, state.Segment, state.Through, from);
    }

    // The files may be older than the mark says, or changed: then all of them are made again.
    private LedgerMark? KnownTree(LedgerMark? mark)
    {
        if (mark is null || !FileLevels.Holds(files, mark.Size))
        {
            return null;
        }

        using var levels = new FileLevels(files, mark.Size);
        return new MerkleTree(levels).Root(mark.Size).AsSpan().SequenceEqual(mark.Root.Span) ? mark : null;
    }

    private (Reached State, Fault? Damage) Replay(MerkleTree tree, FileLevels levels, Reached state, long sure)
    {
        var count = entries.Count;
        var wrong = -1L;
        foreach (var entry in entries.Scan(state.Size, count))
        {
            if (!entry.Follows || !LedgerLeaf.TryRead(entry.Leaf, out var leaf))
            {
                wrong = entry.Index;
                break;
            }

            tree.Append(MerkleHash.Leaf(entry.Leaf));
            var isRestore = leaf.Value.Kind == LedgerLeafKind.Restored;
            state = new Reached(
                entry.Index + 1, entry.Mac, isRestore ? entry.Index + 1 : state.Segment, isRestore ? leaf.Value.Sequence : Math.Max(state.Through, leaf.Value.Sequence));
            if (state.Size % FlushEvery == 0)
            {
                levels.Flush();
            }
        }

        levels.Flush();
        if (wrong >= 0 && wrong < sure)
        {
            return (state, Wrong(wrong));
        }

        if (wrong >= 0)
        {
            entries.CutTo(wrong);
        }

        return (state, null);
    }

    private Fault? PublishedBefore(MerkleTree tree, long size)
    {
        if (files.Read("checkpoint") is not { } bytes)
        {
            return null;
        }

        if (!Checkpoint.TryOpen(Encoding.UTF8.GetString(bytes), keys.Origin, keys.All, out var published))
        {
            return new Fault("ledger-damaged", $"{files.PathOf("checkpoint")} is not a checkpoint that a key of this ledger signed.", "Bring back the ledger's keys, or delete the file if it was damaged: outsiders hold the heads they were given.");
        }

        if (published.Size > size)
        {
            return Behind(published.Size);
        }

        return tree.Root(published.Size).AsSpan().SequenceEqual(published.Root.Span)
            ? null
            : new Fault(
                "ledger-forked",
                string.Create(CultureInfo.InvariantCulture, $"{entries.Path}: its first {published.Size} entries are not those whose head was published."),
                Remedy);
    }

    private Fault Behind(long size) => new Fault(
        "ledger-behind", string.Create(CultureInfo.InvariantCulture, $"{entries.Path} holds {entries.Count} entries, and {size} were acknowledged."), Remedy);

    private Fault Wrong(long index) => new Fault(
        "ledger-damaged",
        string.Create(CultureInfo.InvariantCulture, $"{entries.Path}: entry {index} at byte {LedgerEntries.OffsetOf(index)} was changed: its MAC does not follow from the entry before it."),
        Remedy);

    private readonly record struct Reached(long Size, byte[] Mac, long Segment, long Through);
}

/// <summary>A ledger as it was found.</summary>
internal sealed record OpenedLedger(FileLevels Levels, MerkleTree Tree, Fault? Damage, long Size, byte[] Mac, long Segment, long Through, long Marked);
