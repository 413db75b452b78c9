using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Identity;

/// <summary>Brings identifiers into their normal form, or says why a value is none.</summary>
/// <remarks>Safe from many threads.</remarks>
/// <param name="workspace">Declares the types.</param>
/// <param name="secrets">The store's, whose look-up keys a hash goes through.</param>
public sealed class IdentifierReader(WorkspaceInForce workspace, StoreSecrets secrets)
{
    private const int Utf8Max = 3 * OpaqueId.LengthMax;

    private readonly KeyedHash _hash = new(secrets.LookUp);
    private readonly ImmutableArray<IdentifierTurn> _turns = [.. secrets.LaterLookUps.Select(later => new IdentifierTurn(later))];

    private static readonly Fault UnknownType = new(
        "identifier-type-unknown", "The workspace declares no identifier type of this name.", "Use a declared type, or declare it under identifiers.");

    private static readonly Fault BadForm = new(
        "identifier-form", "The value is not in the form of its identifier type.", "Send an address, a number with country code, or a value of at most 256 characters.");

    private static readonly Fault Blocked = new(
        "identifier-blocked", "The value is one the workspace never takes as an identifier.", "Leave the identifier out when it is not known.");

    /// <summary>Reads a value of a declared type.</summary>
    /// <param name="type">Name of the type, as the workspace declares it.</param>
    /// <param name="text">In any spelling.</param>
    /// <param name="verified">Whether the source vouches for it.</param>
    /// <param name="identifier">The identifier in normal form.</param>
    /// <param name="fault">Why it is none: unknown type, bad form, blocked value. Never holds the value.</param>
    public bool TryRead(string type, string text, bool verified, [NotNullWhen(true)] out Identifier? identifier, [NotNullWhen(false)] out Fault? fault)
    {
        identifier = null;
        var current = workspace.Current;
        if (!current.IdentifierTypes.TryGetValue(type, out var declared))
        {
            fault = UnknownType;
            return false;
        }

        if (!TryNormalise(declared.Form, text, current.PhoneRegion, out var value))
        {
            fault = IsBlocked(declared, text.Trim()) ? Blocked : BadForm;
            return false;
        }

        if (IsBlocked(declared, value))
        {
            fault = Blocked;
            return false;
        }

        fault = null;
        identifier = new Identifier(declared, value, verified);
        return true;
    }

    /// <summary>The keyed hash an identifier is looked up by.</summary>
    public IdentifierKey KeyOf(Identifier identifier)
    {
        Span<byte> text = stackalloc byte[1 + Utf8Max];
        text[0] = (byte)identifier.Type.Code;
        var length = Encoding.UTF8.GetBytes(identifier.Value, text[1..]);
        Span<byte> hash = stackalloc byte[KeyedHash.Length];
        _hash.Write(text[..(1 + length)], hash);
        var key = new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(hash), text[0]);
        foreach (var turn in _turns)
        {
            key = turn.Turn(key);
        }

        return key;
    }

    /// <summary>Whether the workspace never takes the value; whatever its case, since "NULL" names nobody more than "null".</summary>
    internal static bool IsBlocked(IdentifierType type, string value)
    {
        foreach (var blocked in type.Blocked)
        {
            if (string.Equals(blocked, value, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryNormalise(IdentifierForm form, string text, string region, [NotNullWhen(true)] out string? value)
    {
        value = form switch
        {
            IdentifierForm.Email => Email.TryParse(text, out var email) ? email.Reveal() : null,
            IdentifierForm.Phone => Phone.TryParse(text, region, out var phone) ? phone.Reveal() : null,
            _ => OpaqueId.TryParse(text, out var id) ? id.Reveal() : null,
        };
        return value is not null;
    }
}
