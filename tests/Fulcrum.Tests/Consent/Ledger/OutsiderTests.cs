using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Tests.Collect;
using Xunit;
using static Fulcrum.Tests.Consent.Ledger.LedgerUnderTest;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>What somebody who holds nothing but an old head notices of an operator who holds every key.</summary>
public class OutsiderTests
{
    private readonly SimulatedLedgerFiles _files = new();

    public static TheoryData<string> Deeds => ["rewrites", "drops", "reorders", "inserts", "forks", "cuts back"];

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task An_operator_who_changes_the_past_is_caught_by_an_old_head(string deed)
    {
        await using var core = await OpenAsync(_files, grants: 7);
        var held = Open(LedgerOf(core).Publish());
        var forged = Forge(core, Done(deed, LeavesOf(LedgerOf(core))));

        // It is chained, in order and signed: looked at by itself, nothing is wrong with it.
        var shown = Open(forged.Publish());
        Assert.Null(forged.Damage);

        Assert.False(Accepts(held, shown, forged));
        Assert.Equal(deed != "cuts back", AcceptsWithoutProof(held, shown));
    }

    [Fact]
    public async Task An_honest_operator_is_not_accused()
    {
        await using var core = await OpenAsync(_files, grants: 7);
        var held = Open(LedgerOf(core).Publish());
        Assert.True(Accepts(held, Open(LedgerOf(core).Publish()), LedgerOf(core)));
        for (var more = 0; more < 6; more++)
        {
            await SayAsync(core, $"later-{more}");
            Assert.True(Accepts(held, Open(LedgerOf(core).Publish(LedgerOf(core).Size)), LedgerOf(core)));
        }
    }

    [Theory]
    [MemberData(nameof(Deeds))]
    public async Task The_owner_too_notices_when_the_folder_is_replaced_behind_a_published_head(string deed)
    {
        await using var core = await OpenAsync(_files, grants: 7);
        var published = LedgerOf(core).Publish();
        var leaves = LeavesOf(LedgerOf(core));
        await core.Core.DisposeAsync();

        var another = new SimulatedLedgerFiles();
        using (var forged = new ConsentLedger(new LedgerPlace(another, Keys), core.Store.Secrets.LookUp.Span, core.Clock))
        {
            forged.Append(Done(deed, leaves));
        }

        _files.Plant("mark", []);
        _files.Plant("entries", another.Copy()["entries"]);
        await core.RestartAsync();

        Assert.Contains(core.Core.Store.Limited?.Code, (string?[])["ledger-forked", "ledger-behind"]);
        var report = await AuditAsync(core, since: Open(published));
        Assert.Contains(report.Faults, fault => fault.Code is "ledger-forked" or "ledger-behind");
    }

    [Fact]
    public async Task Whoever_has_the_files_and_not_the_keys_changes_no_byte_of_an_entry_unseen()
    {
        await using var core = await OpenAsync(_files, grants: 4);
        await core.Core.DisposeAsync();
        var whole = _files.Copy()["entries"];
        for (var at = LedgerEntries.HeadBytes; at < whole.Length; at += 7)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x40;
            _files.Plant("entries", changed);

            var report = await LedgerAudit.RunAsync(core.Store, core.Ledger!, null, core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken);

            var entry = (at - LedgerEntries.HeadBytes) / LedgerEntries.EntryBytes;
            Assert.Contains(report.Faults, fault => fault.Code == "ledger-damaged" && fault.What.Contains($"entry {entry} at byte {LedgerEntries.OffsetOf(entry)}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_consent_rewritten_in_the_journal_is_not_what_its_entry_committed_to()
    {
        await using var core = await OpenAsync(_files, grants: 3);
        await core.Core.DisposeAsync();
        var seen = new RewrittenStore(core.Store, row: 2);

        Assert.Contains((await AuditAsync(core, seen)).Faults, fault => fault.Code == "journal-rewritten" && fault.What.Contains("entry 1", StringComparison.Ordinal));
        Assert.Empty((await AuditAsync(core)).Faults);
    }

    [Fact]
    public async Task A_consent_that_was_never_entered_is_named()
    {
        await using var core = await OpenAsync(_files, grants: 5);
        await core.Core.DisposeAsync();
        var leaves = LeavesOf(new ConsentLedger(core.Ledger!, core.Store.Secrets.LookUp.Span, core.Clock));
        var forged = new SimulatedLedgerFiles();
        using (var ledger = new ConsentLedger(new LedgerPlace(forged, Keys), core.Store.Secrets.LookUp.Span, core.Clock))
        {
            ledger.Append(Done("drops", [.. leaves]));
        }

        var report = await LedgerAudit.RunAsync(core.Store, new LedgerPlace(forged, Keys), null, core.Clock, new SeededRandom(1), TestContext.Current.CancellationToken);

        Assert.Contains(report.Faults, fault => fault.Code == "ledger-incomplete" && fault.What.Contains($"row {leaves[3].Sequence} ", StringComparison.Ordinal));
    }

    private static List<LedgerLeaf> Done(string deed, List<LedgerLeaf> leaves)
    {
        switch (deed)
        {
            case "rewrites":
                leaves[3] = leaves[3] with { Commitment = MerkleHash.Leaf("another consent"u8) };
                return leaves;
            case "drops":
                leaves.RemoveAt(3);
                return [.. leaves, leaves[^1] with { Sequence = leaves[^1].Sequence + 1 }];
            case "reorders":
                (leaves[2], leaves[3]) = (leaves[3], leaves[2]);
                return leaves;
            case "inserts":
                leaves.Insert(3, leaves[3] with { Commitment = MerkleHash.Leaf("never said"u8) });
                return leaves;
            case "forks":
                return [.. leaves.Take(6), leaves[6] with { At = leaves[6].At + TimeSpan.FromMinutes(1) }, leaves[6] with { Sequence = leaves[6].Sequence + 1 }];
            default:
                return leaves[..5];
        }
    }

    /// <summary>What anybody does who holds a head and is shown another.</summary>
    private static bool Accepts(Checkpoint held, Checkpoint shown, ConsentLedger ledger) =>
        shown.Size >= held.Size
        && MerkleProof.Extends((ulong)held.Size, (ulong)shown.Size, ledger.ProveConsistency(held.Size, shown.Size), held.Root.Span, shown.Root.Span);

    /// <summary>Somebody who looks whether the head is signed and the ledger did not shrink, and at no proof.</summary>
    private static bool AcceptsWithoutProof(Checkpoint held, Checkpoint shown) => shown.Size >= held.Size && shown.Origin == held.Origin;
}
