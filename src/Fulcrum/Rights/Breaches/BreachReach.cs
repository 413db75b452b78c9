using System.Collections.Immutable;
using Fulcrum.Identity;

namespace Fulcrum.Rights.Breaches;

/// <summary>Whom a breach concerns, counted.</summary>
/// <param name="People">How many; a merged person is one.</param>
/// <param name="ByLaw">How many each law protects, by name of its pack. Somebody whose place nobody knows counts with each.</param>
/// <param name="Unreadable">Parts whose rows are there and cannot be opened for now: they wait for repair, and may be people more.</param>
public sealed record BreachReach(int People, ImmutableSortedDictionary<string, int> ByLaw, int Unreadable);

/// <summary>Somebody a breach concerns, and where they can be told.</summary>
/// <param name="Addresses">E-mail addresses and phone numbers that came in with their data; empty when there are none, so that they must be told by public means.</param>
/// <param name="Laws">The laws that protect them, by name of their packs.</param>
public sealed record BreachContact(ImmutableArray<Identifier> Addresses, ImmutableArray<string> Laws)
{
    /// <summary>Never who.</summary>
    public override string ToString() => $"BreachContact({string.Join(',', Laws)})";
}
