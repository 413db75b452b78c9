using System.Collections.Immutable;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Consent.Ledger;

/// <summary>Where a ledger is kept, and in whose name it speaks.</summary>
/// <param name="Files">Its folder.</param>
/// <param name="Keys">Its signing keys.</param>
public sealed record LedgerPlace(ILedgerFiles Files, LedgerKeys Keys);

/// <summary>The keys a ledger signs its heads with.</summary>
/// <param name="Origin">Names the ledger for good; the first line of every checkpoint.</param>
/// <param name="Seed">The private key in force, 32 bytes. Never logged.</param>
/// <param name="Successions">Notes in which each earlier key named the one after it and signed that, oldest first.</param>
public sealed record LedgerKeys(string Origin, ReadOnlyMemory<byte> Seed, ImmutableArray<string> Successions)
{
    private const string SuccessionLine = "fulcrum-ledger-succession/v1";

    /// <summary>The public key in force.</summary>
    public NoteKey Current { get; } = new(Origin, NoteKeyKind.Log, NoteKey.PublicOf(Seed.Span));

    /// <summary>Every public key that the one in force was handed over from, the one in force first.</summary>
    public ImmutableArray<NoteKey> All => LeadingTo(Current, Successions);

    /// <summary>The keys from which a key was handed over, itself first. Notes that do not lead to it count for nothing.</summary>
    public static ImmutableArray<NoteKey> LeadingTo(NoteKey current, IEnumerable<string> successions)
    {
        // Backwards: a key counts when it signed for one that counts.
        var keys = ImmutableArray.Create(current);
        foreach (var text in successions.Reverse())
        {
            if (SignedNote.TryParse(text, out var note) && note.Text.Split('\n') is [SuccessionLine, var from, _, ""]
                && NoteKey.TryParse(from, out var earlier) && earlier.Name == current.Name && note.Text == SuccessionText(earlier, keys[^1]) && note.IsSignedBy(earlier))
            {
                keys = keys.Add(earlier);
            }
        }

        return keys;
    }

    /// <summary>What a key signs for its successor.</summary>
    public static string SuccessionText(NoteKey from, NoteKey to) => $"{SuccessionLine}\n{from}\n{to}\n";

    /// <summary>Never the key.</summary>
    public override string ToString() => $"LedgerKeys({Current})";
}
