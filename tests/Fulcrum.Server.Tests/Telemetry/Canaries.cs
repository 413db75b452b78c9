using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Server.Tests.Telemetry;

/// <summary>Marked data of one made-up person, and the search for it in whatever somebody wrote out.</summary>
internal static class Canaries
{
    public const string Email = "canary.quillfeather@zebulon-marked.example";
    public const string Phone = "+442079460958";
    public const string User = "canary-user-8c1f27";
    public const string Name = "Zebulona Quillfeather";
    public const string Text = "please call my sister in Canarywick about the red hatchback";
    public const string Address = "198.51.100.213";
    public const string Agent = "CanaryBrowser/8c1f27";

    public static IReadOnlyList<string> All { get; } = [Email, Phone, Phone[1..], User, Name, Text, Address, Agent];

    /// <summary>Every mark that stands in some bytes, in whichever of the spellings.</summary>
    public static IReadOnlyList<string> In(byte[] haystack)
    {
        var folded = Lower(haystack);
        return [.. All.Where(canary => Spellings(canary).Any(spelling => folded.AsSpan().IndexOf(Lower(spelling)) >= 0))];
    }

    /// <summary>In the clear, as a URL, a JSON text, Base64 wherever it begins, hex, UTF-16, and as a hash that no key went into.</summary>
    private static IEnumerable<byte[]> Spellings(string canary)
    {
        var bytes = Encoding.UTF8.GetBytes(canary);
        yield return bytes;
        yield return Encoding.Unicode.GetBytes(canary);
        yield return Encoding.UTF8.GetBytes(Uri.EscapeDataString(canary));
        yield return Encoding.UTF8.GetBytes(canary.Replace(' ', '+'));
        yield return Encoding.UTF8.GetBytes(string.Concat(canary.Select(letter => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"))));
        yield return Encoding.UTF8.GetBytes(Convert.ToHexString(bytes));
        yield return Encoding.UTF8.GetBytes(new string([.. canary.Reverse()]));
        for (var shift = 0; shift < 3; shift++)
        {
            // Without the letters at both ends, which depend on what stands beside.
            var coded = Convert.ToBase64String([.. new byte[shift], .. bytes]).TrimEnd('=');
            yield return Encoding.UTF8.GetBytes(coded[(shift == 0 ? 0 : 4)..^2]);
        }

        yield return Encoding.UTF8.GetBytes(Convert.ToHexString(SHA256.HashData(bytes)));
        yield return Encoding.UTF8.GetBytes(Convert.ToBase64String(SHA256.HashData(bytes)));
        yield return SHA256.HashData(bytes);
    }

    private static byte[] Lower(byte[] bytes) => [.. bytes.Select(letter => letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter + 32) : letter)];
}
