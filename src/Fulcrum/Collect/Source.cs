using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>A system that sends events.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Code">Number kept in journal rows, 1 to 65535; stable: given once by the store.</param>
/// <param name="WriteKey">Public key that may only send events.</param>
/// <param name="Contracts">What it may send.</param>
/// <param name="Notice"><c>name@version</c> of the notice under which its consent signals are given; empty for none.</param>
/// <param name="Channel">Channel of its consent signals.</param>
/// <param name="Language">Language of its notice; an event's <c>context.locale</c> wins.</param>
/// <param name="Verifies">Names of identifier types whose values it vouches for; all others are claimed.</param>
/// <param name="Trusted">True for server-side sources, whose write key is secret.</param>
/// <param name="ConsentCategories">From the client's consent category to our purpose.</param>
/// <param name="Origins">Origins browsers may call from; empty for any.</param>
/// <param name="Title">For people.</param>
public sealed record Source(
    string Name,
    int Code,
    string WriteKey,
    ImmutableArray<Contract> Contracts,
    string Notice,
    string Channel,
    string Language,
    ImmutableArray<string> Verifies,
    bool Trusted,
    ImmutableArray<KeyValuePair<string, string>> ConsentCategories,
    ImmutableArray<string> Origins,
    LocalText Title)
{
    /// <summary>Where its subjects are taken to live until they say, for example <c>GB</c>; empty when it does not say.</summary>
    public string Jurisdiction { get; init; } = "";
}
