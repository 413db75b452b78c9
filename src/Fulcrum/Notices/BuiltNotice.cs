using System.Collections.Frozen;
using Fulcrum.Workspaces;

namespace Fulcrum.Notices;

/// <summary>A notice as it was built: what it tells, and its pages. Immutable.</summary>
/// <param name="Facts">What it tells.</param>
/// <param name="Pages">HTML by language.</param>
/// <param name="IsGated">Whether its words passed the readability gate.</param>
public sealed record BuiltNotice(NoticeFacts Facts, FrozenDictionary<string, string> Pages, bool IsGated)
{
    /// <summary>Where its facts stand.</summary>
    internal Place At { get; init; }

    /// <summary>Where each purpose of it stands.</summary>
    internal FrozenDictionary<string, Place> PurposePlaces { get; init; } = FrozenDictionary<string, Place>.Empty;
}
