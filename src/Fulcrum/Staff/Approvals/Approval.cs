namespace Fulcrum.Staff.Approvals;

/// <summary>Somebody asked to do what nobody does alone.</summary>
/// <param name="Number">1, 2, 3, …</param>
/// <param name="Act">What they want to do.</param>
/// <param name="Member">Who.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="At">When they asked.</param>
/// <param name="Until">First instant at which it allows nothing, whatever was said.</param>
public sealed record Approval(int Number, GuardedAct Act, string Member, string Why, Instant At, Instant Until)
{
    /// <summary>The member who said yes or no; empty while it waits.</summary>
    public string DecidedBy { get; init; } = "";

    /// <summary>When.</summary>
    public Instant DecidedAt { get; init; } = Instant.Never;

    /// <summary>Whether they said yes.</summary>
    public bool IsApproved { get; init; }

    /// <summary>What they said to it.</summary>
    public string Note { get; init; } = "";

    /// <summary>When the act was done by it, which happens once.</summary>
    public Instant SpentAt { get; init; } = Instant.Never;

    /// <summary>Whether somebody still has to say yes or no.</summary>
    public bool IsWaiting(Instant now) => DecidedBy.Length == 0 && now < Until;

    /// <summary>Whether the act may be done by it, as far as it knows itself; who said yes has to count still.</summary>
    public bool IsOpen(Instant now) => IsApproved && SpentAt == Instant.Never && now < Until;
}

/// <summary>What nobody does alone.</summary>
public enum GuardedAct
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Taking the log of acts along as a file, all of it.</summary>
    ExportActs,
}

/// <summary>How these acts are written, and which power they take of both people.</summary>
public static class GuardedActs
{
    /// <summary>All of them, by how they are written.</summary>
    private static readonly Dictionary<string, (GuardedAct Act, StaffPowers Power)> Known = new(StringComparer.Ordinal) { ["export-acts"] = (GuardedAct.ExportActs, StaffPowers.Audit) };

    /// <summary>Every one.</summary>
    public static IEnumerable<GuardedAct> All => Known.Values.Select(known => known.Act);

    /// <summary>Reads one; none for any other word.</summary>
    public static GuardedAct Read(string word) => Known.TryGetValue(word, out var known) ? known.Act : GuardedAct.None;

    /// <summary>How it is written, for example <c>export-acts</c>.</summary>
    public static string KeyOf(GuardedAct act) => Known.First(known => known.Value.Act == act).Key;

    /// <summary>What whoever asks, and whoever says yes, has to hold.</summary>
    public static StaffPowers PowerOf(GuardedAct act) => Known.Values.First(known => known.Act == act).Power;
}
