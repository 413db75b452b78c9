using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;

namespace Fulcrum.Simulation;

/// <summary>One thing a client did, and what it saw: when it began, when it was answered, and with what.</summary>
/// <remarks>Steps count the simulation's moves; an answer that never came has no end, and its outcome is not known.</remarks>
internal abstract class Deed(int person, string identifier, int begun)
{
    /// <summary>Stands for an end that never came.</summary>
    public const int Never = int.MaxValue;

    /// <summary>Whose.</summary>
    public int Person => person;

    /// <summary>The identifier it was done by, for example <c>u2</c> or <c>a2-0</c>.</summary>
    public string Identifier => identifier;

    /// <summary>First step at which it can have had an effect.</summary>
    public int Begun => begun;

    /// <summary>Step at which it was acknowledged; <see cref="Never"/> when it was not.</summary>
    public int Acknowledged { get; private set; } = Never;

    /// <summary>Whether it was acknowledged before a step.</summary>
    public bool IsAcknowledgedBefore(int step) => Acknowledged < step;

    /// <summary>Whether it may have been going on, or may yet take effect, at or after a step.</summary>
    public bool MayActAfter(int step) => Acknowledged >= step;

    /// <summary>What was acknowledged before had no effect; only what comes now has.</summary>
    public void Renew() => Acknowledged = Never;

    public void Acknowledge(int step) => Acknowledged = Math.Min(Acknowledged, step);
}

/// <summary>A message sent, perhaps several times.</summary>
internal sealed class Sending(int person, string identifier, int begun, Event message, string other) : Deed(person, identifier, begun)
{
    public Event Message => message;

    /// <summary>Identify: the identifier it links with; else empty.</summary>
    public string Other => other;

    /// <summary>The decision whose offer it says was seen; null for none.</summary>
    public Asking? Seen { get; init; }

    /// <summary>What it was told last; null while nothing is known.</summary>
    public EventFateKind? Fate { get; set; }

    /// <summary>How often it was sent and not answered, be it that the answer is still on its way.</summary>
    public int Open { get; set; }

    /// <summary>Whether some sending of it was never answered, so that it may be stored without anybody knowing.</summary>
    public bool Unsure => Open > 0 && !IsKept;

    /// <summary>Certainly in the journal, unless erased since.</summary>
    public bool IsKept => Fate is EventFateKind.Stored or EventFateKind.Duplicate;
}

/// <summary>A grant or a withdrawal.</summary>
internal sealed class Saying(int person, string identifier, int begun, bool grants, bool verified, string requestId, ConsentRecord record)
    : Deed(person, identifier, begun)
{
    /// <summary>The same when it is sent again.</summary>
    public string RequestId => requestId;

    public ConsentRecord Record => record;

    public bool Grants => grants;

    public bool Verified => verified;

    /// <summary>How often it was sent and not answered, be it that the answer is still on its way.</summary>
    public int Open { get; set; }
}

/// <summary>An erasure of everything an identifier leads to.</summary>
internal sealed class Erasing(int person, string identifier, int begun, Instant at) : Deed(person, identifier, begun)
{
    /// <summary>Clock when it was asked for.</summary>
    public Instant At => at;

    /// <summary>Clock when it was answered; whoever is gone was erased at this at the latest.</summary>
    public Instant Until { get; set; } = Instant.Never;

    /// <summary>Whether it found somebody to erase.</summary>
    public bool Found { get; set; }
}

/// <summary>A cut of one link.</summary>
internal sealed class Cutting(int person, string identifier, int begun) : Deed(person, identifier, begun)
{
    /// <summary>Whether it found a link to cut.</summary>
    public bool Found { get; set; }
}

/// <summary>A decision asked for.</summary>
internal sealed class Asking(int person, string identifier, int begun, string placement, string requestId, DateTimeOffset from) : Deed(person, identifier, begun)
{
    public string Placement => placement;

    public string RequestId => requestId;

    /// <summary>Clock when it was asked.</summary>
    public DateTimeOffset From => from;

    /// <summary>Clock when it was answered.</summary>
    public DateTimeOffset Until { get; set; }

    public Decision? Decision { get; set; }

    /// <summary>Whether reads were failing at some time while it ran: it may then be contextual without a reason the model knows.</summary>
    public bool Disturbed { get; set; }
}
