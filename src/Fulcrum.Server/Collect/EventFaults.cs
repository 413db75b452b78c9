namespace Fulcrum.Server.Collect;

/// <summary>What can be wrong with one event by itself, before any contract is asked.</summary>
internal static class EventFaults
{
    public static Fault NoObject { get; } = new("event-malformed", "The event is not a JSON object.", "Send each event as an object.");

    public static Fault NoType { get; } = new(
        "event-type-unknown", "The event's type is none of identify, track, page, screen, group and alias.", "Give one of these types.");

    public static Fault NoEventName { get; } = new("event-name-missing", "A track event has no name.", "Give its name as event.");

    public static Fault NoId { get; } = new(
        "event-id-missing", "The event names nobody.", "Give userId or anonymousId; for alias, userId and previousId.");

    public static Fault NoGroupId { get; } = new("event-group-missing", "A group event names no group.", "Give groupId.");

    public static Fault TooLarge { get; } = new("event-too-large", "The event has more than 32 KB.", "Send fewer or smaller properties.");

    public static Fault TooDeep { get; } = new("event-too-deep", "The event is nested more than 32 levels deep.", "Send flatter properties.");

    public static Fault NotUnicode { get; } = new(
        "event-not-unicode", "A text of the event is not Unicode: broken UTF-8 or half of a surrogate pair.", "Cut texts between characters, not inside them.");

    public static Fault BadTime { get; } = new(
        "event-time-malformed", "A time of the event is not ISO 8601, or lies before 1970.", "Send times like 2026-11-24T09:30:00.000Z.");

    public static Fault BadBatchContext { get; } = new(
        "batch-context-malformed", "The batch's own context is too large, too deep or not Unicode.", "Send at most 32 KB, 32 levels deep, of whole characters.");

    public static Fault BadMember(string member, string expected) => new(
        "event-member-malformed", $"The event's '{member}' is not {expected}.", $"Send '{member}' as {expected}.");
}
