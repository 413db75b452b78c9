using Fulcrum.Profiles;
using Fulcrum.Staff;
using Fulcrum.Staff.Approvals;
using Xunit;

namespace Fulcrum.Tests.Staff.Approvals;

/// <summary>What takes two people is done after another one's yes, once, and not a moment too late.</summary>
public sealed class ApprovalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_colleagues_yes_lets_one_file_go_and_each_step_has_its_row()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var (_, ida, nina) = await OpenAsync(staff);
        var refused = await Assert.ThrowsAsync<StaffRefusedException>(() => ExportAsync(staff, ida));
        Assert.Equal(StaffRefusal.Approval, refused.Refusal);
        Assert.Contains("Nina Orlova", refused.Ask!.En, StringComparison.Ordinal);
        var asked = await AskAsync(staff, ida);
        Assert.Equal(asked, await AskAsync(staff, ida));
        Assert.Equal(StaffRefusal.Approval, await RefusalAsync(() => ExportAsync(staff, ida)));
        Assert.Equal(StaffRefusal.Self, await RefusalAsync(() => DecideAsync(staff, ida, asked.Number, yes: true)));

        await DecideAsync(staff, nina, asked.Number, yes: true);
        Assert.Equal(StaffRefusal.Approval, await RefusalAsync(() => ExportAsync(staff, nina)));
        await ExportAsync(staff, ida);

        Assert.Equal(StaffRefusal.Approval, await RefusalAsync(() => ExportAsync(staff, ida)));
        var acts = (await staff.ActsAsync()).Where(act => act.What is "staff-approval-asked" or "staff-approved" or "staff-exported").ToArray();
        Assert.Equal(["staff-approval-asked", "staff-approved", "staff-exported"], acts.Select(act => act.What));
        Assert.Equal([ida, nina, ida], acts.Select(act => act.By == $"staff:{ida.Member.Id}" ? ida : nina));
        Assert.All(acts, act => Assert.Equal($"{ida.Member.Id} act=export-acts approval=1", act.Detail));
        Assert.All(await staff.ActsAsync(), act => Assert.True(act.Holds));
    }

    [Fact]
    public async Task It_stands_after_a_restart_and_what_was_done_stays_done()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var (_, ida, nina) = await OpenAsync(staff);
        var asked = await AskAsync(staff, ida);
        await staff.RestartAsync();
        var (back, second) = (await staff.SignInAsync("Ida"), await staff.SignInAsync("Nina"));
        Assert.Equal(ida.Member.Id, back.Member.Id);
        await DecideAsync(staff, second, asked.Number, yes: true);
        await staff.RestartAsync();
        await ExportAsync(staff, await staff.SignInAsync("Ida"));
        await staff.RestartAsync();

        Assert.Equal(StaffRefusal.Approval, RefusalOf(await Record.ExceptionAsync(async () => await ExportAsync(staff, await staff.SignInAsync("Ida")))));
        Assert.NotNull(nina);
    }

    [Fact]
    public async Task A_no_a_yes_that_is_too_old_and_one_of_whoever_left_let_nothing_go()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var (owner, ida, nina) = await OpenAsync(staff);
        await DecideAsync(staff, nina, (await AskAsync(staff, ida)).Number, yes: false);
        Assert.Equal(StaffRefusal.Approval, await RefusalAsync(() => ExportAsync(staff, ida)));

        var late = await AskAsync(staff, ida);
        await DecideAsync(staff, nina, late.Number, yes: true);
        staff.Core.Clock.Advance(StaffDesk.ApprovalHolds);
        (owner, ida, nina) = (await staff.SignInAsync("Owner"), await staff.SignInAsync("Ida"), await staff.SignInAsync("Nina"));
        Assert.Equal(StaffRefusal.Approval, await RefusalAsync(() => ExportAsync(staff, ida)));
        Assert.Equal(StaffRefusal.Unknown, await RefusalAsync(() => DecideAsync(staff, nina, late.Number, yes: true)));

        var gone = await AskAsync(staff, ida);
        await DecideAsync(staff, nina, gone.Number, yes: true);
        await staff.Desk.RemoveAsync(owner, nina.Member.Id, Token);
        Assert.Equal(StaffRefusal.Approval, await RefusalAsync(() => ExportAsync(staff, ida)));
        Assert.NotEqual(gone.Number, (await AskAsync(staff, ida)).Number);
    }

    [Fact]
    public async Task A_yes_takes_the_role_and_a_touch_and_what_is_not_there_is_not_guessed_at()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var (owner, ida, nina) = await OpenAsync(staff);
        var asked = await AskAsync(staff, ida);
        Assert.Equal(StaffRefusal.Role, await RefusalAsync(() => DecideAsync(staff, owner, asked.Number, yes: true)));
        Assert.Equal(StaffRefusal.Unknown, await RefusalAsync(() => DecideAsync(staff, nina, 99, yes: true)));
        Assert.Equal(StaffRefusal.Unknown, await RefusalAsync(() => DecideAsync(staff, nina, -1, yes: true)));
        Assert.Equal(StaffRefusal.Reason, await RefusalAsync(() => staff.Desk.DecideApprovalAsync(nina, asked.Number, true, " ", Token).AsTask()));
        Assert.Equal(StaffRefusal.Reason, await RefusalAsync(() => staff.Desk.AskApprovalAsync(ida, GuardedAct.ExportActs, "", Token).AsTask()));
        Assert.Equal(StaffRefusal.Unknown, await RefusalAsync(() => staff.Desk.AskApprovalAsync(ida, GuardedActs.Read("export-everything"), "why", Token).AsTask()));
        staff.Core.Clock.Advance(StaffSessions.ProofMax);
        Assert.Equal(StaffRefusal.StepUp, await RefusalAsync(() => DecideAsync(staff, nina, asked.Number, yes: true)));
        await DecideAsync(staff, nina, asked.Number, yes: false);
    }

    [Fact]
    public async Task Without_its_row_nothing_goes_and_the_yes_is_not_spent()
    {
        var refuses = false;
        await using var staff = await StaffUnderTest.OpenAsync(inner => new RefusingStore(inner, row => refuses && row.Kind == EntryKind.Staff));
        var (_, ida, nina) = await OpenAsync(staff);
        await DecideAsync(staff, nina, (await AskAsync(staff, ida)).Number, yes: true);
        refuses = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => ExportAsync(staff, ida));
        refuses = false;

        await ExportAsync(staff, ida);
    }

    internal static async Task<(StaffSession Owner, StaffSession Ida, StaffSession Nina)> OpenAsync(StaffUnderTest staff)
    {
        var owner = await staff.OwnerAsync();
        return (owner, await staff.TrainedAsync(owner, "Ida", "auditor", "careful-use", "keeping-records"), await staff.TrainedAsync(owner, "Nina", "auditor", "careful-use", "keeping-records"));
    }

    internal static Task<Approval> AskAsync(StaffUnderTest staff, StaffSession who) => staff.Desk.AskApprovalAsync(who, GuardedAct.ExportActs, "the yearly audit", Token).AsTask();

    internal static Task DecideAsync(StaffUnderTest staff, StaffSession who, int number, bool yes) => staff.Desk.DecideApprovalAsync(who, number, yes, "we spoke", Token).AsTask();

    internal static Task ExportAsync(StaffUnderTest staff, StaffSession who) => staff.Desk.ExportActsAsync(who, "", Token).AsTask();

    private static async Task<StaffRefusal> RefusalAsync(Func<Task> act) => RefusalOf(await Record.ExceptionAsync(act));

    private static StaffRefusal RefusalOf(Exception? thrown) => Assert.IsType<StaffRefusedException>(thrown).Refusal;
}
