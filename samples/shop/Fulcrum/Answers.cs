using System.Text.Json;
using Meridian.Shop.Catalogue;

namespace Meridian.Shop.Fulcrum;

// What the shop reads of Fulcrum's answers; members it does not use are left out.

/// <summary>What pages ask about.</summary>
public sealed record PagePolicy(PageCategory[] Categories);

/// <summary>One use of data, in people's words.</summary>
/// <param name="Id">What the snippet calls it.</param>
/// <param name="Purpose">What the workspace calls it.</param>
/// <param name="Title">Its title.</param>
/// <param name="Reason">Why it is done.</param>
public sealed record PageCategory(string Id, string Purpose, Text Title, Text Reason);

/// <summary>What stands for each purpose.</summary>
public sealed record Standings(Standing[] Purposes);

/// <summary>What stands for one purpose.</summary>
/// <param name="Purpose">The purpose.</param>
/// <param name="State"><c>given</c>, <c>withdrawn</c>, <c>refused</c>, <c>unknown</c> and others; only <c>given</c> allows.</param>
/// <param name="Sequence">The row of the answer that it rests on; 0 for none. Its receipt has this number.</param>
/// <param name="At">When that was; null for never.</param>
public sealed record Standing(string Purpose, string State, long Sequence, DateTimeOffset? At)
{
    /// <summary>Whether somebody said no.</summary>
    public bool IsNo => State is "withdrawn" or "refused";
}

/// <summary>What a look-up showed.</summary>
public sealed record Known(bool Permitted, string? Refusal, KnownFact[] Facts)
{
    /// <summary>Nothing.</summary>
    public static Known Nothing { get; } = new(false, null, []);
}

/// <summary>One fact, with where it is from.</summary>
public sealed record KnownFact(string Name, Text Title, JsonElement Value, string? Absent, string? Source, DateTimeOffset? At, long Sequence)
{
    /// <summary>As people read it; empty when it is not known.</summary>
    public string Shown => Absent is not null ? "" : Value.ValueKind == JsonValueKind.Array ? string.Join(", ", Value.EnumerateArray()) : Value.ToString();
}

/// <summary>What to show.</summary>
/// <param name="Id">What to ask its account by.</param>
/// <param name="Mode"><c>personal</c>, or <c>contextual</c> when nothing of the person was used.</param>
/// <param name="Why">Which refusal made it so; empty when personal.</param>
/// <param name="Chosen">The offers, best first.</param>
public sealed record Decision(string Id, string Mode, string Why, ChosenOffer[] Chosen);

/// <summary>An offer.</summary>
public sealed record ChosenOffer(string Offer, Text Title, OfferPayload? Payload);

/// <summary>What the workspace hands this shop with an offer: the thing it is about, if any.</summary>
public sealed record OfferPayload(string? Thing);

/// <summary>Why a decision is as it is.</summary>
public sealed record Account(string Id, Text Sentence, Candidate[] Candidates);

/// <summary>An offer that was looked at.</summary>
/// <param name="Offer">Its name.</param>
/// <param name="Slot">Where it is shown; 0 for nowhere.</param>
/// <param name="Verdicts">What each rule said of it.</param>
public sealed record Candidate(string Offer, int Slot, Verdict[] Verdicts);

/// <summary>A rule and what it looked at.</summary>
public sealed record Verdict(string Rule, bool Keeps, Reading[] Readings);

/// <summary>One thing a rule looked at.</summary>
public sealed record Reading(string Name, string Value, string Test, bool Holds);

/// <summary>The ledger's public keys.</summary>
public sealed record LedgerKeys(string Key);
