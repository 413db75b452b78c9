using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>A ledger chained under another look-up key says what it said, to whoever holds an old head too; the old key forges nothing in it any more.</summary>
public sealed class LedgerTurnTests
{
    private const int Entries = 5_000;

    private static readonly byte[] Old = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Made = [.. Enumerable.Repeat((byte)2, 32)];

    [Fact]
    public void Leaves_and_tree_stay_and_the_chain_holds_under_the_new_key_alone()
    {
        var files = Write();
        var (leaves, root) = Read(files, Old);

        Assert.Equal(Entries, LedgerTurn.Run(files, Old, Made));

        var (turned, rootNow) = Read(files, Made);
        Assert.Equal(leaves.Select(leaf => leaf.ToBytes()), turned.Select(leaf => leaf.ToBytes()));
        Assert.Equal(root, rootNow);
        Assert.NotNull(Damage(files, Old));
    }

    [Fact]
    public void An_entry_that_was_damaged_is_not_whitewashed()
    {
        var files = Write();
        using (var file = files.Open(LedgerEntries.FileName))
        {
            file.Write(LedgerEntries.OffsetOf(4_200) + 12, [0xAB]);
            file.Sync();
        }

        var before = Damage(files, Old);
        LedgerTurn.Run(files, Old, Made);

        Assert.NotNull(before);
        Assert.Equal(before, Damage(files, Made));
    }

    [Fact]
    public void What_is_forged_under_the_old_key_does_not_stand()
    {
        var files = Write();
        LedgerTurn.Run(files, Old, Made);

        // Somebody with the key that leaked writes the last entry anew, chained as that key chains.
        using (var entries = new LedgerEntries(files, Old))
        {
            var leaf = new LedgerLeaf(LedgerLeafKind.Consent, Entries, new Instant(7), new byte[32]).ToBytes();
            entries.Append(Entries - 1, [.. leaf, .. entries.MacOf(entries.MacBefore(Entries - 1), leaf)]);
        }

        using var ledger = Open(files, Made);
        Assert.True(ledger.Damage is not null || ledger.Size < Entries, "The forged entry stands.");
    }

    private static SimulatedLedgerFiles Write()
    {
        var files = new SimulatedLedgerFiles();
        using var ledger = Open(files, Old);
        ledger.Append([.. Enumerable.Range(1, Entries).Select(number => new LedgerLeaf(LedgerLeafKind.Consent, number, new Instant(number), Commitment(number)))]);
        return files;
    }

    private static byte[] Commitment(int number) => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number));

    private static ConsentLedger Open(SimulatedLedgerFiles files, byte[] key)
    {
        // Without the mark of what was looked through, everything is.
        files.Delete("mark");
        return new ConsentLedger(new LedgerPlace(files, LedgerUnderTest.Keys), key, new FakeTimeProvider());
    }

    private static (List<LedgerLeaf> Leaves, byte[] Root) Read(SimulatedLedgerFiles files, byte[] key)
    {
        using var ledger = Open(files, key);
        Assert.Null(ledger.Damage);
        Assert.Equal(Entries, ledger.Size);
        return (LedgerUnderTest.LeavesOf(ledger), ledger.RootAt(Entries));
    }

    private static Fault? Damage(SimulatedLedgerFiles files, byte[] key)
    {
        using var ledger = Open(files, key);
        return ledger.Damage;
    }
}
