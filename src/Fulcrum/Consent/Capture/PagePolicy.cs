using System.Collections.Immutable;
using Fulcrum.Collect;

namespace Fulcrum.Consent.Capture;

/// <summary>What a page must know to ask a visitor, and to send nothing that may not be kept: no value of it is about anybody.</summary>
/// <param name="Surface">Where the page asks; empty where the workspace declares no surface for its source, and then a yes needs no nonce.</param>
/// <param name="Notice">What is shown; null when the source has none.</param>
/// <param name="MayKeepId">Whether the law lets the page keep the visitor's id before a yes. Unknown is no.</param>
/// <param name="ConfirmsSignal">Whether the law wants the visitor shown that their browser's signal was followed.</param>
/// <param name="ChoiceDays">How long a choice is remembered before it is asked again; a no as long as a yes.</param>
/// <param name="Categories">What the visitor is asked about, in the order of the source.</param>
/// <param name="Events">What the source may send, and what justifies keeping it.</param>
/// <param name="Lapsed">Earlier notices, and the categories whose yes under them no longer stands.</param>
public sealed record PagePolicy(
    string Surface,
    Notice? Notice,
    bool MayKeepId,
    bool ConfirmsSignal,
    int ChoiceDays,
    ImmutableArray<PageCategory> Categories,
    ImmutableArray<PageEvent> Events,
    ImmutableArray<KeyValuePair<string, ImmutableArray<string>>> Lapsed);

/// <summary>One thing a visitor is asked about.</summary>
/// <param name="Name">The client's word for it.</param>
/// <param name="Purpose">What it is.</param>
/// <param name="NeedsYes">Whether only a yes allows it; otherwise it is allowed until a no.</param>
/// <param name="IsRefusedBySignal">Whether Global Privacy Control says no to it.</param>
/// <param name="Within">The wider categories it is a part of: a no to one of them is a no to it.</param>
public sealed record PageCategory(string Name, Purpose Purpose, bool NeedsYes, bool IsRefusedBySignal, ImmutableArray<string> Within);

/// <summary>One event that a source may send.</summary>
/// <param name="Type">The call.</param>
/// <param name="Name">Name of a track event; empty for other types and for any name.</param>
/// <param name="Categories">Those of which any justifies keeping it.</param>
/// <param name="Ground">Whether something justifies it that no visitor decides about.</param>
public sealed record PageEvent(EventType Type, string Name, ImmutableArray<string> Categories, PageGround Ground);

/// <summary>Whether an event may be kept whatever the visitor says.</summary>
public enum PageGround
{
    /// <summary>No: some category must be allowed.</summary>
    None,

    /// <summary>Yes, but not while the browser signals Global Privacy Control.</summary>
    UnlessSignalled,

    /// <summary>Yes.</summary>
    Always,
}
