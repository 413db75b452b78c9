using System.Collections.Immutable;

namespace Fulcrum.Permits;

/// <summary>What a datum is and what that forbids; travels with it.</summary>
/// <param name="Category">fideslang category, for example <c>user.contact.email</c>.</param>
/// <param name="Sensitivity">How much harm its misuse could do.</param>
/// <param name="Marks">Contract and identity labels, for example <c>contract.no-export</c>, <c>identity.direct</c>.</param>
public sealed record DataLabel(string Category, Sensitivity Sensitivity, ImmutableArray<string> Marks);

/// <summary>How much harm misuse of a datum could do.</summary>
public enum Sensitivity
{
    /// <summary>Everyday data.</summary>
    Ordinary,

    /// <summary>Data that needs care: place, money, messages.</summary>
    Sensitive,

    /// <summary>Special categories (GDPR Art. 9) and data of children.</summary>
    Special,
}
