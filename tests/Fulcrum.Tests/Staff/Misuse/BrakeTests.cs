using Fulcrum.Profiles;
using Fulcrum.Staff;
using Fulcrum.Staff.Misuse;
using Xunit;

namespace Fulcrum.Tests.Staff.Misuse;

/// <summary>A look that nobody waits for stops whoever looked, at that very look, until somebody else has looked at it.</summary>
public sealed class BrakeTests
{
    private static readonly StaffLook Look = new("service-desk", "asks where the order is");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_looks_at_a_relative_is_stopped_before_anything_is_shown_and_let_on_by_another()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var owner = await staff.OwnerAsync();
        var ben = await staff.TrainedAsync(owner, "Ben", "service-desk,auditor", "careful-use", "keeping-records");
        var nina = await staff.TrainedAsync(owner, "Nina", "auditor", "keeping-records");
        await staff.Desk.DeclareCloseAsync(ben, staff.Core.User("ann"), Closeness.Relative, Token);

        var refused = await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Look));

        Assert.Equal(StaffRefusal.Brake, refused.Refusal);
        Assert.Contains("Ada Wells", refused.Ask!.En, StringComparison.Ordinal);
        Assert.Empty(await staff.SeenByPersonAsync());
        var alarm = Assert.Single(await staff.Desk.ListAlarmsAsync(nina, Token));
        Assert.Equal((ben.Member.Id, true, ""), (alarm.Member, alarm.IsBrake, alarm.LiftedBy));
        Assert.Contains("relative(case=0)", alarm.Evidence, StringComparison.Ordinal);
        Assert.Single(await staff.ActsAsync(), act => act.What == "staff-braked" && act.Detail.StartsWith(ben.Member.Id, StringComparison.Ordinal));

        // Nobody else's card either, not after a restart, not as an emergency; and not by their own hand.
        await staff.RestartAsync();
        Assert.Equal(StaffRefusal.Brake, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.LookAsync(ben, staff.Core.User("bob"), Look, Token).AsTask())).Refusal);
        await staff.Desk.DeclareEmergencyAsync(ben, "the car stands on the railway", Token);
        Assert.Equal(StaffRefusal.Brake, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Look with { IsEmergency = true }))).Refusal);
        Assert.Equal(StaffRefusal.Self, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.LiftAsync(ben, 1, "all fine", Token).AsTask())).Refusal);

        await staff.Desk.LiftAsync(nina, 1, "it was put through by mistake", Token);
        Assert.True((await staff.Desk.LookAsync(ben, staff.Core.User("bob"), Look, Token)).IsUnknown);
        Assert.Equal(StaffRefusal.Unknown, (await Assert.ThrowsAsync<StaffRefusedException>(() => staff.Desk.LiftAsync(nina, 1, "again", Token).AsTask())).Refusal);
    }

    [Fact]
    public async Task Whoever_guesses_numbers_is_stopped_and_what_they_did_is_known_after_a_restart()
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.True((await staff.Desk.LookAsync(ben, staff.Core.User($"nobody-{guess}"), Look, Token)).IsUnknown);
        }

        await staff.RestartAsync();
        var stopped = 0;
        for (var guess = 5; guess < 20 && stopped == 0; guess++)
        {
            try
            {
                await staff.Desk.LookAsync(ben, staff.Core.User($"nobody-{guess}"), Look, Token);
            }
            catch (StaffRefusedException refused) when (refused.Refusal == StaffRefusal.Brake)
            {
                stopped = guess + 1;
            }
        }

        Assert.InRange(stopped, 6, 10);
    }

    [Fact]
    public async Task Of_two_who_close_one_alarm_at_once_the_first_does_and_what_they_found_stays()
    {
        using ManualResetEventSlim writing = new(), goOn = new(initialState: true);
        await using var staff = await StaffUnderTest.OpenAsync(inner => new RefusingStore(inner, _ =>
        {
            writing.Set();
            goOn.Wait(Token);
            return false;
        }));
        var owner = await staff.OwnerAsync();
        var ben = await staff.TrainedAsync(owner, "Ben", "service-desk", "careful-use");
        var nina = await staff.TrainedAsync(owner, "Nina", "auditor", "keeping-records");
        await staff.Desk.DeclareCloseAsync(ben, staff.Core.User("ann"), Closeness.Self, Token);
        await Assert.ThrowsAsync<StaffRefusedException>(() => staff.LookAsync(ben, Look));

        goOn.Reset();
        writing.Reset();
        var first = Task.Run(() => staff.Desk.LiftAsync(nina, 1, "it was hers", Token).AsTask(), Token);
        writing.Wait(Token);

        // The alarm still waits as far as anybody can see, and the second has begun too.
        var second = staff.Desk.LiftAsync(nina, 1, "it was not", Token).AsTask();
        goOn.Set();
        await first;

        Assert.Equal(StaffRefusal.Unknown, (await Assert.ThrowsAsync<StaffRefusedException>(() => second)).Refusal);
        Assert.Equal("it was hers", Assert.Single(await staff.Desk.ListAlarmsAsync(nina, Token)).Found);
        Assert.Single(await staff.ActsAsync(), act => act.What == "staff-alarm-closed");
    }

    [Fact]
    public async Task Without_a_row_for_the_brake_nothing_is_shown_either()
    {
        var isFull = false;
        await using var staff = await StaffUnderTest.OpenAsync(inner => new RefusingStore(inner, row => isFull && row.Kind == EntryKind.Staff));
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");
        await staff.Desk.DeclareCloseAsync(ben, staff.Core.User("ann"), Closeness.Self, Token);
        isFull = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => staff.LookAsync(ben, Look));

        Assert.Empty(await staff.SeenByPersonAsync());
    }

    [Theory]
    [InlineData("C-1042", false)]
    [InlineData("Ann Smith called", true)]
    [InlineData("C-1042-and-much-more-that-is-no-number-of-a-case", true)]
    public async Task A_case_is_a_number_and_no_text(string named, bool isRefused)
    {
        await using var staff = await StaffUnderTest.OpenAsync();
        var ben = await staff.TrainedAsync(await staff.OwnerAsync(), "Ben", "service-desk", "careful-use");

        var fault = await Record.ExceptionAsync(() => staff.LookAsync(ben, Look with { Case = named }));

        Assert.Equal(isRefused, fault is StaffRefusedException { Refusal: StaffRefusal.Reason });
        Assert.Equal(!isRefused, (await staff.ActsAsync()).Any(act => act.Detail.Contains("case=C-1042", StringComparison.Ordinal)));
    }
}
