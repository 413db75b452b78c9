using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Profiles;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Fulcrum.Tests.Consent.Ledger.LedgerUnderTest;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>What stands between the flows and the journal: who waits for what, and who shares a sync.</summary>
public sealed class LedgerJournalTests : IDisposable
{
    private readonly SimulatedLedgerFiles _files = new();
    private readonly ConsentLedger _ledger;
    private readonly HeldJournal _held = new();
    private readonly LedgerJournal _journal;

    public LedgerJournalTests()
    {
        _ledger = new ConsentLedger(new LedgerPlace(_files, Keys), new byte[32], new FakeTimeProvider());
        _journal = new LedgerJournal(_held, _ledger) { RefusesGrants = true };
    }

    [Fact]
    public async Task Entries_whose_rows_reached_the_disk_together_share_one_sync()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => _journal.Append(Consent(grants: true)).Durable).ToArray();
        var before = _files.Syncs;
        Assert.DoesNotContain(waiting, one => one.IsCompleted);

        _held.Disk.SetResult();
        await Task.WhenAll(waiting);

        Assert.Equal(100, _ledger.Size);
        Assert.Equal(before + 1, _files.Syncs);
        Assert.Equal(Enumerable.Range(1, 100).Select(sequence => (long)sequence), LeavesOf(_ledger).Select(leaf => leaf.Sequence));
    }

    [Fact]
    public async Task An_event_waits_for_the_journal_alone_and_who_asks_what_is_on_disk_for_both()
    {
        var consent = _journal.Append(Consent(grants: true)).Durable;
        var page = _journal.Append(JournalBatch.Of(Row(EntryKind.Event))).Durable;
        var asked = _journal.Append(JournalBatch.Of()).Durable;
        Assert.Same(_held.Disk.Task, page);
        Assert.False(consent.IsCompleted || asked.IsCompleted);

        _held.Disk.SetResult();
        await Task.WhenAll(consent, asked);

        Assert.Equal(1, _ledger.Size);
    }

    [Fact]
    public async Task What_the_journal_lost_is_not_entered()
    {
        var lost = _journal.Append(Consent(grants: true)).Durable;
        _held.Disk.SetException(new StoreUnavailableException("The disk is gone."));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost);

        Assert.Equal(0, _ledger.Size);
    }

    [Fact]
    public async Task When_the_ledger_cannot_be_written_grants_fail_and_noes_stand()
    {
        var yes = _journal.Append(Consent(grants: true)).Durable;
        var no = _journal.Append(Consent(grants: false)).Durable;
        _files.Refuses = true;
        _held.Disk.SetResult();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => yes);
        await no;

        Assert.Throws<StoreUnavailableException>(() => _journal.Append(Consent(grants: true)));
        await _journal.Append(Consent(grants: false)).Durable;
        Assert.Equal("ledger-write-failed", _ledger.Damage?.Code);
    }

    public void Dispose() => _ledger.Dispose();

    private static JournalBatch Consent(bool grants) => JournalBatch.Of(Row(EntryKind.Consent)) with { Commitments = [new RowCommitment(0, new byte[32], grants)] };

    private static JournalRow Row(EntryKind kind) => new(kind, new SubjectId(1), new Instant(5), 0, 0, default, new byte[40]);

    /// <summary>A journal whose every batch reaches the disk at one moment.</summary>
    private sealed class HeldJournal : IJournal
    {
        public TaskCompletionSource Disk { get; } = new();

        public long Head { get; private set; }

        public JournalTicket Append(JournalBatch batch)
        {
            var first = Head + 1;
            Head += batch.Rows.Length;
            return new JournalTicket(first, Disk.Task);
        }

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
