using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Consent.Signals;

/// <summary>A US Privacy string: four characters, as used before GPP and inside its section 6.</summary>
/// <param name="Version">1 to 9.</param>
/// <param name="Notice">Whether notice was given: true, false, or null where it does not apply.</param>
/// <param name="OptOutSale">Whether the subject opted out of sale.</param>
/// <param name="LspaCovered">Whether the transaction is covered by the service provider agreement.</param>
public sealed record UsPrivacyString(int Version, bool? Notice, bool? OptOutSale, bool? LspaCovered)
{
    private const int Length = 4;

    /// <summary>Reads a string, or says what is wrong with it. Letters in either case.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out UsPrivacyString? read, [NotNullWhen(false)] out Fault? fault)
    {
        (read, fault) = (null, null);
        if (text is not { Length: Length } || text[0] is < '1' or > '9' || !IsAnswer(text[1]) || !IsAnswer(text[2]) || !IsAnswer(text[3]))
        {
            fault = new Fault(
                "us-privacy-string-unreadable", "The US Privacy string cannot be read: it is a digit and three of Y, N and -.", "Send it as it was given, for example 1YNN.");
            return false;
        }

        read = new UsPrivacyString(text[0] - '0', AnswerOf(text[1]), AnswerOf(text[2]), AnswerOf(text[3]));
        return true;
    }

    /// <summary>The same in the words of GPP: 1 yes, 2 no, 0 not applicable.</summary>
    internal ImmutableArray<GppField> ToFields() =>
    [
        new("Version", [Version]), new("Notice", [NumberOf(Notice)]), new("OptOutSale", [NumberOf(OptOutSale)]), new("LspaCovered", [NumberOf(LspaCovered)]),
    ];

    private static bool IsAnswer(char character) => character is 'Y' or 'N' or 'y' or 'n' or '-';

    private static bool? AnswerOf(char character) => character switch
    {
        'Y' or 'y' => true,
        'N' or 'n' => false,
        _ => null,
    };

    private static int NumberOf(bool? answer) => answer switch
    {
        true => 1,
        false => 2,
        null => 0,
    };
}
