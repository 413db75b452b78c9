using Fulcrum.Consent;
using Fulcrum.Consent.Signals;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Consent.Laws;
using Xunit;

namespace Fulcrum.Tests.Consent;

/// <summary>What machines say is settled against what the person chose, by the person's law, and recorded once a change.</summary>
public sealed class SignalFlowTests
{
    private const string NoConsents = "CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA";

    [Fact]
    public async Task Privacy_control_binds_where_the_law_says_so_and_the_person_is_to_be_shown_it()
    {
        await using var core = await KnownAsync("US-CA", agrees: true);
        var resolved = await ReportAsync(core, new SignalReport { PrivacyControl = true });
        var marketing = Assert.Single(resolved, one => one.Purpose.Name == "marketing-email");
        Assert.Equal((SignalOutcome.Refuses, true, "us-ca-ccpa/gpc"), (marketing.Outcome, marketing.IsToBeShown, marketing.Law));
        Assert.Contains("privacy signal", marketing.Sentence.En, StringComparison.Ordinal);
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.User("ann"), "marketing-email"));

        var row = (await core.RowsAsync())[^1];
        var rows = (await core.RowsAsync()).Count;
        Assert.Equal(EntryKind.Consent, row.Row.Kind);
        var evidence = (await core.OpenAsync<ConsentEntry>(row)).Record;
        Assert.Equal((ConsentMethod.Signal, "gpc", "1"), (evidence.Method, evidence.Evidence.Signal, evidence.Evidence.SignalValue));

        await ReportAsync(core, new SignalReport { PrivacyControl = true });
        Assert.Equal(rows, (await core.RowsAsync()).Count);
    }

    [Theory]
    [InlineData(true, SignalOutcome.ChoiceStands, null)]
    [InlineData(false, SignalOutcome.Refuses, RefusalReason.ConsentRefused)]
    public async Task Elsewhere_an_explicit_choice_stands_and_without_one_the_signal_is_the_choice(bool agrees, SignalOutcome outcome, RefusalReason? refused)
    {
        await using var core = await KnownAsync("GB", agrees);
        var resolved = await ReportAsync(core, new SignalReport { PrivacyControl = true });
        Assert.Equal(outcome, Assert.Single(resolved, one => one.Purpose.Name == "marketing-email").Outcome);
        Assert.Equal(refused, await core.RefusalAsync(core.User("ann"), "marketing-email"));
    }

    [Theory]
    [InlineData(TrackingStatus.NotDetermined, true)]
    [InlineData(TrackingStatus.Restricted, true)]
    [InlineData(TrackingStatus.Denied, true)]
    [InlineData(TrackingStatus.Authorized, false)]
    public async Task Only_an_authorized_installation_is_followed_across_apps(TrackingStatus status, bool refuses)
    {
        await using var core = await KnownAsync("GB", agrees: true);
        var resolved = await ReportAsync(core, new SignalReport { Tracking = status, Installation = "phone-1" });
        Assert.Equal(refuses ? [SignalOutcome.Refuses] : [], resolved.Select(one => one.Outcome));
        Assert.Equal(refuses, await core.RefusalAsync(core.User("ann"), "marketing-email") is not null);
        Assert.Null(await core.RefusalAsync(core.User("ann"), "personalization"));
    }

    [Theory]
    [InlineData(-2, SignalOutcome.ChoiceStands)]
    [InlineData(0, SignalOutcome.Refuses)]
    public async Task A_banners_answer_yields_to_what_was_chosen_after_its_day(int day, SignalOutcome outcome)
    {
        await using var core = await KnownAsync("GB", agrees: true);
        Assert.True(TcStringReader.TryRead(NoConsents, out var tcf, out _));
        var midnight = Instant.From(CoreUnderTest.Noon.Date + TimeSpan.FromDays(day));
        var resolved = await ReportAsync(core, new SignalReport { Tcf = tcf with { LastUpdatedDeciseconds = midnight.UnixMs / 100 }, TcfText = NoConsents });
        Assert.Equal(outcome, Assert.Single(resolved).Outcome);
    }

    [Fact]
    public async Task An_opt_out_in_a_section_refuses()
    {
        await using var core = await KnownAsync("US-CA", agrees: true);
        var section = new GppSection(7, "usnat", "", [new GppField("SaleOptOut", [1])], null);
        var resolved = await ReportAsync(core, new SignalReport { Gpp = new GppString(1, [section]), GppText = "D" });
        Assert.Equal(SignalOutcome.Refuses, Assert.Single(resolved).Outcome);

        await core.DecideAsync(core.User("ann"), "marketing-email", ConsentState.Given);
        var not = section with { Fields = [new GppField("SaleOptOut", [2])] };
        Assert.Empty(await ReportAsync(core, new SignalReport { Gpp = new GppString(1, [not]), GppText = "D" }));
    }

    [Fact]
    public async Task A_signal_of_somebody_nobody_knows_writes_nothing()
    {
        await using var core = await KnownAsync("GB", agrees: false);
        var rows = (await core.RowsAsync()).Count;
        Assert.Empty(await core.Core.Signals.ReportAsync([core.User("nobody")], new SignalReport { PrivacyControl = true }, "test", "web", TestContext.Current.CancellationToken));
        Assert.Equal(rows, (await core.RowsAsync()).Count);
        Assert.Equal(SubjectId.None, await core.SubjectAsync(core.User("nobody")));
    }

    private static async Task<CoreUnderTest> KnownAsync(string country, bool agrees)
    {
        var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        await core.SendAsync(core.Identify("ann", "", $$"""{"country":"{{country}}"}"""));
        foreach (var purpose in agrees ? ["marketing-email", "personalization"] : Array.Empty<string>())
        {
            await core.DecideAsync(core.User("ann"), purpose, ConsentState.Given);
        }

        return core;
    }

    private static async Task<IReadOnlyList<ResolvedSignal>> ReportAsync(CoreUnderTest core, SignalReport report) =>
        await core.Core.Signals.ReportAsync([core.User("ann")], report, "test", "web", TestContext.Current.CancellationToken);
}
