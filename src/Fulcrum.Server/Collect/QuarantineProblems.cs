using System.Diagnostics;
using Fulcrum.Collect;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Collect;

/// <summary>Why what was kept aside cannot be shown or taken in.</summary>
internal static class QuarantineProblems
{
    /// <summary>No such row.</summary>
    public static Problem Unknown { get; } = new(
        StatusCodes.Status404NotFound, "unknown-quarantined", "There is nothing kept aside with this id",
        "Nothing is kept aside with this id: it never was, its time is over, its subject was erased, or it was taken in already.",
        "What was taken in is taken in once.",
        "Look at GET /v1/quarantine for what there is, and at GET /v1/quarantine/look-ups for who replayed what.");

    private static Problem NoEvent { get; } = new(
        StatusCodes.Status409Conflict, "quarantined-no-event", "What is kept aside is no event",
        "The row says that a link was refused; the event that asked for it went on.",
        "Only events can be taken in.",
        "Look at both profiles with GET /v1/links/refused; link them by hand if they are one person.");

    private static Problem NoSource { get; } = new(
        StatusCodes.Status409Conflict, "quarantined-source-unknown", "Nobody can be said to have sent it",
        "What was kept aside bears no write key, or its source is no longer declared.",
        "Every event belongs to a declared source, whose contract judges it.",
        "Declare the source again, or let it be sent again with a write key.");

    private static Problem Unreadable { get; } = new(
        StatusCodes.Status409Conflict, "quarantined-unreadable", "What was kept aside cannot be opened",
        "The payload is damaged, or the key it is sealed with is not of this store.",
        "What cannot be opened cannot be compared with its repair.",
        "Let it be sent again, or restore the store from a backup.");

    private static Problem OtherMessageId { get; } = new(
        StatusCodes.Status400BadRequest, "message-id-changed", "The repair has another message id",
        "The payload sent has another messageId than what was kept aside, or none.",
        "The message id is what keeps the event from being taken in twice.",
        "Leave messageId as it was kept.");

    /// <summary>All of them.</summary>
    public static Problem[] All => [Unknown, NoEvent, NoSource, Unreadable, OtherMessageId];

    /// <summary>The problem of what could not be judged.</summary>
    public static Problem Of(ReplayState state) => state switch
    {
        ReplayState.NoSuchRow => Unknown,
        ReplayState.NoEvent => NoEvent,
        ReplayState.NoSource => NoSource,
        ReplayState.Unreadable => Unreadable,
        ReplayState.OtherMessageId => OtherMessageId,
        _ => throw new UnreachableException(),
    };
}
