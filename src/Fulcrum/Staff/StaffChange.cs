namespace Fulcrum.Staff;

/// <summary>What became of one of our own people.</summary>
internal enum StaffChange : byte
{
    /// <summary>They were added, with a set-up link.</summary>
    Add = 1,

    /// <summary>They got another set-up link; an earlier one opens nothing.</summary>
    Invite = 2,

    /// <summary>Their roles changed.</summary>
    Roles = 3,

    /// <summary>They do not belong any more.</summary>
    Remove = 4,

    /// <summary>They used the link and added a passkey.</summary>
    Enrol = 5,

    /// <summary>They signed in.</summary>
    Use = 6,

    /// <summary>They passed a lesson.</summary>
    Pass = 7,

    /// <summary>They declared an emergency.</summary>
    Emergency = 8,

    /// <summary>Somebody else looked at what was done in one.</summary>
    Review = 9,

    /// <summary>They said that they know a person.</summary>
    Close = 10,

    /// <summary>Their looks were unusual.</summary>
    Alarm = 11,

    /// <summary>Their looks were so unusual that nothing more is shown to them.</summary>
    Brake = 12,

    /// <summary>Somebody else looked at an alarm and closed it.</summary>
    Lift = 13,

    /// <summary>They asked a second person to say yes.</summary>
    Want = 14,

    /// <summary>A second person said yes to what they want to do.</summary>
    Approve = 15,

    /// <summary>A second person said no.</summary>
    Deny = 16,

    /// <summary>They began what was approved.</summary>
    Spend = 17,

    /// <summary>They used the link and bound their account at the company's identity provider.</summary>
    Bind = 20,
}
