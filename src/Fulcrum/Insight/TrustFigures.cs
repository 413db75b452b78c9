namespace Fulcrum.Insight;

/// <summary>How a company kept its word over some days, as the journal tells it. Sums alone: nobody is in it.</summary>
/// <param name="From">First instant counted.</param>
/// <param name="Until">First instant no longer counted: how far the journal was read.</param>
/// <param name="IsWhole">Whether the journal was read to its end; until then the sums are too small.</param>
/// <param name="Granted">Yeses.</param>
/// <param name="Refused">Noes to what was never allowed.</param>
/// <param name="Withdrawn">Yeses taken back, and objections.</param>
/// <param name="WithdrawalWait">From the moment people said no to the moment it was recorded; from then on no decision uses their data for it.</param>
/// <param name="Erased">Erasures.</param>
/// <param name="Personal">Decisions that used personal data.</param>
/// <param name="LookUps">Look-ups of somebody by staff.</param>
/// <param name="Complaints">Complaints about something shown.</param>
/// <param name="Synthetic">Answers made up for a demonstration; counted nowhere else.</param>
public sealed record TrustFigures(
    Instant From,
    Instant Until,
    bool IsWhole,
    long Granted,
    long Refused,
    long Withdrawn,
    WaitFigures WithdrawalWait,
    long Erased,
    long Personal,
    long LookUps,
    long Complaints,
    long Synthetic)
{
    /// <summary>From an erasure to the moment its last bytes had left the disk; erasures that wait for that are not in it.</summary>
    public WaitFigures ErasureWait { get; init; }

    /// <summary>From a request about rights to its answer; requests that are open, or were taken back, are not in it.</summary>
    public WaitFigures AnswerWait { get; init; }
}

/// <summary>How long people waited.</summary>
/// <param name="Count">How many waits.</param>
/// <param name="Median">Half waited no longer; within 2 %.</param>
/// <param name="P99">99 of 100 waited no longer; within 2 %.</param>
public readonly record struct WaitFigures(long Count, TimeSpan Median, TimeSpan P99);
