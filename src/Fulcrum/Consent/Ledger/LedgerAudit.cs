using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Consent.Ledger;

/// <summary>Looks through a whole ledger: the chain, every hash of the tree, the heads that were published, and every entry against its journal row.</summary>
/// <remarks>Reads everything once; holds the keys of the subjects last met.</remarks>
public sealed class LedgerAudit
{
    private const string Remedy = "Put the ledger's folder back from the last backup and start again: what was appended since is taken in from the journal. Keep the damaged folder: it shows what was done.";
    private const int FaultsMax = 20;

    private const int ConsentsAtOnce = 1_024;

    private readonly IAsyncEnumerable<JournalEntry> _rows;
    private readonly ConsentLedger _ledger;
    private readonly ConsentRowReader _reader;
    private readonly ImmutableArray<Fault>.Builder _faults = ImmutableArray.CreateBuilder<Fault>();
    private long _matching;
    private long _gone;
    private long _lost;
    private long _waiting;

    private LedgerAudit(IAsyncEnumerable<JournalEntry> rows, ConsentLedger ledger, ConsentRowReader reader) => (_rows, _ledger, _reader) = (rows, ledger, reader);

    /// <summary>Looks through the ledger of a store that nobody else has open.</summary>
    /// <param name="store">The store; nothing is written to it.</param>
    /// <param name="place">Its ledger. A torn end is cut off, as a start would.</param>
    /// <param name="since">An old head to hold it to; null for none.</param>
    /// <param name="clock">Not asked for anything that is judged.</param>
    /// <param name="random">Not drawn from; sealing asks for one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreUnavailableException">Journal or ledger could not be read.</exception>
    public static async ValueTask<LedgerReport> RunAsync(
        IStore store, LedgerPlace place, Checkpoint? since, TimeProvider clock, IRandomSource random, CancellationToken cancellation)
    {
        try
        {
            using var ledger = new ConsentLedger(place, store.Secrets.NewestLookUp.Span, clock);
            var reader = new ConsentRowReader(store.Keys.FindAsync, new Sealing(store.Secrets, random));
            return await new LedgerAudit(store.Journal.ReadAllAsync(0, cancellation), ledger, reader).RunAsync(since, cancellation);
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException($"The consent ledger could not be read: {fault.Message}", fault);
        }
    }

    /// <summary>Looks through the ledger of a store that a server goes on adding to: as far as it was when the view was made.</summary>
    /// <param name="contents">The store's contents, opened after the view was made: each entry's row is on disk before it. What is erased meanwhile counts as gone.</param>
    /// <param name="view">The ledger as it was; see <see cref="LedgerView"/>.</param>
    /// <param name="since">An old head to hold it to; null for none.</param>
    /// <param name="clock">Not asked for anything that is judged.</param>
    /// <param name="random">Not drawn from; sealing asks for one.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreUnavailableException">Journal or ledger could not be read.</exception>
    public static async ValueTask<LedgerReport> RunAsync(
        IStoreContents contents, LedgerPlace view, Checkpoint? since, TimeProvider clock, IRandomSource random, CancellationToken cancellation)
    {
        try
        {
            using var ledger = new ConsentLedger(view, contents.Secrets.NewestLookUp.Span, clock);
            var reader = new ConsentRowReader((subject, _) => new(contents.FindKey(subject)), new Sealing(contents.Secrets, random));
            return await new LedgerAudit(ReadConsentsAsync(contents, cancellation), ledger, reader).RunAsync(since, cancellation);
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException($"The consent ledger could not be read: {fault.Message}", fault);
        }
    }

    // By portions: contents are read by one enumeration at a time, and keys are looked up between two of them.
    private static async IAsyncEnumerable<JournalEntry> ReadConsentsAsync(IStoreContents contents, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (after, isDone) = (0L, false); !isDone;)
        {
            cancellation.ThrowIfCancellationRequested();
            var portion = new List<JournalEntry>();
            isDone = true;
            foreach (var entry in contents.ReadRows(after))
            {
                after = entry.Sequence;
                if (entry.Row.Kind == EntryKind.Consent)
                {
                    portion.Add(entry);
                }

                if (portion.Count == ConsentsAtOnce)
                {
                    isDone = false;
                    break;
                }
            }

            foreach (var entry in portion)
            {
                yield return entry;
            }

            await ValueTask.CompletedTask;
        }
    }

    /// <summary>Looks at what a start looks at: the entries since the mark, the head published last.</summary>
    /// <returns>How many entries there are, and what is wrong; null when nothing is.</returns>
    /// <exception cref="StoreUnavailableException">The ledger could not be read.</exception>
    public static (long Size, Fault? Damage) Look(IStore store, LedgerPlace place, TimeProvider clock)
    {
        try
        {
            using var ledger = new ConsentLedger(place, store.Secrets.NewestLookUp.Span, clock);
            return (ledger.Size, ledger.Damage);
        }
        catch (IOException fault)
        {
            throw new StoreUnavailableException($"The consent ledger could not be read: {fault.Message}", fault);
        }
    }

    private async ValueTask<LedgerReport> RunAsync(Checkpoint? since, CancellationToken cancellation)
    {
        if (_ledger.Damage is { } damage)
        {
            _faults.Add(damage);
        }

        var (head, restores) = ReadEntries(since);
        await CompareAsync(restores, cancellation);
        return new LedgerReport(head, _matching, _gone, _lost, restores.Count, _waiting, _faults.ToImmutable());
    }

    private (Checkpoint Head, List<(long Index, long Sequence)> Restores) ReadEntries(Checkpoint? since)
    {
        var restores = new List<(long Index, long Sequence)>();
        var (count, files) = (_ledger.Entries.Count, _ledger.Damage is null ? _ledger.Levels : null);
        var levels = new CheckedLevels(files);
        var tree = new MerkleTree(levels);
        var published = _ledger.LastPublished() is { } text && SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out var last) ? last : null;
        Hold(tree, published, "that was published");
        Hold(tree, since, "that was handed in");
        foreach (var entry in _ledger.Entries.Scan(0, count))
        {
            if (!entry.Follows)
            {
                Say(new Fault("ledger-damaged", Text($"{_ledger.Entries.Path}: entry {entry.Index} at byte {LedgerEntries.OffsetOf(entry.Index)} was changed: its MAC does not follow from the entry before it."), Remedy));
            }

            if (!LedgerLeaf.TryRead(entry.Leaf, out var leaf))
            {
                Say(new Fault("ledger-damaged", Text($"{_ledger.Entries.Path}: entry {entry.Index} at byte {LedgerEntries.OffsetOf(entry.Index)} is of no known kind."), Remedy));
            }
            else if (leaf.Value.Kind == LedgerLeafKind.Restored)
            {
                restores.Add((entry.Index, leaf.Value.Sequence));
            }

            tree.Append(MerkleHash.Leaf(entry.Leaf));
            Hold(tree, published, "that was published");
            Hold(tree, since, "that was handed in");
        }

        if (levels.Differs is { } place)
        {
            Say(new Fault("ledger-tree-damaged", $"{_ledger.Files.PathOf("")}: {place} does not follow from the entries.", "Delete the files \"mark\" and \"level-*\" of the folder; the next start makes them again from the entries."));
        }

        if (since is not null && since.Size > tree.Size)
        {
            Say(new Fault("ledger-behind", Text($"The ledger holds {tree.Size} entries, and the head that was handed in {since.Size}."), Remedy));
        }

        return (new Checkpoint(_ledger.Origin, tree.Size, tree.Root(tree.Size)), restores);
    }

    private void Hold(MerkleTree tree, Checkpoint? head, string which)
    {
        if (head is not null && head.Size == tree.Size && !tree.Root(tree.Size).AsSpan().SequenceEqual(head.Root.Span))
        {
            Say(new Fault("ledger-forked", Text($"{_ledger.Entries.Path}: its first {head.Size} entries are not those of the head {which}."), Remedy));
        }
    }

    /// <summary>Walks entries and consent rows side by side; both are in the order of their sequences.</summary>
    private async ValueTask CompareAsync(List<(long Index, long Sequence)> restores, CancellationToken cancellation)
    {
        using var leaves = Standing(restores).GetEnumerator();
        var (hasLeaf, last) = (leaves.MoveNext(), 0L);
        await foreach (var (sequence, row) in _rows)
        {
            if (row.Kind != EntryKind.Consent)
            {
                continue;
            }

            while (hasLeaf && leaves.Current.Leaf.Sequence < sequence)
            {
                _gone++;
                (last, hasLeaf) = (leaves.Current.Leaf.Sequence, leaves.MoveNext());
            }

            if (!hasLeaf)
            {
                Missing(sequence, last, isEnd: true);
            }
            else if (leaves.Current.Leaf.Sequence > sequence)
            {
                Missing(sequence, last, isEnd: false);
            }
            else
            {
                await CompareAsync(leaves.Current.Index, leaves.Current.Leaf, row, cancellation);
                (last, hasLeaf) = (sequence, leaves.MoveNext());
            }
        }

        for (; hasLeaf; hasLeaf = leaves.MoveNext())
        {
            _gone++;
        }
    }

    private void Missing(long sequence, long last, bool isEnd)
    {
        if (isEnd && sequence > Math.Max(last, _ledger.Through))
        {
            _waiting++;
        }
        else
        {
            Say(new Fault("ledger-incomplete", Text($"{_ledger.Entries.Path}: the consent in journal row {sequence} has no entry."), Remedy));
        }
    }

    private async ValueTask CompareAsync(long index, LedgerLeaf leaf, JournalRow row, CancellationToken cancellation)
    {
        var commitment = await _reader.CommitmentOfAsync(row, cancellation);
        if (leaf.Commitment.Span.IndexOfAnyExcept((byte)0) < 0 || (commitment is null && !await _reader.HasKeyAsync(row.Subject, cancellation)))
        {
            _gone++;
        }
        else if (commitment is null)
        {
            Say(new Fault(
                "journal-row-damaged", Text($"Journal row {leaf.Sequence}, of entry {index} of the ledger, does not open."),
                "Restore the store from its last backup and the consent tail; until then its subject gets contextual answers."));
        }
        else if (leaf.At != row.At || !commitment.AsSpan().SequenceEqual(leaf.Commitment.Span))
        {
            Say(new Fault(
                "journal-rewritten", Text($"Journal row {leaf.Sequence} is not the consent that entry {index} of the ledger committed to."),
                "Restore the store from a backup from before it was changed: what it says of this subject's consent is not what was acknowledged."));
        }
        else
        {
            _matching++;
        }
    }

    /// <summary>Consent entries that a restore did not leave behind, whose sequences only grow.</summary>
    private IEnumerable<(long Index, LedgerLeaf Leaf)> Standing(List<(long Index, long Sequence)> restores)
    {
        var last = 0L;
        foreach (var entry in _ledger.Entries.Scan(0, _ledger.Entries.Count))
        {
            if (!LedgerLeaf.TryRead(entry.Leaf, out var leaf) || leaf.Value.Kind != LedgerLeafKind.Consent)
            {
                continue;
            }

            if (restores.Exists(restore => restore.Index > entry.Index && restore.Sequence < leaf.Value.Sequence))
            {
                _lost++;
                continue;
            }

            if (leaf.Value.Sequence <= last)
            {
                Say(new Fault("ledger-reordered", Text($"{_ledger.Entries.Path}: entry {entry.Index} is of journal row {leaf.Value.Sequence}, and the one before it of row {last}."), Remedy));
                continue;
            }

            last = leaf.Value.Sequence;
            yield return (entry.Index, leaf.Value);
        }
    }

    private void Say(Fault fault)
    {
        if (_faults.Count < FaultsMax)
        {
            _faults.Add(fault);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
