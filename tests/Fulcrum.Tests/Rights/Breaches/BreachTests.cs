using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Breaches;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights.Breaches;

/// <summary>A breach is on record with whom it concerns, by when each law wants whom told, and who was; a drill is the same without anybody's address.</summary>
public sealed class BreachTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_concerns_whoever_sent_something_by_the_source_in_the_span_each_person_once_and_nobody_erased_since()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-before", "/old", Yes));
        core.Clock.Advance(TimeSpan.FromHours(1));
        var from = core.Now;
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Page("d-1", "/b", Yes), core.Page("d-2", "/a", Yes), core.Identify("ann", "d-2"), core.Page("d-3", "/a", Yes));
        await core.SendAsync(core.Dealer, default, core.Identify("bob", "", """{"email":"bob@example.com"}"""));
        core.Clock.Advance(TimeSpan.FromHours(1));
        var until = core.Now;
        await core.SendAsync(core.Page("d-after", "/new", Yes));
        await core.Core.Erasures.EraseAsync([core.Device("d-3")], "anna", "asked", Token);
        core.Clock.Advance(TimeSpan.FromHours(1));

        var web = await OpenAsync(core, new BreachOpening("The log was open", core.Now, from, until) { Source = "web" });
        var all = await OpenAsync(core, new BreachOpening("Everything was open", core.Now, from, until));

        Assert.Equal(2, (await core.Core.Breaches.CountAsync(web, Token)).People);
        Assert.Equal(3, (await core.Core.Breaches.CountAsync(all, Token)).People);
        var contacts = (await core.Core.Breaches.ListPeopleAsync(all, "nina", "letters", Token))!.Value;
        Assert.Equal(["bob@example.com"], contacts.SelectMany(contact => contact.Addresses).Select(address => address.Value));
    }

    [Fact]
    public async Task The_clock_of_each_law_runs_from_when_it_became_known_and_stops_when_they_were_told()
    {
        await using var core = await LivedAsync();
        var known = core.Now;
        core.Clock.Advance(TimeSpan.FromHours(5));
        var breach = await OpenAsync(core, Everything(core) with { KnownAt = known });

        var duty = (await DutiesAsync(core, breach)).Single(duty => duty.ToWhom == BreachAddressee.Authority);
        Assert.Equal(("uk-gdpr", known + TimeSpan.FromHours(72), false), (duty.Law, duty.DueAt, duty.IsDone));

        var told = (await core.Core.Breaches.TellAsync(breach.Id, new BreachTold(BreachAddressee.Authority, "uk-gdpr", core.Now, "nina", "case 17"), Token))!;
        Assert.All((await DutiesAsync(core, told)).Where(one => one.ToWhom == BreachAddressee.Authority), one => Assert.True(one.IsDone));
    }

    [Fact]
    public async Task It_is_not_closed_while_somebody_is_still_to_be_told_unless_nothing_threatens_anybody()
    {
        await using var core = await LivedAsync();
        var breach = await OpenAsync(core, Everything(core));

        var (still, owed) = await core.Core.Breaches.CloseAsync(breach.Id, "all good", isHarmless: false, "nina", Token);
        Assert.False(still!.IsClosed);
        Assert.Contains(owed, duty => duty is { ToWhom: BreachAddressee.Authority, Law: "uk-gdpr" });

        var (closed, none) = await core.Core.Breaches.CloseAsync(breach.Id, "the log held no names", isHarmless: true, "nina", Token);
        Assert.True(closed!.IsClosed && closed.IsHarmless && none.IsEmpty);
        Assert.Null(await core.Core.Breaches.TellAsync(breach.Id, new BreachTold(BreachAddressee.Authority, "uk-gdpr", core.Now, "nina", ""), Token));
        Assert.Null((await core.Core.Breaches.CloseAsync("b-99", "x", true, "nina", Token)).Breach);
    }

    [Fact]
    public async Task The_register_is_the_same_after_a_restart_and_each_act_is_in_the_chained_log()
    {
        await using var core = await LivedAsync();
        var breach = await OpenAsync(core, Everything(core));
        await core.Core.Breaches.TellAsync(breach.Id, new BreachTold(BreachAddressee.Authority, "uk-gdpr", core.Now, "nina", "case 17"), Token);
        await core.Core.Breaches.CloseAsync(breach.Id, "found", isHarmless: true, "nina", Token);
        var before = await core.Core.Breaches.FindAsync(breach.Id, Token);
        await core.RestartAsync();

        var after = await core.Core.Breaches.FindAsync(breach.Id, Token);

        Assert.Equal(before! with { Told = [] }, after! with { Told = [] });
        Assert.Equal(before!.Told.AsEnumerable(), after!.Told);
        var acts = await core.Core.Acts.ReadAsync(Token).ToListAsync(Token);
        Assert.Equal(["breach-open", "breach-tell", "breach-close"], acts.Where(act => act.What.StartsWith("breach-", StringComparison.Ordinal)).Select(act => act.What));
        Assert.All(acts, act => Assert.True(act.Holds));
        Assert.All(acts.Where(act => act.What.StartsWith("breach-", StringComparison.Ordinal)), act => Assert.Equal("api:nina", act.By));
    }

    [Fact]
    public async Task A_drill_counts_whom_it_would_be_and_hands_out_nobody_and_its_drafts_say_so()
    {
        await using var core = await LivedAsync();
        var drill = await OpenAsync(core, Everything(core) with { IsDrill = true });
        var reach = await core.Core.Breaches.CountAsync(drill, Token);

        Assert.Equal(1, reach.People);
        Assert.Null(await core.Core.Breaches.ListPeopleAsync(drill, "nina", "letters", Token));
        Assert.StartsWith("THIS IS A DRILL", BreachDraft.Write(BreachAddressee.Authority, drill, reach, core.Workspace, "en"), StringComparison.Ordinal);
        Assert.Contains(await core.Core.Acts.ReadAsync(Token).ToListAsync(Token), act => act is { What: "breach-people" } && act.Detail.Contains("drill=yes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drafts_say_what_the_law_wants_said_and_leave_open_what_only_people_know()
    {
        await using var core = await LivedAsync();
        var breach = await OpenAsync(core, Everything(core) with { Source = "web" });
        var reach = await core.Core.Breaches.CountAsync(breach, Token);
        foreach (var (language, contact, open) in new[] { ("en", "Whom to ask", "[to be written by the people who know]"), ("ru", "К кому обращаться", "[допишут те, кто знает]") })
        {
            foreach (var toWhom in new[] { BreachAddressee.Authority, BreachAddressee.Subjects })
            {
                var draft = BreachDraft.Write(toWhom, breach, reach, core.Workspace, language);
                Assert.Contains("Everything was open", draft, StringComparison.Ordinal);
                Assert.Contains(contact, draft, StringComparison.Ordinal);
                Assert.Contains(core.Workspace.Disclosures.Controller!.Email, draft, StringComparison.Ordinal);
                Assert.Contains(open, draft, StringComparison.Ordinal);
                Assert.DoesNotContain("user.", draft, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Nothing_is_handed_out_that_is_not_on_record_and_impossible_times_are_refused()
    {
        var refusing = false;
        await using var core = await CoreUnderTest.OpenAsync(around: inner => new Staff.RefusingStore(inner, row => refusing && row.Kind == EntryKind.Act));
        await core.SendAsync(core.Page("d-1", "/a", Yes));
        core.Clock.Advance(TimeSpan.FromMinutes(1));
        var breach = await OpenAsync(core, Everything(core));
        refusing = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await core.Core.Breaches.ListPeopleAsync(breach, "nina", "letters", Token));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await OpenAsync(core, Everything(core)));
        refusing = false;

        Assert.Single(await core.Core.Breaches.ListAsync(Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await OpenAsync(core, Everything(core) with { KnownAt = core.Now + TimeSpan.FromHours(1) }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await OpenAsync(core, Everything(core) with { Until = new Instant(0) }));
    }

    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static BreachOpening Everything(CoreUnderTest core) => new("Everything was open", core.Now, new Instant(0), core.Now + TimeSpan.FromMilliseconds(1));

    private static ValueTask<Breach> OpenAsync(CoreUnderTest core, BreachOpening opening) => core.Core.Breaches.OpenAsync(opening, "nina", Token);

    private static async Task<IEnumerable<BreachDuty>> DutiesAsync(CoreUnderTest core, Breach breach) =>
        core.Core.Breaches.DutiesOf(breach, await core.Core.Breaches.CountAsync(breach, Token));

    private static async Task<CoreUnderTest> LivedAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Dealer, default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));
        return core;
    }
}
