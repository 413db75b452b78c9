using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Identity;

/// <summary>An identifier whose inside means nothing to Fulcrum: a user id, an anonymous id, a card number.</summary>
/// <remarks>Normal form: as given, without surrounding white space, 1 to 256 characters; case counts. Spelled in composed characters, see <see cref="NormalFormC"/>.</remarks>
public sealed record OpaqueId
{
    /// <summary>The longest value accepted, in characters.</summary>
    public const int LengthMax = 256;

    private readonly string _value;

    private OpaqueId(string value) => _value = value;

    /// <summary>Reads a value, or says no without throwing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OpaqueId? id)
    {
        id = PlainText.TryTrim(text, LengthMax, out var trimmed) ? new OpaqueId(trimmed) : null;
        return id is not null;
    }

    /// <summary>The normal form. Personal data: keep it out of logs, errors and URLs.</summary>
    public string Reveal() => _value;

    /// <summary>Always <c>OpaqueId(…)</c>.</summary>
    public override string ToString() => "OpaqueId(…)";
}
