using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Collect;

public class ConsentInEventsTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true), ("analytics", false));
    private static readonly string No = CoreUnderTest.Preferences(("functional", false));

    [Fact]
    public async Task A_choice_is_recorded_with_the_evidence_of_its_source_and_only_when_it_changes()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var russian = Yes[..^1] + ""","locale":"ru-RU"}""";
        await core.SendAsync(core.Page("d-1", context: russian), core.Page("d-1", context: Yes), core.Page("d-1", context: Yes));

        var rows = (await core.RowsAsync()).Where(row => row.Row.Kind == EntryKind.Consent).ToList();
        Assert.Equal(2, rows.Count);
        var record = (await core.OpenAsync<ConsentEntry>(rows[0])).Record;
        Assert.Equal(("personalization", ConsentState.Given, "web-privacy@2026-11", "ru-RU", "web"), (record.Purpose, record.State, record.Notice, record.Language, record.Channel));
        Assert.Equal(ConsentState.Refused, (await core.OpenAsync<ConsentEntry>(rows[1])).Record.State);
    }

    [Fact]
    public async Task A_no_within_a_request_binds_the_events_after_it_and_the_one_that_carries_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(core.Page("d-1", context: Yes), core.Page("d-1"), core.Page("d-1", context: No), core.Page("d-1"));

        Assert.Equal(new CollectOutcome(4, 2, 0, 0, 2), outcome);
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.Device("d-1"), "personalization"));
    }

    [Theory]
    [InlineData("""{"consentManagement":{"allowedConsentIds":["functional"],"deniedConsentIds":["analytics"]}}""", true)]
    [InlineData("""{"consentManagement":{"allowedConsentIds":["functional"],"deniedConsentIds":["functional"],"provider":"custom"}}""", false)]
    [InlineData("""{"consentManagement":{"deniedConsentIds":["functional"],"allowedConsentIds":["functional"]}}""", false)]
    [InlineData("""{"consentManagement":{"deniedConsentIds":["functional"]},"consent":{"categoryPreferences":{"functional":true}}}""", false)]
    [InlineData("""{"consent":{"categoryPreferences":{"functional":true}},"consentManagement":{"deniedConsentIds":["functional"]}}""", false)]
    [InlineData("""{"consentManagement":{"allowedConsentIds":["made-up",7,null,["functional"],{"functional":1}],"deniedConsentIds":"functional"}}""", false)]
    [InlineData("""{"consentManagement":{"allowedConsentIds":[],"deniedConsentIds":[],"resolutionStrategy":"or"}}""", false)]
    public async Task RudderStacks_lists_of_categories_are_heard_and_a_no_anywhere_is_a_no(string context, bool granted)
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(core.Page("d-1", context: context));

        Assert.Equal(granted ? new CollectOutcome(1, 1, 0, 0, 0) : new CollectOutcome(1, 0, 0, 0, 1), outcome);
        if (granted)
        {
            Assert.Null(await core.RefusalAsync(core.Device("d-1"), "personalization"));
        }
    }

    [Fact]
    public async Task A_no_of_somebody_unknown_is_remembered()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(core.Page("d-1", context: No));
        await core.RestartAsync();

        Assert.Equal(new CollectOutcome(1, 0, 0, 0, 1), outcome);
        Assert.Equal(RefusalReason.ConsentRefused, await core.RefusalAsync(core.Device("d-1"), "personalization"));
    }

    [Fact]
    public async Task The_consent_event_needs_no_contract_and_its_repetition_is_a_duplicate()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var first = await core.SendAsync(core.Track("", ContractCheck.ConsentEvent, context: Yes, anonymous: "d-1"));
        var again = await core.SendAsync(core.Track("", ContractCheck.ConsentEvent, context: Yes, anonymous: "d-1"));

        Assert.Equal(new CollectOutcome(1, 1, 0, 0, 0), first);
        Assert.Equal(new CollectOutcome(1, 0, 1, 0, 0), again);
        Assert.Equal(1, (await core.SendAsync(core.Page("d-1"))).Stored);
    }

    [Fact]
    public async Task Under_a_privacy_control_signal_nothing_is_granted_and_no_consent_counts()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var signal = new RequestSignals(GlobalPrivacyControl: true, Anonymous: false);

        var granted = await core.SendAsync(core.Web, signal, core.Page("d-1", context: Yes));
        await core.SendAsync(core.Page("d-2", context: Yes));
        var later = await core.SendAsync(core.Web, signal, core.Page("d-2"));
        var service = await core.SendAsync(core.Web, signal, core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));

        Assert.Equal(1, granted.Refused);
        Assert.IsNotType<Permit>(await core.AskAsync(core.Device("d-1"), "personalization"));
        Assert.Equal(1, later.Refused);
        Assert.Equal(1, service.Stored);
        Assert.Null(await core.RefusalAsync(core.Device("d-2"), "personalization"));
    }

    [Fact]
    public async Task An_anonymous_request_leaves_no_identifier()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var anonymous = new RequestSignals(GlobalPrivacyControl: false, Anonymous: true);

        var outcome = await core.SendAsync(core.Web, anonymous, core.Page("d-1", context: Yes), core.Track("u-1", "Nonsense"));

        Assert.Equal(new CollectOutcome(2, 0, 0, 0, 2), outcome);
        Assert.Empty(await core.RowsAsync());
        Assert.Empty(await core.QuarantineAsync());
    }

    [Fact]
    public async Task Judging_says_what_would_become_of_an_event_and_writes_nothing()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        Event[] events = [core.Page("d-1"), core.Page("d-1", context: Yes), core.Track("u-1", "Nonsense"), core.Track("u-1", "Test Drive Booked", """{"model":"x"}""")];

        var fates = await core.Core.Collect.JudgeEachAsync(core.Web, events, default, TestContext.Current.CancellationToken);

        Assert.Equal([EventFateKind.Refused, EventFateKind.Stored, EventFateKind.Quarantined, EventFateKind.Stored], fates.Select(fate => fate.Kind));
        Assert.Equal("no-permitted-purpose", fates[0].Fault!.Code);
        Assert.Empty(await core.RowsAsync());
        Assert.Equal(0, core.Core.ProfilesInMemory);
    }
}
