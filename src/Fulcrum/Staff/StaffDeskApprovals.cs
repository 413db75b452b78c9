using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Staff.Approvals;

namespace Fulcrum.Staff;

/// <content>Acts that nobody does alone.</content>
public sealed partial class StaffDesk
{
    /// <summary>How long a request for approval stands, and what was approved can be done.</summary>
    public static TimeSpan ApprovalHolds { get; } = TimeSpan.FromDays(3);

    /// <summary>Asks a second person to say yes. Asking again while one waits answers that one.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="act">For what.</param>
    /// <param name="why">The reason; needed.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StaffRefusedException">They may not, there is no such act, or the reason is missing.</exception>
    /// <exception cref="StoreUnavailableException">It may not count.</exception>
    public async ValueTask<Approval> AskApprovalAsync(StaffSession session, GuardedAct act, string why, CancellationToken cancellation)
    {
        await RequireAsync(session, GuardedActs.All.Contains(act) ? GuardedActs.PowerOf(act) : StaffPowers.Audit, null, [], "staff-approval-asked", cancellation);
        RequireReason(why);
        if (!GuardedActs.All.Contains(act))
        {
            throw new StaffRefusedException(StaffRefusal.Unknown);
        }

        var (member, members, now) = (session.Member, await _roster.AllAsync(cancellation), Now);
        var entry = new StaffEntry(StaffChange.Want, member.Id, By(member), why.Trim(), now) { Name = GuardedActs.KeyOf(act), Until = now + ApprovalHolds };
        await _roster.KeepAsync(entry, "staff-approval-asked", known => known is { IsRemoved: false } && Asked() is null, cancellation);
        return Asked() ?? throw new StaffRefusedException(StaffRefusal.Role);

        Approval? Asked() => _roster.Approvals.All.FirstOrDefault(one => one.Member == member.Id && one.Act == act && (one.IsWaiting(now) || Counts(one, members, now)));
    }

    /// <summary>Everything that was asked for, newest first.</summary>
    public async ValueTask<IReadOnlyList<Approval>> ListApprovalsAsync(StaffSession session, CancellationToken cancellation)
    {
        await RequireAsync(session, StaffPowers.Audit, null, [], "staff-approvals", cancellation);
        await _roster.AllAsync(cancellation);
        return [.. _roster.Approvals.All.Reverse()];
    }

    /// <summary>Says yes or no to what a colleague wants to do. Nobody says so to their own.</summary>
    /// <param name="session">Who says so; a yes takes a passkey touched lately.</param>
    /// <param name="number">To which.</param>
    /// <param name="isApproved">Yes or no.</param>
    /// <param name="note">What they say to it; needed.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StaffRefusedException">They may not, or it does not wait any more.</exception>
    public async ValueTask DecideApprovalAsync(StaffSession session, int number, bool isApproved, string note, CancellationToken cancellation)
    {
        var what = isApproved ? "staff-approved" : "staff-denied";
        await RequireAsync(session, StaffPowers.Audit, null, [], what, cancellation);
        if (isApproved)
        {
            await RequireProofAsync(session, what, cancellation);
        }

        RequireReason(note);
        await _roster.AllAsync(cancellation);
        var asked = _roster.Approvals.Find(number) is { } found && found.IsWaiting(Now) ? found : throw new StaffRefusedException(StaffRefusal.Unknown);
        await RequireAsync(session, GuardedActs.PowerOf(asked.Act), null, [], what, cancellation);
        if (!_roster.Approvals.IsOther(asked, session.Member.Id))
        {
            await RequireOtherAsync(session, asked.Member, what, cancellation);
        }

        var entry = new StaffEntry(isApproved ? StaffChange.Approve : StaffChange.Deny, asked.Member, By(session.Member), note.Trim(), Now) { Counter = number, Name = GuardedActs.KeyOf(asked.Act) };
        _ = await _roster.KeepAsync(entry, what, known => known is { IsRemoved: false } && _roster.Approvals.Find(number)!.IsWaiting(entry.At), cancellation)
            ?? throw new StaffRefusedException(StaffRefusal.Unknown);
    }

    /// <summary>Takes the log of acts along, newest first, all of it: a second person has said yes to that, and it is done once.</summary>
    /// <param name="session">Who, with a passkey touched lately.</param>
    /// <param name="find">A text that stands in who, what or which; empty for all.</param>
    /// <param name="cancellation">Stops the reading; what was approved is then spent all the same.</param>
    /// <exception cref="StaffRefusedException">They may not, or nobody else who counts said yes.</exception>
    public async ValueTask<IReadOnlyList<Act>> ExportActsAsync(StaffSession session, string find, CancellationToken cancellation)
    {
        await SpendAsync(session, GuardedAct.ExportActs, "staff-exported", cancellation);
        return await ReadActsAsync(session, find, int.MaxValue, cancellation);
    }

    /// <summary>Lets an act begin that takes two people, and says so in the journal first.</summary>
    private async ValueTask SpendAsync(StaffSession session, GuardedAct act, string what, CancellationToken cancellation)
    {
        var power = GuardedActs.PowerOf(act);
        var role = await RequireAsync(session, power, null, [], what, cancellation);
        await RequireProofAsync(session, what, cancellation);
        var (member, members, now) = (session.Member, await _roster.AllAsync(cancellation), Now);

        var open = _roster.Approvals.All.FirstOrDefault(one => one.Member == member.Id && one.Act == act && Counts(one, members, now));
        var entry = new StaffEntry(StaffChange.Spend, member.Id, By(member), "", now) { Counter = open?.Number ?? 0, Name = GuardedActs.KeyOf(act) };
        if (open is null || await _roster.KeepAsync(entry, what, known => known is { IsRemoved: false } && _roster.Approvals.Find(open.Number)!.IsOpen(now), cancellation) is null)
        {
            await RecordAsync(session, "staff-refused", $"{what} missing=second-person", cancellation);
            throw new StaffRefusedException(StaffRefusal.Approval, role.Ask);
        }
    }

    /// <summary>Whether somebody else said yes who counts still: they belong, hold the power and have passed its lessons.</summary>
    private bool Counts(Approval one, ImmutableDictionary<string, StaffMember> members, Instant now) => one.IsOpen(now) && _roster.Approvals.IsOther(one, one.DecidedBy)
        && members.GetValueOrDefault(one.DecidedBy) is { } second && StaffAccess.Check(second, GuardedActs.PowerOf(one.Act), null, [], _workspace.Current, now).IsAllowed;
}
