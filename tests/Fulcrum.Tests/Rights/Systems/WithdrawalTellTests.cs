using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.Signals;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Consent.Laws;
using Xunit;

namespace Fulcrum.Tests.Rights.Systems;

/// <summary>A withdrawal is told whatever way it came, and neither a kill nor an erasure right behind it loses that somebody has to hear of it.</summary>
public sealed class WithdrawalTellTests
{
    private const string Systems = """
        systems:
          mail-house:
            title: {en: The mail house, ru: Почтовая служба}
            protocol: webhook
            address: https://mail-house.example/hook
            rights: [withdrawal]
            purposes: [analytics]
            identifiers: [user-id]
            ask: Jo Clerk
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_yes_taken_back_is_told_with_its_purpose_and_said_once_more_to_nobody()
    {
        await using var core = await OpenAsync();
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Withdrawn);
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Withdrawn);

        var tell = Assert.Single(await core.Core.Tells.ListOpenAsync(Token));

        Assert.Equal((RequestKind.Withdrawal, true), (tell.Kind, tell.IsConfirmed));
        Assert.Equal([new WithdrawnUse("analytics", ConsentScope.Whole)], tell.Withdrawn);
        Assert.Equal(["ann"], await TakeAsync(core));
    }

    [Fact]
    public async Task Nobody_hears_of_a_purpose_they_did_not_ask_for_nor_of_a_no_that_took_nothing_back()
    {
        await using var core = await OpenAsync();
        await core.DecideAsync(core.User("ann"), "marketing-email", ConsentState.Withdrawn);
        await core.DecideAsync(core.User("bob"), "analytics", ConsentState.Refused);

        Assert.Empty(await core.Core.Tells.ListOpenAsync(Token));
        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.TellIdentities);
    }

    [Fact]
    public async Task A_refusal_over_a_yes_takes_it_back()
    {
        await using var core = await OpenAsync();
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Refused);

        Assert.Equal(["ann"], await TakeAsync(core));
    }

    [Fact]
    public async Task Killed_behind_the_withdrawal_the_next_start_tells_of_it()
    {
        await using var core = await OpenAsync();
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Withdrawn);
        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.Tell);

        await core.RestartAsync();

        var taker = new Taker();
        await core.Core.Tells.RunDueAsync(taker, Token);
        Assert.Equal(["ann"], taker.Told);
        Assert.Equal("analytics", Assert.Single(taker.Tells).Tell.Withdrawn[0].Purpose);
        await core.RestartAsync();
        Assert.Single(await core.Core.Tells.ListOpenAsync(Token));
        Assert.Empty(await TakeAsync(core));
    }

    [Fact]
    public async Task An_erasure_right_behind_it_leaves_it_told()
    {
        await using var core = await OpenAsync();
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Withdrawn);
        await core.Core.Erasures.EraseAsync([core.User("ann")], "test", "asked", Token);

        await core.RestartAsync();

        Assert.Equal(["ann"], await TakeAsync(core));
    }

    [Fact]
    public async Task What_an_event_takes_back_is_told_by_all_the_event_names_them_by()
    {
        await using var core = await OpenAsync("marketing-email");
        await core.SendAsync(core.Track("ann", "Test Drive Booked", """{"model":"x"}""", CoreUnderTest.Preferences(("advertising", false)), "device-7"));

        Assert.Equal(["ann"], await TakeAsync(core));
    }

    [Fact]
    public async Task What_a_signal_takes_back_is_told()
    {
        await using var core = await OpenAsync("marketing-email", LawfulMotors.Files());
        await core.Core.Signals.ReportAsync([core.User("ann")], new SignalReport { Tracking = TrackingStatus.Denied, Installation = "phone-1" }, "test", "web", Token);

        Assert.Equal(["ann"], await TakeAsync(core));
    }

    [Fact]
    public async Task Once_it_said_that_it_is_done_nobody_stays_in_a_note()
    {
        await using var core = await OpenAsync();
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Withdrawn);
        var taker = new Taker();
        await core.Core.Tells.RunDueAsync(taker, Token);

        Assert.True((await core.Core.Tells.AnswerAsync(Assert.Single(taker.Tokens), ToldState.Done, Token))!.IsDone);

        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.TellIdentities);
        await core.RestartAsync();
        Assert.Empty(await core.Core.Tells.ListOpenAsync(Token));
    }

    [Fact]
    public async Task Whoever_took_it_back_sees_who_is_told_and_whoever_claimed_their_number_does_not()
    {
        await using var core = await OpenAsync();
        await core.SendAsync(core.Identify("", "hers", """{"phone":"+447700900123"}"""), core.Identify("eve", "eves"));
        await core.SendAsync(core.Dealer, default, core.Identify("eve", "", """{"email":"eve@example.com"}"""));
        await core.SendAsync(core.Identify("", "eves", """{"phone":"+447700900123"}"""));
        var (hers, eves) = (core.Identifier("phone", "+447700900123"), core.Identifier("email", "eve@example.com"));
        await core.DecideAsync(hers, "analytics", ConsentState.Withdrawn);

        Assert.Single(await core.Core.Requests.ListToldAsync(RightsAsker.Self(hers, "web"), Token));
        Assert.Empty(await core.Core.Requests.ListToldAsync(RightsAsker.Self(eves, "web"), Token));
        Assert.Single(await core.Core.Requests.ListToldAsync(RightsAsker.Desk([eves], "clerk-7", "api"), Token));
        Assert.Empty(await core.Core.Requests.ListToldAsync(RightsAsker.Self(core.User("nobody"), "web"), Token));
    }

    private static async Task<CoreUnderTest> OpenAsync(string purpose = "analytics", ImmutableSortedDictionary<string, string>? files = null)
    {
        var core = await CoreUnderTest.OpenAsync(files: (files ?? Samples.MotorsFiles).SetItem("systems.yaml", Systems.Replace("[analytics]", $"[{purpose}]", StringComparison.Ordinal)));
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Given);
        await core.DecideAsync(core.User("ann"), "marketing-email", ConsentState.Given);
        return core;
    }

    private static async Task<List<string>> TakeAsync(CoreUnderTest core)
    {
        var taker = new Taker();
        await core.Core.Tells.RunDueAsync(taker, Token);
        return taker.Told;
    }
}
