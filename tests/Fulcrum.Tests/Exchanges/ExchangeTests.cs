using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Tests.Collect;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Exchanges;

/// <summary>A benefit for a use: both sides are told, what was earned stays, and nobody is asked whose trust is low.</summary>
public sealed class ExchangeTests
{
    private const string Drive = "test-drive-at-home";
    private const string Guide = "owners-guide";

    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true), ("dealer", true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_taken_is_owed_delivered_and_told_and_the_datum_is_held_for_that_purpose_alone()
    {
        await using var core = await LivedAsync();
        Assert.Equal(ExchangeResult.ValueMissing, (await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "", Token)).Result);

        var taken = await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "comet", Token);

        Assert.Equal((ExchangeResult.Done, ExchangeState.Accepted), (taken.Result, taken.Exchange!.Standing.State));
        Assert.Equal(core.Now + TimeSpan.FromDays(14), taken.Exchange.Standing.DueAt);
        Assert.Equal("comet", await core.ReadAsync(core.User("ann"), "sales-assistance", "preferred-model"));
        Assert.Equal("", await core.ReadAsync(core.User("ann"), "personalization", "preferred-model"));
        Assert.Equal(ExchangeResult.Unchanged, (await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "roadster", Token)).Result);
        Assert.Equal(ExchangeResult.Done, (await core.Core.Exchanges.DeliverAsync(Desk(core), Drive, "car 7 on Monday", Token)).Result);
        Assert.Equal(ExchangeResult.Unchanged, (await core.Core.Exchanges.DeliverAsync(Desk(core), Drive, "again", Token)).Result);

        foreach (var isRestarted in new[] { false, true })
        {
            if (isRestarted)
            {
                await core.Core.WriteSnapshotsAsync(Token);
                await core.RestartAsync();
            }

            Assert.Equal(ExchangeState.Delivered, (await OwnAsync(core, Drive)).Standing.State);
            var access = (await core.Core.Access.OpenAsync([core.User("ann")], new AccessRequest("self", "test", "data"), Token))!;
            var told = (await access.ReadAsync(OwnKinds.Exchanges, 0, 50, false, Token))!.Entries.Cast<OwnExchangeAct>().DistinctBy(act => act.Act).ToList();
            Assert.Equal([(ExchangeAct.Deliver, "clerk-7", "car 7 on Monday"), (ExchangeAct.Accept, AccessRequest.Self, "preferred-model")], told.Select(act => (act.Act, act.By, act.Why)));
        }
    }

    [Fact]
    public async Task Nothing_is_given_for_a_use_that_is_not_allowed()
    {
        await using var core = await LivedAsync();
        var refused = await core.Core.Exchanges.AcceptAsync(Ann(core), Guide, "", Token);
        Assert.Equal((ExchangeResult.NotAllowed, ExchangeState.Open), (refused.Result, refused.Exchange!.Standing.State));
        await SayAsync(core, "marketing-email", ConsentState.Given);
        Assert.Equal(ExchangeResult.Done, (await core.Core.Exchanges.AcceptAsync(Ann(core), Guide, "", Token)).Result);
    }

    [Fact]
    public async Task Taking_the_consent_back_claws_nothing_back()
    {
        await using var core = await LivedAsync();
        await SayAsync(core, "marketing-email", ConsentState.Given);
        await core.Core.Exchanges.AcceptAsync(Ann(core), Guide, "", Token);
        await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "comet", Token);
        await core.Core.Exchanges.DeliverAsync(Desk(core), Guide, "mail 4", Token);

        await SayAsync(core, "marketing-email", ConsentState.Withdrawn);
        await SayAsync(core, "sales-assistance", ConsentState.Withdrawn);

        var (guide, drive) = (await OwnAsync(core, Guide), await OwnAsync(core, Drive));
        Assert.Equal((ExchangeState.Delivered, true), (guide.Standing.State, guide.IsWithdrawn));
        Assert.Equal((ExchangeState.Accepted, true), (drive.Standing.State, drive.IsWithdrawn));
        Assert.Equal(ExchangeResult.Done, (await core.Core.Exchanges.DeliverAsync(Desk(core), Drive, "car 7", Token)).Result);
        var figures = (await core.Core.Exchanges.CountAsync(Token)).ToDictionary(one => one.Exchange);
        Assert.Equal((1, 1, 1, 0, 35.0), (figures[Drive].Accepted, figures[Drive].Withdrawn, figures[Drive].Delivered, figures[Drive].Late, figures[Drive].Cost));
        Assert.Equal((1, 0), (figures[Drive].Stated, figures[Guide].Stated));
    }

    [Fact]
    public async Task A_benefit_that_is_late_raises_an_alarm_until_it_is_given()
    {
        await using var core = await LivedAsync();
        await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "comet", Token);
        Assert.Empty(await OverdueAsync(core));
        core.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await OverdueAsync(core));
        core.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Drive, Assert.Single(await OverdueAsync(core)).Exchange);
        Assert.Equal(1, (await core.Core.Exchanges.CountAsync(Token)).Single(one => one.Exchange == Drive).Late);
        await core.Core.Exchanges.DeliverAsync(Desk(core), Drive, "car 7", Token);
        Assert.Empty(await OverdueAsync(core));
    }

    [Fact]
    public async Task After_a_no_of_any_kind_nothing_is_asked_for_as_long_as_the_policy_says()
    {
        await using var core = await LivedAsync();
        Assert.Equal(HoldBack.None, (await OwnAsync(core, Drive)).HeldBack);

        Assert.Equal(ExchangeResult.Done, (await core.Core.Exchanges.DeclineAsync(Ann(core), Guide, Token)).Result);
        Assert.Equal((HoldBack.Declined, HoldBack.RecentNo), ((await OwnAsync(core, Guide)).HeldBack, (await OwnAsync(core, Drive)).HeldBack));
        core.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal((HoldBack.None, HoldBack.None), ((await OwnAsync(core, Guide)).HeldBack, (await OwnAsync(core, Drive)).HeldBack));

        await SayAsync(core, "analytics", ConsentState.Refused);
        Assert.Equal(HoldBack.RecentNo, (await OwnAsync(core, Drive)).HeldBack);

        // Whoever comes by themselves is not turned away.
        Assert.Equal(ExchangeResult.Done, (await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "comet", Token)).Result);
    }

    [Fact]
    public async Task A_refused_purpose_is_not_asked_for_again_for_half_a_year_whatever_the_policy_says()
    {
        await using var core = await LivedAsync();
        await SayAsync(core, "sales-assistance", ConsentState.Refused);
        core.Clock.Advance(TimeSpan.FromDays(179));
        Assert.Equal((HoldBack.Declined, HoldBack.None), ((await OwnAsync(core, Drive)).HeldBack, (await OwnAsync(core, Guide)).HeldBack));

        core.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HoldBack.None, (await OwnAsync(core, Drive)).HeldBack);
    }

    [Fact]
    public async Task While_a_complaint_is_open_nothing_is_asked()
    {
        await using var core = await LivedAsync();
        await core.SendAsync(core.Workspace.Sources["service-desk"], default, core.Track("ann", "Complaint Opened", """{"caseId":"c-1","topic":"brakes"}"""));
        Assert.Equal(HoldBack.Suppressed, (await OwnAsync(core, Drive)).HeldBack);
    }

    [Fact]
    public async Task Whoever_stopped_every_use_is_asked_for_none()
    {
        await using var core = await LivedAsync();
        await core.Core.Rights.RestrictAsync(Ann(core), "", Token);
        Assert.Equal(HoldBack.Forbidden, (await OwnAsync(core, Drive)).HeldBack);
        Assert.Equal(ExchangeResult.NotAllowed, (await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "comet", Token)).Result);
    }

    [Fact]
    public async Task Nobody_known_and_somebody_erased_are_answered_alike()
    {
        await using var core = await LivedAsync();
        await core.Core.Exchanges.AcceptAsync(Ann(core), Drive, "comet", Token);
        await core.Core.Erasures.EraseAsync([core.User("ann")], "clerk-7", "asked", Token);
        foreach (var user in new[] { "ann", "nobody" })
        {
            var asker = RightsAsker.Desk([core.User(user)], "clerk-7", "api");
            Assert.Empty(await core.Core.Exchanges.ListAsync(asker, Token));
            Assert.Equal(ExchangeResult.NothingKept, (await core.Core.Exchanges.AcceptAsync(asker, Drive, "comet", Token)).Result);
        }

        Assert.Equal(0, (await core.Core.Exchanges.CountAsync(Token)).Sum(one => one.Accepted));
        Assert.Equal(ExchangeResult.Unknown, (await core.Core.Exchanges.AcceptAsync(Ann(core), "none-such", "", Token)).Result);
    }

    [Theory]
    [InlineData("  after-no: 30d", "  after-no: 29d", true)]
    [InlineData("  after-no: 30d", "  after-no: 31d", false)]
    [InlineData("  after-no: 30d", "  after-no: 30d\n  while: [open-complaint]", true)]
    public void Asking_sooner_after_a_no_or_in_spite_of_a_suppression_loosens(string find, string replace, bool loosens)
    {
        var files = Samples.MotorsFiles.SetItem("exchanges.yaml", Samples.MotorsFiles["exchanges.yaml"].Replace(find, replace, StringComparison.Ordinal));
        var change = Assert.Single(WorkspaceDiff.Between(Samples.Motors, WorkspaceReader.Read(files, Samples.MotorsReading.Numbering).Workspace!));
        Assert.Equal(("hold-back", loosens), (change.Name, change.Loosens));
    }

    [Fact]
    public void No_order_of_acts_takes_back_what_was_earned() => Gen.Enum<ExchangeAct>().Array[0, 12].Sample(acts =>
    {
        var standing = ExchangeStanding.Open("x");
        foreach (var (at, act) in acts.Index())
        {
            var next = standing.Next(act, new Instant(at), new Instant(at + 10)) ?? standing;
            Assert.False(standing.State == ExchangeState.Delivered && next.State != ExchangeState.Delivered);
            Assert.False(standing.State == ExchangeState.Accepted && next.State is ExchangeState.Open or ExchangeState.Declined && standing.State == ExchangeState.Accepted);
            standing = next;
        }
    });

    private static RightsAsker Ann(CoreUnderTest core) => RightsAsker.Self(core.User("ann"), "web");

    private static RightsAsker Desk(CoreUnderTest core) => RightsAsker.Desk([core.User("ann")], "clerk-7", "api");

    private static async Task<OwnExchange> OwnAsync(CoreUnderTest core, string name) =>
        (await core.Core.Exchanges.ListAsync(Desk(core), Token)).Single(own => own.Exchange.Name == name);

    private static async Task<List<ExchangeStanding>> OverdueAsync(CoreUnderTest core) =>
        [.. (await core.Core.Exchanges.ListOverdueAsync(Token)).Select(late => late.Standing)];

    private static async Task SayAsync(CoreUnderTest core, string purpose, ConsentState state)
    {
        var record = new ConsentRecord(purpose, state, "web-privacy@2026-11", "en", core.Now, core.Now, "web", ConsentMethod.Express, true, "api", [], false);
        var outcome = await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("ann")], "", [record]), Token);
        Assert.Equal(0, outcome.Invalid);
        core.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private static async Task<CoreUnderTest> LivedAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Identify("ann", "d-1", """{"city":"Leeds"}""", Yes));
        core.Clock.Advance(TimeSpan.FromSeconds(1));
        return core;
    }
}
