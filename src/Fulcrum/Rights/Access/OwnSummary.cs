using System.Collections.Immutable;
using Fulcrum.Permits;

namespace Fulcrum.Rights.Access;

/// <summary>What is held of a subject and what was done with it, counted over everything that is kept.</summary>
/// <param name="View">Facts and what stands.</param>
/// <param name="Identifiers">What they are known by.</param>
/// <param name="Unnamed">Identifiers of which only a keyed hash is held, for example since they only ever came with a consent: how many of each type, by name.</param>
/// <param name="Uses">How their data was used, by purpose and kind.</param>
/// <param name="Rows">Rows of the history.</param>
/// <param name="Events">Events kept.</param>
/// <param name="Consents">Decisions of theirs.</param>
/// <param name="Parts">How many sets of data were taken for this one person's.</param>
/// <param name="Unreadable">Rows that cannot be opened and wait for repair.</param>
/// <param name="Since">When the first row came in; <see cref="Instant.Never"/> when there is none.</param>
public sealed record OwnSummary(
    OwnView View,
    ImmutableArray<OwnIdentifier> Identifiers,
    ImmutableArray<KeyValuePair<string, int>> Unnamed,
    ImmutableArray<OwnUse> Uses,
    long Rows,
    long Events,
    long Consents,
    int Parts,
    long Unreadable,
    Instant Since);

/// <summary>How often data was used for a purpose.</summary>
/// <param name="Purpose">Name of the purpose; empty where the version that knew it cannot be read any more.</param>
/// <param name="Kind">How.</param>
/// <param name="Count">How often.</param>
/// <param name="LastAt">When last.</param>
public sealed record OwnUse(string Purpose, OwnUseKind Kind, long Count, Instant LastAt);

/// <summary>Ways in which data is used.</summary>
public enum OwnUseKind
{
    /// <summary>A decision used what is known of them.</summary>
    Decision,

    /// <summary>A decision used only what protects them, and kept something back.</summary>
    Protection,

    /// <summary>Staff looked them up.</summary>
    LookUp,

    /// <summary>They looked themselves.</summary>
    Access,
}
