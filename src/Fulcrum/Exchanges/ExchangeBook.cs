using System.Collections.Frozen;

namespace Fulcrum.Exchanges;

/// <summary>The exchanges of a workspace, and when nothing is asked.</summary>
/// <param name="Exchanges">By name.</param>
/// <param name="Policy">When nothing is asked.</param>
public sealed record ExchangeBook(FrozenDictionary<string, ValueExchange> Exchanges, AskPolicy Policy)
{
    /// <summary>A workspace without any.</summary>
    public static ExchangeBook None { get; } = new(FrozenDictionary<string, ValueExchange>.Empty, AskPolicy.Usual);
}
