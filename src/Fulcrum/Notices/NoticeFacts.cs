using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Notices;

/// <summary>What a notice tells people, without its words: what a later workspace is compared with. Immutable.</summary>
/// <param name="Notice"><c>name@version</c>.</param>
/// <param name="Controller">Who answers for the data, by name in English; empty when the workspace does not say.</param>
/// <param name="Identifiers">By what forms of identifiers people are known again: <c>email</c>, <c>opaque</c>, <c>phone</c>.</param>
/// <param name="Kept">How long what is kept for its own sake stays, by what it is: <c>decisions</c>, <c>consents</c>, ….</param>
/// <param name="Recipients">Who receives data for one of the purposes, by name.</param>
/// <param name="Places">Where data is for one of the purposes, by name.</param>
/// <param name="Purposes">What it tells of each purpose, by name: those it asks about, and those that need no consent.</param>
public sealed record NoticeFacts(
    string Notice,
    string Controller,
    ImmutableSortedSet<string> Identifiers,
    ImmutableSortedDictionary<string, TimeSpan> Kept,
    ImmutableSortedDictionary<string, RecipientFact> Recipients,
    ImmutableSortedDictionary<string, PlaceFact> Places,
    ImmutableSortedDictionary<string, PurposeFacts> Purposes)
{
    /// <summary>Digest of all that is material for one purpose: first 16 hex digits of SHA-256; empty for a purpose it does not tell of.</summary>
    public string DigestOf(string purpose)
    {
        if (!Purposes.TryGetValue(purpose, out var told))
        {
            return "";
        }

        var text = new StringBuilder($"{purpose}\n{told.Asked}\n{told.Basis}\n{told.Retention?.Ticks}\n{Controller}\n");
        text.AppendJoin(',', Identifiers).Append('\n').AppendJoin(',', Kept.Select(kept => $"{kept.Key}={kept.Value.Ticks}")).Append('\n');
        text.AppendJoin(',', told.Recipients.Select(name => $"{name}={Recipients.GetValueOrDefault(name)}")).Append('\n');
        text.AppendJoin(',', told.Places.Select(name => $"{name}={Places.GetValueOrDefault(name)}")).Append('\n');
        text.AppendJoin(',', told.Categories.Select(category => $"{category.Key}={category.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}

/// <summary>What a notice tells of one purpose.</summary>
/// <param name="Asked">Whether it asks for it.</param>
/// <param name="Basis">Why the law allows it.</param>
/// <param name="Retention">How long data is kept for it; null when the workspace does not say.</param>
/// <param name="Recipients">Names of those who receive data for it.</param>
/// <param name="Places">Names of the places its data is in.</param>
/// <param name="Categories">What data it uses, with how sensitive it is.</param>
public sealed record PurposeFacts(
    bool Asked,
    LegalBasis Basis,
    TimeSpan? Retention,
    ImmutableSortedSet<string> Recipients,
    ImmutableSortedSet<string> Places,
    ImmutableSortedDictionary<string, Sensitivity> Categories);

/// <summary>What a notice tells of a recipient.</summary>
/// <param name="Role">On whose behalf it uses data.</param>
/// <param name="Country">Where it is.</param>
public readonly record struct RecipientFact(RecipientRole Role, string Country);

/// <summary>What a notice tells of a place.</summary>
/// <param name="Country">Where it is.</param>
/// <param name="Use">What happens there.</param>
public readonly record struct PlaceFact(string Country, PlaceUse Use);
