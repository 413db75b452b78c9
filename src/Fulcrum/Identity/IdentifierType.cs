using System.Collections.Immutable;

namespace Fulcrum.Identity;

/// <summary>A kind of identifier the workspace knows.</summary>
/// <param name="Name">For example <c>email</c>, <c>phone</c>, <c>user-id</c>, <c>anonymous-id</c>, <c>dealer-card</c>.</param>
/// <param name="Code">Number stored beside each identifier, 1 to 255; stable: given once by the store.</param>
/// <param name="Form">Its normal form.</param>
/// <param name="Unique">Whether a subject can have at most one verified value of it.</param>
/// <param name="ValuesMax">Most values of this type on one profile; a link that would pass it is quarantined.</param>
/// <param name="Priority">Which identifier an event belongs to when it carries several: smaller is stronger.</param>
/// <param name="Blocked">Values never taken as an identifier (zeros, "null", test addresses), in normal form.</param>
/// <param name="From">Dotted paths in an event where it is found, for example <c>traits.email</c>; <c>userId</c> and <c>anonymousId</c> are the event's own.</param>
public sealed record IdentifierType(
    string Name, int Code, IdentifierForm Form, bool Unique, int ValuesMax, int Priority, ImmutableArray<string> Blocked, ImmutableArray<string> From)
{
    /// <summary>Whether it names a device rather than a person: it is read from an event's <c>anonymousId</c>.</summary>
    public bool NamesDevice => Name == "anonymous-id" || From.Contains("anonymousId");
}

/// <summary>The normal forms an identifier can have.</summary>
public enum IdentifierForm
{
    /// <summary>Trimmed, Unicode NFC, otherwise as given.</summary>
    Opaque,

    /// <summary>See <c>Email</c>.</summary>
    Email,

    /// <summary>E.164.</summary>
    Phone,
}
