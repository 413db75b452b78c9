using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Permits;

/// <summary>The journal rows of all parts of one profile, in order and opened, a page of each at a time.</summary>
/// <remarks>However long the history is, no more than <see cref="RowsAtOnce"/> rows of each part are in memory.</remarks>
internal sealed class OwnRows
{
    private readonly IJournal _journal;
    private readonly ImmutableArray<LivePart> _parts;

    internal OwnRows(IJournal journal, ImmutableArray<LivePart> parts) => (_journal, _parts) = (journal, parts);

    internal const int RowsAtOnce = 512;

    /// <summary>Rows after a sequence, oldest first.</summary>
    internal async IAsyncEnumerable<OpenedOwnRow> ReadAsync(long after, Func<EntryKind, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var feeds = new List<IAsyncEnumerator<OpenedOwnRow>>(_parts.Length);
        try
        {
            foreach (var part in _parts)
            {
                var feed = ReadAsync(part, after, isWanted, cancellation).GetAsyncEnumerator(cancellation);
                feeds.Add(feed);
                if (!await feed.MoveNextAsync())
                {
                    await feed.DisposeAsync();
                    feeds.Remove(feed);
                }
            }

            while (feeds.Count > 0)
            {
                var next = feeds.MinBy(feed => feed.Current.Sequence)!;
                yield return next.Current;
                if (!await next.MoveNextAsync())
                {
                    feeds.Remove(next);
                    await next.DisposeAsync();
                }
            }
        }
        finally
        {
            foreach (var feed in feeds)
            {
                await feed.DisposeAsync();
            }
        }
    }

    private async IAsyncEnumerable<OpenedOwnRow> ReadAsync(
        LivePart part, long after, Func<EntryKind, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var page = await _journal.ReadSubjectAsync(part.Part.Subject, after, RowsAtOnce, cancellation);
            foreach (var (sequence, row) in page)
            {
                after = sequence;
                if (EntryCodec.IsFolded(row.Kind) && isWanted(row.Kind))
                {
                    var payload = Sealing.OpenRow(part.Key, row);
                    var entry = payload is not null && EntryCodec.TryRead(row.Kind, payload, out var read) ? read : null;
                    yield return new OpenedOwnRow(sequence, row.Subject, row.At, row.Identifiers, entry);
                }
            }

            if (page.Count < RowsAtOnce)
            {
                yield break;
            }
        }
    }
}

/// <summary>A row, opened.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="Subject">The part it is of.</param>
/// <param name="At">When it was received.</param>
/// <param name="Identifiers">Identifiers it binds, packed.</param>
/// <param name="Entry">Its content; null when it cannot be opened.</param>
internal readonly record struct OpenedOwnRow(long Sequence, SubjectId Subject, Instant At, ReadOnlyMemory<byte> Identifiers, Entry? Entry);
