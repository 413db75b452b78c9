using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Fulcrum.Consent.Ledger.Notes;

/// <summary>A proof that an entry is in a log, complete in itself (C2SP tlog-proof@v1): its place, the hashes beside its path, a signed checkpoint.</summary>
/// <param name="Index">The entry's place, from 0.</param>
/// <param name="Hashes">Beside the path to the root, lowest first; 32 bytes each.</param>
/// <param name="Checkpoint">The signed checkpoint, word for word.</param>
/// <param name="Extra">What the application adds; nothing vouches for it. Empty for none.</param>
public sealed record LogProof(long Index, ImmutableArray<ReadOnlyMemory<byte>> Hashes, string Checkpoint, ReadOnlyMemory<byte> Extra = default)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const int HashesMax = 63;

    /// <summary>Reads a proof; says no to anything else without throwing.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LogProof? proof)
    {
        proof = null;
        var split = text.Length <= SignedNote.LengthMax ? text.IndexOf("\n\n", StringComparison.Ordinal) : -1;
        var lines = split < 0 ? [] : text[..split].Split('\n').AsSpan();
        if (lines.Length < 2 || lines[0] != FirstLine)
        {
            return false;
        }

        lines = lines[1..];
        byte[] extra = [];
        if (lines[0].StartsWith("extra ", StringComparison.Ordinal))
        {
            if (!Base64.TryDecode(lines[0][6..], out extra))
            {
                return false;
            }

            lines = lines[1..];
        }

        if (lines.Length is 0 or > 1 + HashesMax || !lines[0].StartsWith("index ", StringComparison.Ordinal) || !Notes.Checkpoint.TryReadCount(lines[0][6..], out var index))
        {
            return false;
        }

        var hashes = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(lines.Length - 1);
        foreach (var line in lines[1..])
        {
            if (!Base64.TryDecodeHash(line, out var hash))
            {
                return false;
            }

            hashes.Add(hash);
        }

        proof = new LogProof(index, hashes.ToImmutable(), text[(split + 2)..], extra);
        return true;
    }

    /// <summary>Whether the log with this origin and one of these keys says that an entry is in it, at this place.</summary>
    /// <param name="leafHash">The entry's hash, 32 bytes: <see cref="LedgerLeaf.Hash"/>.</param>
    /// <param name="origin">Which log.</param>
    /// <param name="keys">Its keys, the one in force and earlier ones.</param>
    public bool Proves(ReadOnlySpan<byte> leafHash, string origin, IReadOnlyCollection<NoteKey> keys) =>
        Notes.Checkpoint.TryOpen(Checkpoint, origin, keys, out var head)
        && MerkleProof.Includes((ulong)Index, (ulong)head.Size, leafHash, Hashes, head.Root.Span);

    /// <summary>The proof, as it is kept in a <c>.tlog-proof</c> file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (!Extra.IsEmpty)
        {
            _ = text.Append("extra ").Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        }

        _ = text.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
        {
            _ = text.Append(Convert.ToBase64String(hash.Span)).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }
}
