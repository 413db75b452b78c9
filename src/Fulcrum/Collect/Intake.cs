using System.Buffers;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <summary>One event on its way in: what was read of it so far, and what is to become of it. Reused between requests.</summary>
internal sealed class Intake
{
    private FactValue[] _values = [];

    /// <summary>The event.</summary>
    public Event Event { get; private set; } = null!;

    /// <summary>What the contracts say about it.</summary>
    public EventShape Shape { get; private set; } = null!;

    /// <summary>The rule's name: the track event, else the call.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Properties no contract declares, as a JSON object without its end.</summary>
    public ArrayBufferWriter<byte> Undeclared { get; } = new(256);

    /// <summary>The identifiers it carries, strongest first.</summary>
    public List<FoundIdentifier> Identifiers { get; } = [];

    /// <summary>Identifiers that could not be used.</summary>
    public List<Fault> IdentifierFaults { get; } = [];

    /// <summary>Purpose and decision, as the client's consent categories say.</summary>
    public List<KeyValuePair<string, bool>> Consents { get; } = [];

    /// <summary>The nonce or token that its yes brings; empty for none.</summary>
    public string Proof { get; set; } = "";

    /// <summary>Whether that was taken for this event.</summary>
    public bool HoldsProof { get; set; }

    /// <summary>Why a yes of it was not taken; null when none was refused.</summary>
    public Fault? ConsentFault { get; set; }

    /// <summary>Language the subject reads; empty when not said.</summary>
    public string Locale { get; set; } = "";

    /// <summary>Whether the device denies tracking.</summary>
    public bool TrackingDenied { get; set; }

    /// <summary>Property names seen.</summary>
    public int PropertiesSeen { get; set; }

    /// <summary>Keyed hash of source and message id; 0 when not taken.</summary>
    public UInt128 Dedupe { get; set; }

    /// <summary>The subject it belongs to; none until resolved.</summary>
    public SubjectId Subject { get; set; }

    /// <summary>Why it is quarantined; null when it is not.</summary>
    public Fault? Fault { get; set; }

    /// <summary>Why it is refused; null when it is not.</summary>
    public Fault? Refusal { get; private set; }

    /// <summary>Where it stands in the request.</summary>
    public int Position { get; private set; }

    /// <summary>What became of it.</summary>
    public Fate Fate { get; set; }

    /// <summary>The decision an impression is reported for; empty for none.</summary>
    public string DecisionId { get; set; } = "";

    /// <summary>The offer an impression is reported for.</summary>
    public string Offer { get; set; } = "";

    /// <summary>The offer it says was seen; null when it says nothing of the kind, or there is no such decision.</summary>
    public SeenOffer? Seen { get; set; }

    /// <summary>The profile that decision is about; null when it is about nobody.</summary>
    public LiveProfile? SeenLive { get; set; }

    /// <summary>Values by position of their rule.</summary>
    public Span<FactValue> Values => _values.AsSpan(0, Shape.Count);

    /// <summary>The quarantined row it is taken in from; empty for an event just received.</summary>
    public string Replays { get; set; } = "";

    /// <summary>Takes the next event up.</summary>
    public void Begin(Event taken, EventShape shape, int position)
    {
        (Position, Refusal) = (position, null);
        Event = taken;
        Shape = shape;
        Name = taken.Type == EventType.Track ? taken.Name : NameOf(taken.Type);
        if (_values.Length < shape.Count)
        {
            _values = new FactValue[Math.Max(16, shape.Count)];
        }

        Array.Clear(_values);
        Undeclared.ResetWrittenCount();
        Identifiers.Clear();
        IdentifierFaults.Clear();
        Consents.Clear();
        (Proof, HoldsProof, ConsentFault) = ("", false, null);
        (Locale, TrackingDenied, PropertiesSeen, Dedupe) = ("", false, 0, 0);
        (Seen, SeenLive) = (null, null);
        (Subject, Fault, Fate, DecisionId, Offer, Replays) = (SubjectId.None, taken.Fault, Fate.Open, "", "", "");
    }

    /// <summary>It is not kept.</summary>
    public void Refuse(Fault why) => (Fate, Refusal) = (Fate.Refused, why);

    /// <summary>What callers are told.</summary>
    public EventFate ToFate() => Fate switch
    {
        Fate.Stored => new EventFate(EventFateKind.Stored, null),
        Fate.Duplicate => new EventFate(EventFateKind.Duplicate, null),
        Fate.Quarantined => new EventFate(EventFateKind.Quarantined, Fault),
        _ => new EventFate(EventFateKind.Refused, Refusal),
    };

    /// <summary>Lets go of what was personal.</summary>
    public void End()
    {
        Array.Clear(_values);
        Identifiers.Clear();
        Undeclared.Clear();
        (Event, Locale, Proof, Seen, SeenLive) = (null!, "", "", null, null);
    }

    /// <summary>Adds an identifier in its place: strongest first.</summary>
    public void Add(Identifier identifier, IdentifierKey key)
    {
        var at = Identifiers.Count;
        foreach (var found in Identifiers)
        {
            if (found.Key == key)
            {
                return;
            }
        }

        while (at > 0 && Identifiers[at - 1].Identifier.Type.Priority > identifier.Type.Priority)
        {
            at--;
        }

        Identifiers.Insert(at, new FoundIdentifier(identifier, key));
    }

    private static string NameOf(EventType type) => type switch
    {
        EventType.Identify => "identify",
        EventType.Page => "page",
        EventType.Screen => "screen",
        EventType.Group => "group",
        EventType.Alias => "alias",
        _ => "",
    };
}

/// <summary>An identifier of an event, with the key it is looked up by.</summary>
/// <param name="Identifier">As read.</param>
/// <param name="Key">Its keyed hash.</param>
/// <param name="Subject">Whose it is, or is claimed for; none until resolved.</param>
/// <param name="Live">That subject's profile, as found.</param>
/// <param name="Foreign">Whether a limit forbade that it belongs to the event's subject.</param>
internal readonly record struct FoundIdentifier(
    Identifier Identifier, IdentifierKey Key, SubjectId Subject = default, LiveProfile? Live = null, bool Foreign = false);

/// <summary>What became of an event.</summary>
internal enum Fate : byte
{
    /// <summary>Not known yet.</summary>
    Open,

    /// <summary>Its message id is held by a sending not yet on disk.</summary>
    Waiting,

    /// <summary>In the journal.</summary>
    Stored,

    /// <summary>Its message id is known.</summary>
    Duplicate,

    /// <summary>Kept aside with a reason.</summary>
    Quarantined,

    /// <summary>Not kept.</summary>
    Refused,
}
