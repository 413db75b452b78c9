using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Identity;

/// <summary>Brings identifiers into their normal form, or says why a value is none.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class IdentifierReader
{
    /// <summary>Reads a value of a declared type.</summary>
    /// <param name="type">Name of the type, as the workspace declares it.</param>
    /// <param name="text">In any spelling.</param>
    /// <param name="verified">Whether the source vouches for it.</param>
    /// <param name="identifier">The identifier in normal form.</param>
    /// <param name="fault">Why it is none: unknown type, bad form, blocked value. Never holds the value.</param>
    public bool TryRead(string type, string text, bool verified, [NotNullWhen(true)] out Identifier? identifier, [NotNullWhen(false)] out Fault? fault) =>
        throw new NotSupportedException();

    /// <summary>The keyed hash an identifier is looked up by.</summary>
    public IdentifierKey KeyOf(Identifier identifier) => throw new NotSupportedException();
}
