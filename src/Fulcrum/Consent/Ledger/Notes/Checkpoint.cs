using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fulcrum.Consent.Ledger.Notes;

/// <summary>The head of a log at one size (C2SP tlog-checkpoint): whose log, how many entries, and the root over them.</summary>
/// <param name="Origin">Names the log.</param>
/// <param name="Size">Entries in the tree.</param>
/// <param name="Root">32 bytes.</param>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    /// <summary>The text that is signed.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    /// <summary>The note that a log's key signs.</summary>
    public SignedNote Sign(NoteKey key, ReadOnlySpan<byte> seed) => new SignedNote(ToText(), []).SignedBy(key, seed);

    /// <summary>Reads the text of a checkpoint. Lines that follow the first three are passed over, as the format wants.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var lines = text.EndsWith('\n') ? text[..^1].Split('\n') : [];
        if (lines.Length < 3 || lines.Any(line => line.Length == 0) || !TryReadCount(lines[1], out var size) || !Base64.TryDecodeHash(lines[2], out var root))
        {
            return false;
        }

        checkpoint = new Checkpoint(lines[0], size, root);
        return true;
    }

    /// <summary>Reads a signed checkpoint and believes it: it is about this log, and one of these keys signed it.</summary>
    /// <param name="text">The note.</param>
    /// <param name="origin">Which log it must be about.</param>
    /// <param name="keys">Keys of the log, the one in force and earlier ones.</param>
    /// <param name="checkpoint">What it says.</param>
    public static bool TryOpen(string text, string origin, IReadOnlyCollection<NoteKey> keys, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        return SignedNote.TryParse(text, out var note)
            && keys.Any(key => key.Kind == NoteKeyKind.Log && note.IsSignedBy(key))
            && TryParse(note.Text, out checkpoint) && checkpoint.Origin == origin;
    }

    /// <summary>Whether both say the same of the same log.</summary>
    public bool Equals(Checkpoint? other) => other is not null && Origin == other.Origin && Size == other.Size && Root.Span.SequenceEqual(other.Root.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Origin, Size);

    /// <summary>Reads a number of entries: decimal, no leading zero.</summary>
    internal static bool TryReadCount(string text, out long count) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && (text == "0" || text[0] != '0');
}
