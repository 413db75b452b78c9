using Fulcrum.Workspaces;

namespace Fulcrum.Staff;

/// <summary>An act of staff was refused, before anything of it was done. Thrown, so that no caller can go on by forgetting to look.</summary>
public sealed class StaffRefusedException : Exception
{
    /// <summary>Made with a reason only.</summary>
    public StaffRefusedException()
    {
    }

    /// <summary>Made with a reason only.</summary>
    public StaffRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Made with a reason only.</summary>
    public StaffRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal StaffRefusedException(StaffRefusal refusal, LocalText? ask = null, StaffAnswer? answer = null)
        : base($"Refused: {refusal}.") => (Refusal, Ask, Answer) = (refusal, ask, answer);

    /// <summary>Why.</summary>
    public StaffRefusal Refusal { get; }

    /// <summary>Whom to ask; null where asking helps nobody.</summary>
    public LocalText? Ask { get; }

    /// <summary>What was missing of role, purpose, label and training; null when it was none of them.</summary>
    public StaffAnswer? Answer { get; }
}

/// <summary>Why an act of staff was refused.</summary>
public enum StaffRefusal
{
    /// <summary>Unknown: not said.</summary>
    None,

    /// <summary>No role they have may do it.</summary>
    Role,

    /// <summary>Their role is not for this purpose.</summary>
    Purpose,

    /// <summary>Their role does not see data of this kind.</summary>
    Label,

    /// <summary>A lesson was not passed, or too long ago.</summary>
    Training,

    /// <summary>A dangerous act wants the passkey to be touched again.</summary>
    StepUp,

    /// <summary>Nobody may do this to themselves: it takes a second person.</summary>
    Self,

    /// <summary>Nothing is known by that name or id.</summary>
    Unknown,

    /// <summary>A reason has to be given.</summary>
    Reason,

    /// <summary>What was found of a request has to be said, and must go with what is done.</summary>
    Finding,

    /// <summary>No emergency of theirs is open.</summary>
    NoEmergency,

    /// <summary>Their looks were unusual, and somebody else has to look at that first.</summary>
    Brake,

    /// <summary>Nobody else who counts has said yes, and it takes two people.</summary>
    Approval,
}
