namespace Fulcrum.Collect;

/// <summary>One thing that happened, in one neutral form, before anything was decided about it.</summary>
/// <remarks>
/// Slices of the request's bytes, so that taking an event in allocates little: they are valid only while the request is.
/// Texts are unescaped; JSON slices are raw.
/// </remarks>
public sealed class Event
{
    /// <summary>The call.</summary>
    public required EventType Type { get; init; }

    /// <summary>Name of a track event, page or screen; empty for others.</summary>
    public string Name { get; init; } = "";

    /// <summary>Unique within its source; at most 100 characters. Empty when the client sent none: one is then derived from the content.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>The client's user id; empty for none.</summary>
    public string UserId { get; init; } = "";

    /// <summary>The client's anonymous id; empty for none.</summary>
    public string AnonymousId { get; init; } = "";

    /// <summary>Alias: the earlier id. Group: the group id. Otherwise empty.</summary>
    public string PreviousId { get; init; } = "";

    /// <summary>Raw JSON object of properties (track, page, screen) or traits (identify, group); empty for none.</summary>
    public ReadOnlyMemory<byte> Properties { get; init; }

    /// <summary>Raw JSON object of the context, merged with the batch's; empty for none.</summary>
    public ReadOnlyMemory<byte> Context { get; init; }

    /// <summary>The whole event as it came; what quarantine keeps.</summary>
    public ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>When it happened, corrected for the client's clock (receivedAt − (sentAt − originalTimestamp)) and never later than receipt.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>When it was received.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>Whether the route named the call, so that <see cref="Raw"/> may not.</summary>
    public bool TypeOfRoute { get; init; }

    /// <summary>When its batch was sent, where that is what corrected its time; null when the event says so itself, or nobody does.</summary>
    public Instant? SentAtOfBatch { get; init; }

    /// <summary>A fault found while reading it; such an event is quarantined with this reason.</summary>
    public Fault? Fault { get; init; }
}

/// <summary>What the request itself says about privacy.</summary>
/// <param name="GlobalPrivacyControl"><c>Sec-GPC: 1</c>: objects to sale, sharing and personalised advertising.</param>
/// <param name="Anonymous"><c>SP-Anonymous: *</c>: store no IP, set no cookie, keep no identifier.</param>
/// <param name="Synthetic">Consents in it are made up for a demonstration.</param>
public readonly record struct RequestSignals(bool GlobalPrivacyControl, bool Anonymous, bool Synthetic = false);

/// <summary>What became of the events of one request: received = stored + duplicate + quarantined + refused.</summary>
public readonly record struct CollectOutcome(int Received, int Stored, int Duplicate, int Quarantined, int Refused);

/// <summary>What became of one event.</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Fault">Why it was quarantined or refused; null otherwise. Never holds personal data.</param>
public readonly record struct EventFate(EventFateKind Kind, Fault? Fault);

/// <summary>The four things that can become of a received event.</summary>
public enum EventFateKind : byte
{
    /// <summary>In the journal.</summary>
    Stored,

    /// <summary>Its message id is known.</summary>
    Duplicate,

    /// <summary>Kept aside with a reason.</summary>
    Quarantined,

    /// <summary>Not kept: no permitted purpose justifies it, or its subject was erased.</summary>
    Refused,
}
