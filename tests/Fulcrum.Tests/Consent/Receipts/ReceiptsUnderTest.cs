using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;

namespace Fulcrum.Tests.Consent.Receipts;

/// <summary>A ledger in memory and receipts out of it: grants, refusals and withdrawals, with texts of every script.</summary>
internal static class ReceiptsUnderTest
{
    private const string Origin = "ledger.meridian-motors.example/consents";

    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(at => (byte)at)];

    /// <summary>The ledger's public key.</summary>
    public static NoteKey Key { get; } = new(Origin, NoteKeyKind.Log, NoteKey.PublicOf(Seed));

    /// <summary>Another ledger's public key of the same name.</summary>
    public static NoteKey OtherKey { get; } = new(Origin, NoteKeyKind.Log, NoteKey.PublicOf([.. Enumerable.Range(2, 32).Select(at => (byte)at)]));

    /// <summary>Receipts of a ledger with so many entries.</summary>
    /// <param name="size">Entries.</param>
    /// <param name="count">Receipts, of entries spread over the ledger.</param>
    public static ImmutableArray<Receipt> Make(int size, int count)
    {
        var tree = new MerkleTree(new MemoryLevels());
        var rows = Enumerable.Range(0, size).Select(at => (Sequence: 10L + (3 * at), Record: RecordAt(at), Salt: Salt(at))).ToArray();
        foreach (var (sequence, record, salt) in rows)
        {
            tree.Append(new LedgerLeaf(LedgerLeafKind.Consent, sequence, record.ReceivedAt, ConsentCommitment.Of(salt, ConsentCanonical.Write(new SubjectId(sequence), record))).Hash());
        }

        var head = new Checkpoint(Origin, size, tree.Root(size)).Sign(Key, Seed).ToString();
        return
        [
            .. Enumerable.Range(0, count).Select(number => number * size / count).Select(at => new Receipt(
                rows[at].Sequence, JsonDocument.Parse(ConsentCanonical.Write(new SubjectId(rows[at].Sequence), rows[at].Record)).RootElement,
                rows[at].Salt, new LogProof(at, [.. tree.ProveInclusion(at, size)], head))),
        ];
    }

    /// <summary>As the person gets it.</summary>
    public static string TextOf(Receipt receipt) => Encoding.UTF8.GetString(receipt.Write());

    private static ConsentRecord RecordAt(int at) => new(
        at % 3 == 0 ? "marketing-email" : "personalization", (ConsentState)(1 + (at % 3)), at % 3 == 0 ? "web-privacy@2026-11" : "", at % 2 == 0 ? "en" : "ru",
        new Instant(1_764_000_000_000 + at), new Instant(1_764_000_000_500 + at), at % 4 == 0 ? "web" : "в салоне \"Север\"", ConsentMethod.Express, at % 2 == 0,
        at % 5 == 0 ? "é😀\t</script>" : "api", at % 7 == 0 ? ["language-missing", "implied"] : [], at % 11 == 0)
    {
        Scope = at % 4 == 1 ? new ConsentScope("e-mail", "user.location") : ConsentScope.Whole,
        Evidence = at % 6 == 0 ? ConsentEvidence.None with { Operator = "clerk-7", IsSeparate = at % 12 == 0 } : ConsentEvidence.None,
    };

    private static byte[] Salt(int at) => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(at));
}
