using System.Buffers;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;
using Fulcrum.Workspaces;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>A store whose operator, who holds every key, wrote one consent anew: sealed as it should be, and saying something else.</summary>
internal sealed class RewrittenStore(IStore inner, int row) : IStore, IJournal
{
    private readonly Sealing _sealing = new(inner.Secrets, new SeededRandom(3));

    public IJournal Journal => this;

    public ISnapshots Snapshots => inner.Snapshots;

    public IIdentifierIndex Identifiers => inner.Identifiers;

    public ISubjectKeys Keys => inner.Keys;

    public IEraser Eraser => inner.Eraser;

    public IDedupe Dedupe => inner.Dedupe;

    public IIntakeRecords Intake => inner.Intake;

    public IWorkspaceStore Workspaces => inner.Workspaces;

    public StoreSecrets Secrets => inner.Secrets;

    public long SubjectsMax => inner.SubjectsMax;

    public long Head => inner.Journal.Head;

    public JournalTicket Append(JournalBatch batch) => inner.Journal.Append(batch);

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.Journal.FindAsync(sequence, cancellation);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, CancellationToken cancellation) =>
        inner.Journal.ReadSubjectAsync(subject, after, cancellation);

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var consents = 0;
        await foreach (var (sequence, found) in inner.Journal.ReadAllAsync(after, cancellation))
        {
            yield return new JournalEntry(sequence, found.Kind == EntryKind.Consent && ++consents == row ? await RewriteAsync(found, cancellation) : found);
        }
    }

    public ValueTask DisposeAsync() => default;

    private async ValueTask<JournalRow> RewriteAsync(JournalRow found, CancellationToken cancellation)
    {
        var key = _sealing.UnwrapKey(found.Subject, (await inner.Keys.FindAsync(found.Subject, cancellation))!.Value.Span)!;
        _ = EntryCodec.TryRead(found.Kind, Sealing.OpenRow(key, found)!, out var entry);
        var payload = new ArrayBufferWriter<byte>();
        EntryCodec.Write(new ConsentEntry(((ConsentEntry)entry!).Record with { State = ConsentState.Refused }), payload);
        return found with { Sealed = _sealing.SealRow(key, found.Kind, found.Subject, found.At, found.Source, found.Dedupe, payload.WrittenSpan) };
    }
}
