namespace Fulcrum.Prove.Kill;

/// <summary>What one client was told about one subject of its own. Used by that client alone, then by the audit alone.</summary>
internal sealed class ProvedSubject(string name)
{
    /// <summary>The user id; made up.</summary>
    public string Name => name;

    /// <summary>Acknowledged events that are always kept.</summary>
    public int Sent { get; set; }

    /// <summary>Deeds without an answer: done or not.</summary>
    public List<Deed> Pending { get; } = [];

    /// <summary>The last batch that was acknowledged, to be sent again; null before the first.</summary>
    public EventsDeed? LastBatch { get; set; }

    /// <summary>What was acknowledged last, by purpose; a purpose nobody spoke of is not in it.</summary>
    public Dictionary<string, string> Consents { get; } = [];

    /// <summary>Grows with every acknowledged consent: a request repeated after a change may be answered anew.</summary>
    public int Changes { get; set; }

    /// <summary>Personal decisions by request id.</summary>
    public Dictionary<string, (string Decision, int Changes)> Decisions { get; } = [];

    /// <summary>Different personal decisions that chose the capped offer.</summary>
    public HashSet<string> Gifts { get; } = [];

    /// <summary>Decisions asked of the capped spot while personal ones were allowed.</summary>
    public int GiftsAsked { get; set; }

    /// <summary>Whether its erasure was acknowledged.</summary>
    public bool IsErased { get; set; }

    /// <summary>What stands: given, withdrawn, or unknown.</summary>
    public string ConsentOf(string purpose) => Consents.GetValueOrDefault(purpose, "unknown");
}
