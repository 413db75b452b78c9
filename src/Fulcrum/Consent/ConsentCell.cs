using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What one subject's own records say about one purpose: a fold over them in journal order.</summary>
/// <param name="Bit"><see cref="Purpose.Bit"/>.</param>
/// <param name="State">What was last decided; never <see cref="ConsentState.Expired"/>, which only time can say.</param>
/// <param name="Verified">Whether the subject was known by a verified identifier when they decided.</param>
/// <param name="Synthetic">Whether it was made up for a demonstration.</param>
/// <param name="Sequence">Journal sequence of the deciding record; 0 for none.</param>
/// <param name="At">Own time of the deciding record.</param>
/// <param name="NoAt">Latest own time of any refusal or withdrawal; <see cref="Instant.Never"/> for none.</param>
/// <param name="Notice">The notice of the deciding record.</param>
internal readonly record struct ConsentCell(
    byte Bit, ConsentState State, bool Verified, bool Synthetic, long Sequence, Instant At, Instant NoAt, string Notice)
{
    /// <summary>The bit of what is decided about every purpose at once.</summary>
    internal const byte EveryPurpose = 255;

    /// <summary>How much of the purpose it is about.</summary>
    internal ConsentScope Scope { get; init; }

    /// <summary>Nothing was ever said.</summary>
    internal static ConsentCell Unknown(int bit, ConsentScope scope = default) =>
        new((byte)bit, ConsentState.Unknown, false, false, 0, Instant.Never, Instant.Never, "") { Scope = scope };

    /// <summary>Whether the subject said no.</summary>
    internal bool IsNo => State is ConsentState.Refused or ConsentState.Withdrawn;

    /// <summary>The fold's step: what stands once a record was taken in.</summary>
    /// <remarks>
    /// A no stands from the moment it is taken in, whatever its own time (law 4). A yes must be whole and express, and its own
    /// time must not lie before the last no nor before the yes that stands. A record that is invalid takes nothing away.
    /// </remarks>
    internal ConsentCell Next(long sequence, ConsentRecord record)
    {
        var at = record.At > record.ReceivedAt ? record.ReceivedAt : record.At;
        var next = this with { Verified = record.Verified, Synthetic = record.Synthetic, Sequence = sequence, At = at, Notice = record.Notice };
        switch (record)
        {
            case { State: ConsentState.Refused or ConsentState.Withdrawn }:
                return next with { State = record.State, NoAt = at > NoAt ? at : NoAt };
            case { State: ConsentState.Given, Method: ConsentMethod.Express, Faults.IsEmpty: true }:
                var stands = at >= NoAt && (State != ConsentState.Given || at >= At);
                return stands ? next with { State = ConsentState.Given } : this;
            case { State: ConsentState.Requested }:
                // Asked for an answer from the address: no yes yet, and what stands goes on standing.
                return State is ConsentState.Unknown or ConsentState.Invalid or ConsentState.Requested ? next with { State = ConsentState.Requested } : this;
            default:
                return State is ConsentState.Unknown ? next with { State = ConsentState.Invalid } : this;
        }
    }

    /// <summary>How it reads in a restored store: a yes from before is stale, and so is the silence of those who may have objected.</summary>
    internal ConsentCell Under(Staleness staleness, SubjectId subject, Purpose purpose)
    {
        var isOldYes = State == ConsentState.Given && At < staleness.Since;
        var isOldSilence = State is ConsentState.Unknown or ConsentState.Invalid && !purpose.NeedsConsent
            && FoldPlan.EndsByNo(purpose) && subject.Value <= staleness.SubjectsThrough;
        return isOldYes || isOldSilence ? this with { State = ConsentState.Stale } : this;
    }

    /// <summary>What stands at an instant: a yes ends with its notice, or when a later version says something materially different, and a notice nobody can show is no evidence.</summary>
    internal ConsentState StateAt(Instant at, Workspace workspace)
    {
        if (State != ConsentState.Given)
        {
            return State;
        }

        return workspace.Notices.TryGetValue(Notice, out var notice) && (notice.Until is not { } until || at < until) && !IsLapsed(notice)
            ? ConsentState.Given
            : ConsentState.Expired;
    }

    /// <summary>Whether a yes ended because a later version of its notice says something materially different of the purpose.</summary>
    internal bool IsNoticeChanged(Workspace workspace) =>
        State == ConsentState.Given && workspace.Notices.TryGetValue(Notice, out var notice) && IsLapsed(notice);

    /// <summary>The same, as the door and the API say it.</summary>
    internal ConsentStanding StandingAt(Instant at, Workspace workspace)
    {
        var state = StateAt(at, workspace);
        return new(state, Sequence, At, Notice, Synthetic) { NoticeChanged = state == ConsentState.Expired && IsNoticeChanged(workspace) };
    }

    private bool IsLapsed(Notice notice) => Bit != EveryPurpose && (notice.Lapsed.Bits & (1UL << Bit)) != 0;
}
