using System.Text.Json;

namespace Fulcrum.Profiles;

/// <summary>Lets many profiles share one copy of the texts they have in common: pages, models, offer names.</summary>
/// <remarks>
/// Memory only, no meaning: what is shared is equal to what was given. A table of fixed size in which a newer text
/// displaces an older one, so that rare texts (a name, an address) do not stay. Safe from many threads.
/// </remarks>
internal static class SharedTexts
{
    private const int LengthMax = 64;

    private static readonly string?[] Texts = new string?[4_096];

    /// <summary>The value, its text shared.</summary>
    internal static FactValue Share(FactValue value) =>
        value is { IsPresent: true, Type: FactType.Text } ? FactValue.Of(Share(value.Text)) : value;

    /// <summary>An equal text, the same object for most equal texts.</summary>
    internal static string Share(string text)
    {
        if (text.Length is 0 or > LengthMax)
        {
            return text;
        }

        ref var place = ref PlaceOf(text);
        var held = Volatile.Read(ref place);
        if (held is not null && held == text)
        {
            return held;
        }

        Volatile.Write(ref place, text);
        return text;
    }

    /// <summary>The text the reader stands on; nothing is allocated for one that is held already.</summary>
    /// <exception cref="InvalidOperationException">It is no Unicode.</exception>
    internal static string Read(ref Utf8JsonReader tokens)
    {
        if (tokens.ValueSpan.Length > LengthMax)
        {
            return tokens.GetString()!;
        }

        Span<char> letters = stackalloc char[LengthMax];
        var text = letters[..tokens.CopyString(letters)];
        if (text.IsEmpty)
        {
            return "";
        }

        ref var place = ref PlaceOf(text);
        var held = Volatile.Read(ref place);
        if (held is not null && text.SequenceEqual(held))
        {
            return held;
        }

        var fresh = new string(text);
        Volatile.Write(ref place, fresh);
        return fresh;
    }

    private static ref string? PlaceOf(ReadOnlySpan<char> text) => ref Texts[string.GetHashCode(text) & (Texts.Length - 1)];
}
