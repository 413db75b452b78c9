using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Identity;

/// <summary>What every textual identifier has in common before its own form is looked at.</summary>
/// <remarks>
/// The process runs without culture data, so it cannot compose characters (Unicode NFC). A text that could be spelled in a
/// second, composed way (combining marks of the Latin, Greek and Cyrillic scripts, conjoining Hangul) is therefore
/// refused: two spellings of one identifier would be two people.
/// </remarks>
internal static class PlainText
{
    /// <summary>Trims; says no to nothing, too much, control characters, broken surrogates and composable marks.</summary>
    internal static bool TryTrim(string? text, int lengthMax, [NotNullWhen(true)] out string? trimmed)
    {
        trimmed = text?.Trim();
        if (trimmed is not { Length: > 0 } || trimmed.Length > lengthMax)
        {
            return false;
        }

        for (var at = 0; at < trimmed.Length; at++)
        {
            var letter = trimmed[at];
            if (letter is > ' ' and < (char)0x7f)
            {
                continue;
            }

            if (char.IsControl(letter) || IsComposable(letter) || (char.IsSurrogate(letter) && !IsPair(trimmed, ref at)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsComposable(char letter) =>
        letter is (>= '\u0300' and <= '\u036f') or (>= '\u1100' and <= '\u11ff') or '\u2126' or '\u212a' or '\u212b';

    private static bool IsPair(string text, ref int at)
    {
        if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
        {
            return false;
        }

        at++;
        return true;
    }
}
