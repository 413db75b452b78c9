using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Tests.Collect;
using Xunit;
using static Fulcrum.Tests.Consent.Ledger.LedgerUnderTest;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>Consents and their entries: none is acknowledged without, and crashes in between are made good.</summary>
public class ConsentLedgerTests
{
    private readonly SimulatedLedgerFiles _files = new();

    [Fact]
    public async Task A_consent_that_was_acknowledged_has_its_entry_through_a_power_cut()
    {
        await using var core = await OpenAsync(_files, grants: 3);
        var root = LedgerOf(core).RootAt(3);

        _files.Crash(1);
        core.Disk.Crash(1);
        await core.RestartAsync();

        Assert.Equal(root, LedgerOf(core).RootAt(3));
        Assert.Equal((3, 0), ((await AuditAsync(core)).Matching, (await AuditAsync(core)).Waiting));
    }

    [Fact]
    public async Task Nobody_is_answered_before_journal_and_ledger_both_have_it()
    {
        await using var core = await OpenAsync(_files);
        core.Disk.HoldSyncs = true;
        var saying = SayAsync(core, "u-1");
        Assert.False(saying.IsCompleted);
        Assert.Equal(0, LedgerOf(core).Size);

        core.Disk.HoldSyncs = false;
        core.Disk.Sync();

        Assert.Single((await saying).Recorded);
        Assert.Equal(1, LedgerOf(core).Size);
    }

    [Fact]
    public async Task What_a_failed_ledger_lacks_is_taken_in_from_the_journal_at_the_next_start()
    {
        await using var core = await OpenAsync(_files, grants: 2);
        _files.Refuses = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "u-7"));
        Assert.Equal("ledger-write-failed", core.Core.Store.Limited?.Code);

        _files.Refuses = false;
        _files.Crash(2);
        await core.RestartAsync();

        Assert.Equal(3, LedgerOf(core).Size);
        Assert.Null(core.Core.Store.Limited);
        var report = await AuditAsync(core);
        Assert.Empty(report.Faults);
        Assert.Equal(3, report.Matching);
    }

    [Fact]
    public async Task While_the_ledger_fails_nothing_is_granted_and_everything_can_be_withdrawn()
    {
        await using var core = await OpenAsync(_files, grants: 2);
        _files.Refuses = true;

        Assert.Single((await SayAsync(core, "u-0", ConsentState.Withdrawn)).Recorded);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "u-0"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "u-1"));
        Assert.Single((await SayAsync(core, "u-1", ConsentState.Withdrawn)).Recorded);

        _files.Refuses = false;
        await core.RestartAsync();

        Assert.Equal(4, (await AuditAsync(core)).Matching);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(120)]
    public async Task A_torn_end_is_cut_off_and_comes_back_as_it_was(int torn)
    {
        await using var core = await OpenAsync(_files, grants: 4);
        var whole = _files.Copy()["entries"];
        var cut = whole[..^torn];

        // What was being written is there in part, and the last bytes of it are anything.
        cut.AsSpan(cut.Length - 3).Reverse();
        _files.Plant("entries", cut);
        _files.Plant("synced", []);
        await core.RestartAsync();

        Assert.Equal(whole, _files.Copy()["entries"]);
        Assert.Null(LedgerOf(core).Damage);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "ledger-damaged")]
    public async Task Right_entries_behind_a_wrong_one_are_a_torn_write_unless_it_was_known_to_be_on_disk(bool wasKnown, string? damage)
    {
        await using var core = await OpenAsync(_files, grants: 9);
        var whole = _files.Copy()["entries"];
        var torn = whole.ToArray();
        torn.AsSpan(16 + (3 * 81), 81).Clear();
        _files.Plant("entries", torn);
        if (!wasKnown)
        {
            _files.Plant("synced", []);
        }

        await core.RestartAsync();

        Assert.Equal(damage, LedgerOf(core).Damage?.Code);
        Assert.Equal(wasKnown ? torn : whole, _files.Copy()["entries"]);
    }

    [Fact]
    public async Task The_folder_of_a_backup_put_in_the_place_of_a_damaged_one_is_filled_up_to_the_same_heads()
    {
        await using var core = await OpenAsync(_files, grants: 5);
        var backup = _files.Copy()["entries"];
        foreach (var number in Enumerable.Range(5, 4))
        {
            await SayAsync(core, $"u-{number}");
        }

        var head = Open(LedgerOf(core).Publish());
        var damaged = _files.Copy()["entries"];
        damaged[16 + (2 * 81) + 20] ^= 1;
        _files.Plant("entries", damaged);
        await core.RestartAsync();
        Assert.Equal("ledger-damaged", LedgerOf(core).Damage?.Code);
        await core.Core.DisposeAsync();

        foreach (var name in _files.Copy().Keys)
        {
            _files.Delete(name);
        }

        _files.Plant("entries", backup);
        await core.RestartAsync();

        Assert.Null(LedgerOf(core).Damage);
        Assert.Equal(head, new Checkpoint(Origin, 9, LedgerOf(core).RootAt(9)));
    }

    [Fact]
    public async Task Consents_from_before_there_was_a_ledger_are_taken_in()
    {
        await using var without = await CoreUnderTest.OpenAsync();
        await SayAsync(without, "u-1");
        await SayAsync(without, "u-2", ConsentState.Refused);

        var report = await TakeInAsync(without);

        Assert.Empty(report.Faults);
        Assert.Equal(2, report.Matching);
    }

    [Theory]
    [InlineData("mark")]
    [InlineData("level-00")]
    [InlineData("level-02")]
    public async Task The_files_of_the_tree_are_made_again_from_the_entries(string lost)
    {
        await using var core = await OpenAsync(_files, grants: 9);
        var root = LedgerOf(core).RootAt(9);
        await core.Core.DisposeAsync();

        _files.Plant(lost, []);
        await core.RestartAsync();

        Assert.Equal(root, LedgerOf(core).RootAt(9));
        Assert.Empty((await AuditAsync(core)).Faults);
    }

    [Fact]
    public async Task A_proof_that_would_not_hold_is_not_handed_out_and_stops_grants()
    {
        await using var core = await OpenAsync(_files, grants: 9);
        await core.Core.DisposeAsync();
        var level = _files.Copy()["level-00"];
        level[3 * MerkleHash.Bytes] ^= 1;
        _files.Plant("level-00", level);
        await core.RestartAsync();

        Assert.Throws<StoreUnavailableException>(() => LedgerOf(core).ProveInclusion(2, 9));

        Assert.Equal("ledger-damaged", core.Core.Store.Limited?.Code);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "u-20"));
        Assert.Single((await SayAsync(core, "u-2", ConsentState.Withdrawn)).Recorded);
        Assert.Contains((await AuditAsync(core)).Faults, fault => fault.Code == "ledger-tree-damaged" && fault.What.Contains("level-00, hash 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("entries", 16 + 81 + 20)]
    [InlineData("level-00", 32 + 5)]
    public async Task What_is_damaged_behind_the_mark_is_found_while_it_is_served_and_stops_grants(string file, int at)
    {
        await using var core = await OpenAsync(_files, grants: 5);
        await core.Core.DisposeAsync();
        var bytes = _files.Copy()[file];
        bytes[at] ^= 8;
        _files.Plant(file, bytes);
        await core.RestartAsync();
        Assert.Null(LedgerOf(core).Damage);

        await ((LedgeredStore)core.Core.Store).RestAsync();

        Assert.Equal("ledger-damaged", LedgerOf(core).Damage?.Code);
        Assert.Contains("entry 1 at byte 97", LedgerOf(core).Damage?.What, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "u-20"));
    }

    [Fact]
    public async Task A_whole_ledger_is_looked_through_without_a_finding()
    {
        await using var core = await OpenAsync(_files, grants: 5);
        await core.RestartAsync();
        await core.Core.DisposeAsync();
        await core.RestartAsync();

        Assert.True(LedgerOf(core).LookOn(3));
        Assert.False(LedgerOf(core).LookOn(3));
        Assert.Null(LedgerOf(core).Damage);
    }

    [Fact]
    public async Task Each_row_finds_its_entry_and_the_entry_proves_itself()
    {
        await using var core = await OpenAsync(_files, grants: 5);
        var recorded = await SayAsync(core, "u-9");

        var index = LedgerOf(core).Find(recorded.Recorded[0].Sequence);

        Assert.Equal(5, index);
        Assert.True(LedgerOf(core).Prove(5).Proves(LedgerOf(core).Read(5).Hash(), Origin, Keys.All));
        Assert.Null(LedgerOf(core).Find(recorded.Recorded[0].Sequence + 1));
        Assert.All(Enumerable.Range(0, 6), place => Assert.Equal(place, LedgerOf(core).Find(LedgerOf(core).Read(place).Sequence)));
    }

    [Fact]
    public async Task Erasure_leaves_every_proof_valid_and_nobody_can_tell_what_was_in_it()
    {
        await using var core = await OpenAsync(_files, grants: 6);
        var (head, proofs) = (Open(LedgerOf(core).Publish()), Enumerable.Range(0, 6).Select(index => LedgerOf(core).Prove(index)).ToArray());
        var leaves = LeavesOf(LedgerOf(core));

        await core.Core.Erasures.EraseAsync([core.User("u-2")], "anna", "request 7", TestContext.Current.CancellationToken);
        await core.RestartAsync();

        Assert.All(proofs, (proof, index) => Assert.True(proof.Proves(leaves[index].Hash(), Origin, Keys.All)));
        Assert.Equal(head, new Checkpoint(Origin, 6, LedgerOf(core).RootAt(6)));
        var report = await AuditAsync(core);
        Assert.Empty(report.Faults);
        Assert.Equal((5, 1), (report.Matching, report.Gone));
    }

    [Fact]
    public async Task A_restore_is_declared_and_the_ledger_goes_on_behind_it()
    {
        await using var core = await OpenAsync(_files, grants: 3);
        var head = Open(LedgerOf(core).Publish());
        await core.Core.DisposeAsync();

        // The journal is a new one here; what counts is that it ends before the ledger does.
        var place = new LedgerPlace(_files, Keys);
        await using var restored = await CoreUnderTest.OpenAsync();
        await SayAsync(restored, "u-1");
        _files.Plant("restored", Convert.FromHexString(0L.ToString("x16", System.Globalization.CultureInfo.InvariantCulture)));
        await using var ledgered = await LedgeredStore.OpenAsync(restored.Store, place, core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken);

        Assert.Null(ledgered.Ledger.Damage);
        Assert.Equal(LedgerLeafKind.Restored, ledgered.Ledger.Read(3).Kind);
        Assert.Equal(head.Root.ToArray(), ledgered.Ledger.Read(3).Commitment.ToArray());
        Assert.True(MerkleProof.Extends(3, (ulong)ledgered.Ledger.Size, ledgered.Ledger.ProveConsistency(3, ledgered.Ledger.Size), head.Root.Span, ledgered.Ledger.RootAt(ledgered.Ledger.Size)));
        Assert.Null(_files.Read("restored"));
        Assert.Equal(4, ledgered.Ledger.Find(ledgered.Ledger.Read(4).Sequence));
    }

    [Fact]
    public async Task A_journal_older_than_its_ledger_is_refused_unless_the_restore_was_declared()
    {
        await using var core = await OpenAsync(_files, grants: 3);
        await core.Core.DisposeAsync();
        await using var older = await CoreUnderTest.OpenAsync();

        await using var ledgered = await LedgeredStore.OpenAsync(older.Store, new LedgerPlace(_files, Keys), core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken);

        Assert.Equal("ledger-ahead", ledgered.Ledger.Damage?.Code);
    }

    private async Task<LedgerReport> TakeInAsync(CoreUnderTest core)
    {
        var place = new LedgerPlace(_files, Keys);
        await using (await LedgeredStore.OpenAsync(core.Store, place, core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken))
        {
        }

        return await LedgerAudit.RunAsync(core.Store, place, null, core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken);
    }
}
