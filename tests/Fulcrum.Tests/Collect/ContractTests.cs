using System.Text;
using Fulcrum.Collect;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Collect;

public class ContractTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    [Theory]
    [InlineData("Not Declared", "{}", "undeclared-event")]
    [InlineData("Brochure Downloaded", "{}", "missing-property")]
    [InlineData("Brochure Downloaded", """{"model":null}""", "missing-property")]
    [InlineData("Brochure Downloaded", """{"model":7}""", "wrong-type")]
    [InlineData("Brochure Downloaded", """{"model":{"name":"x"}}""", "wrong-type")]
    [InlineData("Brochure Downloaded", "[1]", "malformed-json")]
    [InlineData("Test Drive Booked", """{"model":"x","date":"soon"}""", "wrong-type")]
    [InlineData("Segment Consent Preference Updated", "{}", "no-consent-preferences")]
    [InlineData("", "{}", "no-event-name")]
    public async Task An_event_that_breaks_its_contract_is_kept_aside_with_a_reason_and_a_remedy(string name, string properties, string reason)
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(core.Track("u-1", name, properties));

        Assert.Equal(new CollectOutcome(1, 0, 0, 1, 0), outcome);
        Assert.Equal(outcome, await core.CountsAsync());
        var row = Assert.Single(await core.QuarantineAsync());
        Assert.Equal(reason, row.Reason);
        Assert.NotEmpty(row.Remedy);
        Assert.Empty(await core.RowsAsync());
    }

    [Fact]
    public async Task What_was_kept_aside_can_be_opened_for_repair()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Not Declared", """{"a":1}"""));
        var row = Assert.Single(await core.QuarantineAsync());

        var opened = await core.Core.Quarantine.ReadAsync(row.Id, "clerk-7", "to mend it", TestContext.Current.CancellationToken);

        Assert.Contains("Not Declared", Encoding.UTF8.GetString(opened!.Payload!.Value.Span), StringComparison.Ordinal);
        Assert.Equal(-1, row.Sealed.Span.IndexOf("Not Declared"u8));
        Assert.Null(await core.Core.Quarantine.ReadAsync("no-such", "clerk-7", "to mend it", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_event_without_identifier_or_too_large_is_kept_aside()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var large = "{\"model\":\"" + new string('x', ContractCheck.LengthMax) + "\"}";

        await core.SendAsync(core.Track("", "Brochure Downloaded"), core.Track("u-1", "Brochure Downloaded", large), core.Track("null", "Brochure Downloaded", """{"model":"x"}"""));

        Assert.Equal(["event-too-large", "identifier-blocked", "no-identifier"], (await core.QuarantineAsync()).Select(row => row.Reason).Order());
    }

    [Fact]
    public async Task One_bad_event_never_fails_its_batch()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(
            core.Track("u-1", "Test Drive Booked", """{"model":"roadster"}"""), core.Track("u-1", "Nonsense"), core.Track("u-1", "Test Drive Booked", """{"model":"sedan"}"""), core.Page("d-1"));

        Assert.Equal(new CollectOutcome(4, 2, 0, 1, 1), outcome);
        Assert.Equal(outcome, await core.CountsAsync());
        Assert.Equal("2", await core.ReadAsync(core.User("u-1"), "service", "test-drives"));
    }

    [Fact]
    public async Task An_undeclared_property_is_held_apart_as_it_came()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x","mood":"good","deep":{"er":[1, 2],"k":{"v":null}}}"""));

        var kept = await core.OpenAsync<AcceptedEvent>(await core.RowAsync(EntryKind.Event));

        Assert.Equal("""{"mood":"good","deep.er":[1, 2],"deep.k.v":null}""", Encoding.UTF8.GetString(kept.Undeclared.Span));
        Assert.Equal("model", Assert.Single(kept.Properties).Path);
    }

    [Fact]
    public async Task A_property_is_kept_for_permitted_purposes_only()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Make(EventType.Page, "", "", "d-1", """{"path":"/a","url":"https://x/a"}""", Yes, null, default));

        var kept = await core.OpenAsync<AcceptedEvent>(await core.RowAsync(EntryKind.Event));

        // The page's address serves analytics alone, and nobody said yes to that.
        Assert.Equal("path", Assert.Single(kept.Properties).Path);
        Assert.Equal(core.Workspace.Purposes["personalization"].Alone, kept.Kept);
    }

    [Fact]
    public async Task Advertising_ids_and_addresses_are_neither_stored_nor_kept_aside()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        const string Device = """{"ip":"203.0.113.9","device":{"advertisingId":"AD-1","adTrackingEnabled":false}}""";
        await core.SendAsync(
            core.Track("u-1", "Test Drive Booked", """{"model":"x","idfa":"AD-2","list":[{"gaid":"AD-3"}]}""", Device),
            core.Track("u-1", "Nonsense", """{"idfa":"AD-4"}""", Device));

        var kept = await core.OpenAsync<AcceptedEvent>(await core.RowAsync(EntryKind.Event));
        var aside = (await core.Core.Quarantine.ReadAsync(Assert.Single(await core.QuarantineAsync()).Id, "clerk-7", "to mend it", TestContext.Current.CancellationToken))!.Payload;

        Assert.True(kept.Undeclared.IsEmpty);
        Assert.Equal(-1, aside!.Value.Span.IndexOf("AD-"u8));
        Assert.Equal(-1, aside.Value.Span.IndexOf("203.0.113.9"u8));
        Assert.True(aside.Value.Span.IndexOf("Nonsense"u8) > 0);
    }

    [Fact]
    public async Task A_body_that_is_no_event_counts_as_one_kept_aside()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var fault = new Fault("unparseable", "Not JSON.", "Send JSON.");

        var outcome = await core.Core.Collect.QuarantineBodyAsync(core.Web, "}{"u8.ToArray(), fault, TestContext.Current.CancellationToken);

        Assert.Equal(new CollectOutcome(1, 0, 0, 1, 0), outcome);
        Assert.Equal(outcome, await core.CountsAsync());
        Assert.Equal("unparseable", Assert.Single(await core.QuarantineAsync()).Reason);
    }
}
