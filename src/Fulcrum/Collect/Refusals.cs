namespace Fulcrum.Collect;

/// <summary>Why an event that is well made is not kept.</summary>
internal static class Refusals
{
    /// <summary>The request asked for anonymity, and an event here is kept with its identifiers or not at all.</summary>
    public static Fault Anonymous { get; } = new(
        "anonymous-requested", "The request asks to keep no identifier.", "Nothing needs mending: the visitor asked for it.");

    /// <summary>Whoever it is about was erased after it happened.</summary>
    public static Fault Erased { get; } = new(
        "subject-erased", "The event happened before its subject was erased.", "Stop sending it; what happens from now on is taken in.");

    /// <summary>The law of its subject wants it written first somewhere else. Not even quarantined: that would be a first write here.</summary>
    public static Fault WrongRegion { get; } = new(
        "wrong-region", "The law of the subject's residence says that their data must be written first in another country.", "Send it to the store in that country.");

    /// <summary>No permitted purpose justifies it.</summary>
    public static Fault NoPurpose { get; } = new(
        "no-permitted-purpose", "No purpose that is permitted for this subject justifies keeping the event.", "Ask for consent first, or declare another purpose for it.");

    /// <summary>The profile it belongs to cannot be read, so nothing says what it may be kept for. Quarantined.</summary>
    public static Fault Unreadable { get; } = new(
        "profile-unreadable", "The profile the event belongs to could not be read whole.", "Repair the store, then send the event again.");
}
