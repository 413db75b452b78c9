using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Fulcrum.Identity;

/// <summary>An e-mail address, held in the one form Fulcrum stores and compares.</summary>
/// <remarks>
/// <para>
/// Normal form: no surrounding white space, local part in lower case, domain in lower-case ASCII (IDNA). At most 254
/// characters. Parsing a normal form gives the same form back. Spelled in composed characters, see <see cref="NormalFormC"/>.
/// </para>
/// <para>
/// Lower-casing the local part departs from RFC 5321 §2.4, which leaves its case to the host: splitting one person in
/// two is the commoner harm. Dots and plus tags stay, because dropping them is one provider's habit and would join two
/// people elsewhere. This checks form, not life: only a message that arrives proves an address.
/// </para>
/// </remarks>
public sealed record Email
{
    /// <summary>The longest address accepted, in characters (RFC 5321 §4.5.3.1.3).</summary>
    public const int LengthMax = 254;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    private readonly string _address;

    private Email(string address) => _address = address;

    /// <summary>Reads an address in any spelling, or says no without throwing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Email? email)
    {
        email = null;
        if (!PlainText.TryTrim(text, LengthMax, out var trimmed))
        {
            return false;
        }

        var at = trimmed.LastIndexOf('@');
        if (at <= 0 || at == trimmed.Length - 1 || !IsLocalPart(trimmed.AsSpan(0, at)) || !TryToAscii(trimmed[(at + 1)..], out var domain))
        {
            return false;
        }

        var address = string.Concat(trimmed[..at].ToLowerInvariant(), "@", domain);
        if (address.Length > LengthMax)
        {
            return false;
        }

        email = new Email(address);
        return true;
    }

    /// <summary>The normal form. Personal data: keep it out of logs, errors and URLs.</summary>
    public string Reveal() => _address;

    /// <summary>Always <c>Email(…)</c>: a domain of one's own can name a person too.</summary>
    public override string ToString() => "Email(…)";

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        foreach (var letter in local)
        {
            if (letter is '@' or ',' or ';' or '<' or '>' || char.IsWhiteSpace(letter))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryToAscii(string domain, [NotNullWhen(true)] out string? ascii)
    {
        try
        {
            // Lower case first: the mapping encodes capitals beyond ASCII as letters of their own.
            ascii = Idn.GetAscii(domain.ToLowerInvariant()).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException) // IdnMapping has no Try form.
        {
            ascii = null;
            return false;
        }
    }
}
