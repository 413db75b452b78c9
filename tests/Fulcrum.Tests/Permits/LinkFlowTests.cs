using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Permits;

public class LinkFlowTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    [Fact]
    public async Task Identify_joins_a_device_and_a_user_and_cutting_gives_each_its_own_back()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Page("", "/b", Yes, user: "u-1"), core.Page("", "/b", user: "u-1"));
        var device = await core.SubjectAsync(core.Device("d-1"));
        var user = await core.SubjectAsync(core.User("u-1"));

        await core.SendAsync(core.Identify("u-1", "d-1"));

        Assert.Equal("3", await core.ReadAsync(core.Device("d-1"), "personalization", "pages-viewed-30d"));
        Assert.Equal("3", await core.ReadAsync(core.User("u-1"), "personalization", "pages-viewed-30d"));
        var link = Assert.Single(await core.Core.Links.ListAsync([core.User("u-1")], TestContext.Current.CancellationToken));
        Assert.Equal((device, user, "identify", "anonymous-id"), (link.Left, link.Right, link.Reason, link.IdentifierType));

        Assert.True(await core.Core.Links.CutAsync(user, device, "anna", "two people", TestContext.Current.CancellationToken));

        Assert.Equal("1", await core.ReadAsync(core.Device("d-1"), "personalization", "pages-viewed-30d"));
        Assert.Equal("2", await core.ReadAsync(core.User("u-1"), "personalization", "pages-viewed-30d"));
        Assert.Empty(await core.Core.Links.ListAsync([core.User("u-1")], TestContext.Current.CancellationToken));
        Assert.False(await core.Core.Links.CutAsync(user, device, "anna", "again", TestContext.Current.CancellationToken));
        await core.RestartAsync();
        Assert.Equal("1", await core.ReadAsync(core.Device("d-1"), "personalization", "pages-viewed-30d"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"consent":{"categoryPreferences":{"analytics":true}},"locale":"en"}""")]
    public async Task A_visitor_who_signs_up_keeps_what_they_granted_and_a_cut_takes_it_from_the_new_name_alone(string context)
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes));

        await core.SendAsync(core.Identify("u-new", "d-1", context: context));
        await core.RestartAsync();

        Assert.Null(await core.RefusalAsync(core.User("u-new"), "personalization"));
        Assert.Equal("1", await core.ReadAsync(core.User("u-new"), "personalization", "pages-viewed-30d"));

        var (device, user) = (await core.SubjectAsync(core.Device("d-1")), await core.SubjectAsync(core.User("u-new")));
        await core.Core.Links.CutAsync(user, device, "anna", "two people", TestContext.Current.CancellationToken);

        Assert.Null(await core.RefusalAsync(core.Device("d-1"), "personalization"));
        Assert.Equal(RefusalReason.ConsentUnknown, await core.RefusalAsync(core.User("u-new"), "personalization"));
    }

    [Fact]
    public async Task A_visitor_who_logs_in_as_a_customer_known_before_grants_nothing_for_them()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""), core.Page("d-1", "/a", Yes));

        await core.SendAsync(core.Identify("u-1", "d-1"));

        Assert.Equal(RefusalReason.ConsentUnsettled, await core.RefusalAsync(core.User("u-1"), "personalization"));
    }

    [Fact]
    public async Task An_identifier_brought_along_for_the_first_time_is_bound()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        await core.SendAsync(core.Identify("u-1", "d-1", """{"email":"Ann@Example.org"}"""));

        var subject = await core.SubjectAsync(core.User("u-1"));
        Assert.Equal(subject, await core.SubjectAsync(core.Device("d-1")));
        Assert.Equal(subject, await core.SubjectAsync(core.Identifier("email", "ann@example.org")));
        Assert.Empty(await core.Core.Links.ListAsync([core.User("u-1")], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plain_event_with_two_ids_goes_to_the_stronger_and_links_nothing()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}""", anonymous: "d-1"));

        Assert.NotEqual(SubjectId.None, await core.SubjectAsync(core.User("u-1")));
        Assert.Equal(SubjectId.None, await core.SubjectAsync(core.Device("d-1")));
    }

    [Fact]
    public async Task Alias_joins_an_earlier_id()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes));
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        var alias = new Event
        {
            Type = EventType.Alias,
            UserId = "u-1",
            PreviousId = "d-1",
            MessageId = "alias-1",
            OccurredAt = core.Now,
            ReceivedAt = core.Now,
        };

        Assert.Equal(1, (await core.SendAsync(alias)).Stored);

        Assert.Equal("1", await core.ReadAsync(core.User("u-1"), "personalization", "pages-viewed-30d"));
        Assert.Equal("alias", Assert.Single(await core.Core.Links.ListAsync([core.User("u-1")], TestContext.Current.CancellationToken)).Reason);
    }

    [Fact]
    public async Task A_link_that_would_break_a_limit_is_listed_and_kept_aside_and_not_made()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Dealer, default, core.Identify("u-1", "", """{"email":"ann@example.org"}"""));
        await core.SendAsync(core.Page("d-2", "/a", Yes));

        // The web claims an address that the dealer verified for somebody else.
        var outcome = await core.SendAsync(core.Identify("", "d-2", """{"email":"ann@example.org"}"""), core.Identify("", "d-2", """{"email":"ann@example.org"}"""));

        Assert.Equal(2, outcome.Stored);
        Assert.NotEqual(await core.SubjectAsync(core.User("u-1")), await core.SubjectAsync(core.Device("d-2")));
        var refused = Assert.Single(await core.Core.Links.ListRefusedAsync(10, TestContext.Current.CancellationToken));
        Assert.Equal(("claimed-not-verified", "email"), (refused.Fault, refused.IdentifierType));
        Assert.True(refused.Sequence > 0);
        Assert.StartsWith(RefusedLinks.ReasonPrefix, Assert.Single(await core.QuarantineAsync()).Reason, StringComparison.Ordinal);
        Assert.Equal(default, (await core.CountsAsync()).Quarantined);
    }

    [Fact]
    public async Task A_merge_keeps_the_stricter_consent_and_gates_the_event_that_made_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes));
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Refused);

        await core.SendAsync(core.Identify("u-1", "d-1"));

        Assert.Equal(RefusalReason.ConsentRefused, await core.RefusalAsync(core.Device("d-1"), "personalization"));
        var identify = await core.OpenAsync<AcceptedEvent>((await core.RowsAsync()).Last(row => row.Row.Kind == EntryKind.Event));
        Assert.False(identify.Kept.Contains(core.Workspace.Purposes["personalization"]));
    }
}
