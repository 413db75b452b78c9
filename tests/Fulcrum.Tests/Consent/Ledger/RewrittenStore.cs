using System.Buffers;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>A store whose operator, who holds every key, wrote one consent anew: sealed as it should be, and saying something else.</summary>
internal sealed class RewrittenStore : StoreAround, IJournal
{
    private readonly int _row;
    private readonly Sealing _sealing;

    public RewrittenStore(IStore inner, int row)
        : base(inner) => (_row, _sealing, Journal) = (row, new Sealing(inner.Secrets, new SeededRandom(3)), this);

    public long Head => Inner.Journal.Head;

    public JournalTicket Append(JournalBatch batch) => Inner.Journal.Append(batch);

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => Inner.Journal.FindAsync(sequence, cancellation);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) =>
        Inner.Journal.ReadSubjectAsync(subject, after, rowsMax, cancellation);

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var consents = 0;
        await foreach (var (sequence, found) in Inner.Journal.ReadAllAsync(after, cancellation))
        {
            yield return new JournalEntry(sequence, found.Kind == EntryKind.Consent && ++consents == _row ? await RewriteAsync(found, cancellation) : found);
        }
    }

    private async ValueTask<JournalRow> RewriteAsync(JournalRow found, CancellationToken cancellation)
    {
        var key = _sealing.UnwrapKey(found.Subject, (await Inner.Keys.FindAsync(found.Subject, cancellation))!.Value.Span)!;
        _ = EntryCodec.TryRead(found.Kind, Sealing.OpenRow(key, found)!, out var entry);
        var payload = new ArrayBufferWriter<byte>();
        EntryCodec.Write(new ConsentEntry(((ConsentEntry)entry!).Record with { State = ConsentState.Refused }), payload);
        return found with { Sealed = _sealing.SealRow(key, found.Kind, found.Subject, found.At, found.Source, found.Dedupe, payload.WrittenSpan) };
    }
}
