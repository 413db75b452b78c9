using System.Diagnostics.CodeAnalysis;
using PhoneNumbers;

namespace Fulcrum.Identity;

/// <summary>A phone number in the one form Fulcrum stores and compares: E.164, for example <c>+442079460000</c>.</summary>
/// <remarks>
/// Parsing a normal form gives the same form back. Only the length is checked, not whether the number is in use:
/// numbering plans change faster than any library. Extensions are dropped, since a person is called by the number.
/// </remarks>
public sealed record Phone
{
    /// <summary>The longest text looked at, in characters.</summary>
    public const int LengthMax = 64;

    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    private readonly string _number;

    private Phone(string number) => _number = number;

    /// <summary>Reads a number in any spelling, or says no without throwing.</summary>
    /// <param name="text">With or without country code.</param>
    /// <param name="region">Region of numbers without a country code, ISO 3166-1 alpha-2.</param>
    /// <param name="phone">The number.</param>
    public static bool TryParse(string? text, string region, [NotNullWhen(true)] out Phone? phone)
    {
        phone = null;
        if (!PlainText.TryTrim(text, LengthMax, out var trimmed))
        {
            return false;
        }

        try
        {
            var number = Numbers.Parse(trimmed, region);
            if (!Numbers.IsPossibleNumber(number))
            {
                return false;
            }

            var e164 = Numbers.Format(number, PhoneNumberFormat.E164);

            // A form that does not read back as itself is no normal form.
            if (Numbers.Format(Numbers.Parse(e164, region), PhoneNumberFormat.E164) != e164)
            {
                return false;
            }

            phone = new Phone(e164);
            return true;
        }
        catch (NumberParseException) // The library has no Try form.
        {
            return false;
        }
    }

    /// <summary>The normal form. Personal data: keep it out of logs, errors and URLs.</summary>
    public string Reveal() => _number;

    /// <summary>Always <c>Phone(…)</c>.</summary>
    public override string ToString() => "Phone(…)";
}
