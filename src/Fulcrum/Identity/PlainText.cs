using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Identity;

/// <summary>What every textual identifier has in common before its own form is looked at.</summary>
/// <remarks>Composed (Unicode NFC): two spellings of one identifier would be two people. See <see cref="NormalFormC"/>.</remarks>
internal static class PlainText
{
    /// <summary>Trims; and composes; says no to nothing, too much, control characters and broken surrogates.</summary>
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

            if (char.IsControl(letter) || (char.IsSurrogate(letter) && !IsPair(trimmed, ref at)))
            {
                return false;
            }
        }

        trimmed = NormalFormC.Compose(trimmed);
        return trimmed.Length <= lengthMax;
    }

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
