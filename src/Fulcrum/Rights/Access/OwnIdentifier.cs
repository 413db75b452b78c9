using Fulcrum.Identity;

namespace Fulcrum.Rights.Access;

/// <summary>An identifier that is held of a subject. It prints itself masked.</summary>
public sealed record OwnIdentifier
{
    private const int ShownOfPhone = 2;
    private const int ShownOfText = 2;
    private const int LongEnough = 6;
    private const string Dots = "•••";

    private readonly string _value;
    private readonly IdentifierForm _form;

    internal OwnIdentifier(string type, IdentifierForm form, string value, bool isVerified) =>
        (Type, _form, _value, IsVerified) = (type, form, value, isVerified);

    /// <summary>An identifier as its owner sees it.</summary>
    public static OwnIdentifier Of(Identifier identifier) => new(identifier.Type.Name, identifier.Type.Form, identifier.Value, identifier.Verified);

    /// <summary>Name of its type; empty for one the workspace no longer knows.</summary>
    public string Type { get; }

    /// <summary>Whether a source vouched for it.</summary>
    public bool IsVerified { get; }

    /// <summary>Enough for whoever owns it to know it again, too little for whoever looks over their shoulder.</summary>
    public string Masked => _form switch
    {
        IdentifierForm.Email when _value.LastIndexOf('@') is > 0 and var at => $"{_value[..1]}{Dots}@{MaskedDomain(_value[(at + 1)..])}",
        IdentifierForm.Phone when _value.Length > LongEnough => $"{_value[..ShownOfPhone]} {Dots} {_value[^ShownOfPhone..]}",
        _ when _value.Length > LongEnough && !char.IsSurrogate(_value[ShownOfText - 1]) => _value[..ShownOfText] + Dots,
        _ => Dots,
    };

    /// <summary>The value in its normal form. Personal data: keep it out of logs, errors and URLs.</summary>
    public string Reveal() => _value;

    /// <summary>Type and mask, never the value.</summary>
    public override string ToString() => $"{Type} {Masked}";

    private static string MaskedDomain(string domain) =>
        domain.LastIndexOf('.') is > 0 and var dot ? $"{domain[..1]}{Dots}{domain[dot..]}" : Dots;
}
