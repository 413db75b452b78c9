namespace Fulcrum.Consent.Ledger.Notes;

/// <summary>Base 64 with one spelling for each text: padded, no white space (RFC 4648 §4).</summary>
internal static class Base64
{
    /// <summary>Reads bytes; false for any spelling but the one <see cref="Convert.ToBase64String(byte[])"/> writes.</summary>
    public static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            bytes = [];
            return false;
        }

        bytes = bytes[..length];
        return Convert.ToBase64String(bytes) == text;
    }

    /// <summary>Reads a hash of the tree.</summary>
    public static bool TryDecodeHash(string text, out byte[] hash) => TryDecode(text, out hash) && hash.Length == MerkleHash.Bytes;
}
