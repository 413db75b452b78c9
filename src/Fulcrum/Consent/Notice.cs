using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>The versioned text a subject was shown.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Version">For example <c>2026-11</c>.</param>
/// <param name="Purposes">The purposes it asks about.</param>
/// <param name="Text">What was shown.</param>
/// <param name="Until">First instant at which grants given under it no longer hold; null for no end.</param>
public sealed record Notice(string Name, string Version, PurposeSet Purposes, LocalText Text, Instant? Until)
{
    /// <summary><c>name@version</c> of the version this one takes the place of; empty for none.</summary>
    public string Supersedes { get; init; } = "";

    /// <summary>Names of the surfaces that ask again when this version changes materially what the earlier one said.</summary>
    public ImmutableArray<string> ReAsk { get; init; } = [];

    /// <summary>Whether another version took its place.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Purposes for which a yes under this version no longer stands: a later version says something materially different of them.</summary>
    public PurposeSet Lapsed { get; init; }

    /// <summary><c>name@version</c>, the form used in records.</summary>
    public string Id => $"{Name}@{Version}";
}
