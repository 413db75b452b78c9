using System.Collections.Immutable;
using Fulcrum.Exchanges;

namespace Fulcrum.Profiles;

/// <summary>Where a part's value exchanges stand. Immutable; most parts have none.</summary>
/// <param name="Standings">One an exchange, in the order they were first spoken of.</param>
internal readonly record struct PartExchanges(ImmutableArray<ExchangeStanding> Standings)
{
    /// <summary>Most exchanges held of one part; a workspace has a handful.</summary>
    internal const int StandingsMax = 200;

    /// <summary>None.</summary>
    internal static PartExchanges None { get; } = new([]);

    /// <summary>The fold's step. What the exchange does not allow where it stands changes nothing.</summary>
    internal PartExchanges Next(ExchangeEntry entry)
    {
        var at = IndexOf(entry.Exchange);
        var before = at < 0 ? ExchangeStanding.Open(entry.Exchange) : Standings[at];
        return before.Next(entry.Act, entry.At, entry.DueAt) is not { } next ? this
            : at >= 0 ? new PartExchanges(Standings.SetItem(at, next))
            : Standings.Length < StandingsMax ? new PartExchanges(Standings.Add(next))
            : this;
    }

    private int IndexOf(string exchange)
    {
        for (var at = 0; at < Standings.Length; at++)
        {
            if (Standings[at].Exchange == exchange)
            {
                return at;
            }
        }

        return -1;
    }
}
