using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Prove.Erasure;

/// <summary>The twelve forms in which a text may lie in a file: what wrote it may have encoded, folded, hashed or packed it.</summary>
/// <remarks>Pure and safe from many threads. Packed blocks are unpacked by <see cref="PackedBlocks"/> and looked through for the other eleven.</remarks>
internal static class SearchForms
{
    /// <summary>The name of the twelfth form.</summary>
    public const string Packed = "packed";

    /// <summary>Names of all twelve.</summary>
    public static readonly string[] Names = ["utf-8", "utf-16", "lower", "upper", "json-escapes", "percent", "hex", "base64", "md5", "sha-1", "sha-256", Packed];

    /// <summary>The byte strings to look for, each with the name of its form.</summary>
    /// <param name="text">A text of at least 12 characters.</param>
    public static IEnumerable<(string Form, byte[] Bytes)> Of(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return ("utf-8", utf8);
        yield return ("utf-16", Encoding.Unicode.GetBytes(text));
        yield return ("lower", Encoding.UTF8.GetBytes(text.ToLowerInvariant()));
        yield return ("upper", Encoding.UTF8.GetBytes(text.ToUpperInvariant()));
        yield return ("json-escapes", Ascii(string.Concat(text.Select(letter => $"\\u{(int)letter:x4}"))));
        yield return ("json-escapes", Ascii(string.Concat(text.Select(letter => $"\\u{(int)letter:X4}"))));
        yield return ("percent", Ascii(string.Concat(utf8.Select(one => $"%{one:X2}"))));
        yield return ("percent", Ascii(Uri.EscapeDataString(text)));
        yield return ("hex", Ascii(Convert.ToHexStringLower(utf8)));
        yield return ("hex", Ascii(Convert.ToHexString(utf8)));
        for (var shift = 0; shift < 3; shift++)
        {
            yield return ("base64", Ascii(Base64At(utf8, shift)));
        }

        foreach (var (form, hash) in Hashes(utf8))
        {
            yield return (form, hash);
            yield return (form, Ascii(Convert.ToHexStringLower(hash)));
            yield return (form, Ascii(Convert.ToHexString(hash)));
        }
    }

    // A hash without a key is the text for whoever tries every address: it must be found as such.
#pragma warning disable CA5350, CA5351 // Weak hashes are what others may have kept of a text; nothing is protected by them.
    private static IEnumerable<(string Form, byte[] Hash)> Hashes(byte[] utf8) =>
        [("md5", MD5.HashData(utf8)), ("sha-1", SHA1.HashData(utf8)), ("sha-256", SHA256.HashData(utf8))];
#pragma warning restore CA5350, CA5351

    /// <summary>The letters of a base64 text that depend on these bytes alone, when so many bytes of a group stand before them.</summary>
    private static string Base64At(byte[] bytes, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
        var from = shift == 0 ? 0 : shift + 1;
        var until = (shift + bytes.Length) % 3 == 0 ? text.Length : text.Length - 1;
        return text[from..until];
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
