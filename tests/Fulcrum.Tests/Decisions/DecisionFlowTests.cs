using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Decisions;

public sealed class DecisionFlowTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_who_agreed_gets_what_fits_and_the_account_says_why()
    {
        await using var core = await ConfiguredAsync("ada");

        var decision = await AskOneAsync(core, "ada");

        Assert.Equal((DecisionMode.Personal, ""), (decision.Mode, decision.Why));
        Assert.Equal(["drive-what-you-built"], decision.Chosen.Select(offer => offer.Name));
        var account = await ExplainAsync(core, decision.Id);
        Assert.True(account.Agrees);
        Assert.Equal(decision.Chosen.Select(offer => offer.Name), account.Decision.Chosen.Select(offer => offer.Name));
        Assert.Equal("web-privacy@2026-11", account.ConsentNotice);
        Assert.True(account.Consent > 0);
        Assert.Equal("comet", account.Facts.Single(fact => fact.Name == "last-configured-car").Reading.Value.Reveal());
        Assert.Contains("your car configured last (comet, 24 Nov 2026)", account.Sentence.En, StringComparison.Ordinal);
        Assert.Contains("последняя собранная машина (comet, 24 ноября 2026 г.)", account.Sentence.Ru, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_decision_after_a_withdrawal_uses_nothing()
    {
        await using var core = await ConfiguredAsync("ada");
        Assert.Equal(DecisionMode.Personal, (await AskOneAsync(core, "ada", request: "r-1")).Mode);

        await core.DecideAsync(core.User("ada"), "personalization", ConsentState.Withdrawn);
        var decision = await AskOneAsync(core, "ada");

        Assert.Equal((DecisionMode.Contextual, "consent-withdrawn"), (decision.Mode, decision.Why));
        var account = await ExplainAsync(core, decision.Id);
        Assert.Empty(account.Facts);
        Assert.Equal((SubjectId.None, 0), (account.Subject, account.Consent));
        Assert.Equal(DecisionMode.Contextual, (await AskOneAsync(core, "ada", request: "r-1")).Mode);
    }

    [Theory]
    [InlineData("nobody", false, "unknown-subject")]
    [InlineData("ada", true, "anonymous-requested")]
    public async Task Without_a_permit_the_answer_is_contextual_and_its_row_has_no_subject(string user, bool signals, string why)
    {
        await using var core = await ConfiguredAsync("ada");
        var rows = (await core.RowsAsync()).Count;

        var decision = await AskOneAsync(core, user, signals: signals);

        Assert.Equal((DecisionMode.Contextual, why), (decision.Mode, decision.Why));
        Assert.Equal(["discover-range"], decision.Chosen.Select(offer => offer.Name));
        var row = Assert.Single((await core.RowsAsync()).Skip(rows));
        Assert.Equal((EntryKind.Decision, SubjectId.None), (row.Row.Kind, row.Row.Subject));
        Assert.True((await ExplainAsync(core, decision.Id)).Agrees);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_makes_the_answer_contextual()
    {
        await using var core = await ConfiguredAsync("ada");
        await core.RestartAsync();
        core.Disk.FailReads = true;

        var decision = await AskOneAsync(core, "ada");

        Assert.Equal((DecisionMode.Contextual, "profile-unreadable"), (decision.Mode, decision.Why));
    }

    [Fact]
    public async Task A_decision_that_cannot_be_kept_is_not_answered()
    {
        await using var core = await ConfiguredAsync("ada");
        core.Disk.HoldSyncs = true;
        var asking = AskOneAsync(core, "ada");
        Assert.False(asking.IsCompleted);
        core.Disk.FailNextSync(written: false);
        core.Disk.Sync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => asking);
    }

    [Fact]
    public async Task An_open_complaint_leaves_service_and_promotion_returns_when_it_is_closed()
    {
        await using var core = await ConfiguredAsync("ada");
        var desk = core.Workspace.Sources["service-desk"];
        await core.SendAsync(desk, default, core.Track("ada", "Complaint Opened", """{"caseId":"c-1"}"""));

        var during = await AskOneAsync(core, "ada");
        Assert.Equal((DecisionMode.Suppressed, "open-complaint"), (during.Mode, during.Why));
        Assert.All(during.Chosen, offer => Assert.False(offer.Promotional));
        Assert.Contains("a complaint of yours is still open", (await ExplainAsync(core, during.Id)).Sentence.En, StringComparison.Ordinal);

        await core.SendAsync(desk, default, core.Track("ada", "Complaint Closed", """{"caseId":"c-1"}"""));
        Assert.Equal(["drive-what-you-built"], (await AskOneAsync(core, "ada")).Chosen.Select(offer => offer.Name));
    }

    [Fact]
    public async Task Sixty_four_callers_at_once_never_exceed_a_cap()
    {
        await using var core = await ConfiguredAsync("ada");
        var cap = core.Workspace.ContactPolicy.Caps.Single(known => known.Name == "same-offer-weekly");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => AskOneAsync(core, "ada"), Cancellation)));

        Assert.Equal(cap.ContactsMax, answers.Count(decision => decision.Chosen.Any(offer => offer.Name == "drive-what-you-built")));
        Assert.All(
            answers.SelectMany(decision => decision.Chosen).Where(offer => offer.Promotional).GroupBy(offer => offer.Name),
            shown => Assert.InRange(shown.Count(), 1, cap.ContactsMax));
        Assert.Equal(64, answers.Select(decision => decision.Id).Distinct().Count());

        await core.RestartAsync();
        Assert.DoesNotContain("drive-what-you-built", (await AskOneAsync(core, "ada")).Chosen.Select(offer => offer.Name));
    }

    [Fact]
    public async Task Without_the_caps_the_same_callers_would_exceed_them()
    {
        await using var core = await ConfiguredAsync("ada");
        core.Core.Workspace.Replace(core.Workspace with { ContactPolicy = core.Workspace.ContactPolicy with { Caps = [] } });

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => AskOneAsync(core, "ada"), Cancellation)));

        Assert.All(answers, decision => Assert.Equal("drive-what-you-built", Assert.Single(decision.Chosen).Name));
    }

    [Fact]
    public async Task Several_placements_in_one_question_share_their_caps()
    {
        await using var core = await ConfiguredAsync("ada");
        for (var time = 0; time < 4; time++)
        {
            await AskOneAsync(core, "ada");
        }

        var decisions = await AskAsync(core, "ada", ["home-hero", "home-tiles"]);

        Assert.Contains("drive-what-you-built", decisions[0].Chosen.Select(offer => offer.Name));
        Assert.DoesNotContain("drive-what-you-built", decisions[1].Chosen.Select(offer => offer.Name));
        Assert.NotEqual(decisions[0].Id, decisions[1].Id);
        Assert.Equal("home-tiles", (await ExplainAsync(core, decisions[1].Id)).Decision.Placement.Name);
    }

    [Fact]
    public async Task A_reservation_lapses_unless_its_impression_was_reported()
    {
        await using var core = await ConfiguredAsync("ada");
        var reported = await AskOneAsync(core, "ada");
        for (var time = 0; time < 4; time++)
        {
            await AskOneAsync(core, "ada");
        }

        Assert.DoesNotContain("drive-what-you-built", (await AskOneAsync(core, "ada")).Chosen.Select(offer => offer.Name));
        var before = (await core.RowsAsync()).Count;
        Assert.True(await ReportAsync(core, reported, "impression"));
        Assert.True(await ReportAsync(core, reported, "impression"));
        Assert.Equal(before + 1, (await core.RowsAsync()).Count);

        core.Clock.Advance(TimeSpan.FromMinutes(31));
        for (var time = 0; time < 4; time++)
        {
            Assert.Contains("drive-what-you-built", (await AskOneAsync(core, "ada")).Chosen.Select(offer => offer.Name));
        }

        Assert.DoesNotContain("drive-what-you-built", (await AskOneAsync(core, "ada")).Chosen.Select(offer => offer.Name));
    }

    [Fact]
    public async Task An_impression_event_reports_its_decision()
    {
        await using var core = await ConfiguredAsync("ada");
        var decision = await AskOneAsync(core, "ada");
        var sent = await core.SendAsync(core.Track("ada", "Offer Viewed", $$"""{"decisionId":"{{decision.Id}}","offer":"drive-what-you-built","placement":"home-hero"}"""));

        Assert.Equal(1, sent.Stored);
        Assert.Single(await core.RowsAsync(), row => row.Row.Kind == EntryKind.Outcome);
    }

    [Fact]
    public async Task Only_what_was_decided_can_be_reported()
    {
        await using var core = await ConfiguredAsync("ada");
        var decision = await AskOneAsync(core, "ada");
        var flow = core.Core.Decisions;
        Assert.False(await flow.ReportAsync(decision.Id, "gold-circle", "click", Cancellation));
        Assert.False(await flow.ReportAsync("d-00000000000000000000000000", "drive-what-you-built", "click", Cancellation));
        Assert.True(await flow.ReportAsync(decision.Id, "drive-what-you-built", "conversion", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await flow.ReportAsync(decision.Id, "drive-what-you-built", "smile", Cancellation));
    }

    [Fact]
    public async Task The_same_request_is_the_same_decision_also_after_a_restart()
    {
        await using var core = await ConfiguredAsync("ada");
        var first = await AskAsync(core, "ada", ["home-hero", "home-tiles"], request: "r-1");
        await core.SendAsync(core.Track("ada", "Test Drive Booked", """{"model":"comet"}""", Yes));

        AssertSame(first, await AskAsync(core, "ada", ["home-hero", "home-tiles"], request: "r-1"));
        await core.RestartAsync();
        AssertSame(first, await AskAsync(core, "ada", ["home-hero", "home-tiles"], request: "r-1"));
        Assert.Equal(2, (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Decision));

        Assert.NotEqual(first[0].Id, (await AskOneAsync(core, "ada", request: "r-1", caller: "other")).Id);
        core.Clock.Advance(TimeSpan.FromHours(25));
        Assert.NotEqual(first[0].Id, (await AskOneAsync(core, "ada", request: "r-1")).Id);
    }

    [Fact]
    public async Task Callers_at_once_with_one_request_id_get_one_decision()
    {
        await using var core = await ConfiguredAsync("ada");
        foreach (var user in new[] { "ada", "nobody" })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => AskOneAsync(core, user, request: "r-" + user), Cancellation)));
            Assert.Single(answers.Select(decision => decision.Id).Distinct());
        }
    }

    [Fact]
    public async Task An_account_is_the_same_a_year_and_a_workspace_later()
    {
        await using var core = await ConfiguredAsync("ada");
        var decision = await AskOneAsync(core, "ada");
        var before = await ExplainAsync(core, decision.Id);

        core.Clock.Advance(TimeSpan.FromDays(365));
        var changed = Samples.MotorsFiles.ToDictionary(file => file.Key, file => file.Value.Replace("last-configured-car is known and", "", StringComparison.Ordinal), StringComparer.Ordinal);
        await new Fulcrum.Workspaces.WorkspaceFlow(core.Store.Workspaces, core.Clock).ApplyAsync(changed.ToImmutableSortedDictionary(StringComparer.Ordinal), "test", Cancellation);
        await core.RestartAsync();
        Assert.NotEqual(before.WorkspaceVersion, core.Workspace.Version);

        var after = await ExplainAsync(core, decision.Id);
        Assert.True(after.Agrees);
        Assert.Equal(before.Sentence, after.Sentence);
        Assert.Equal(before.WorkspaceVersion, after.WorkspaceVersion);
        Assert.Equal(
            before.Candidates.SelectMany(candidate => candidate.Verdicts).SelectMany(verdict => verdict.Readings),
            after.Candidates.SelectMany(candidate => candidate.Verdicts).SelectMany(verdict => verdict.Readings));
    }

    [Fact]
    public async Task An_erased_subject_has_no_account_left()
    {
        await using var core = await ConfiguredAsync("ada");
        var decision = await AskOneAsync(core, "ada", request: "r-1");
        await core.Core.Erasures.EraseAsync([core.User("ada")], "test", "asked", Cancellation);
        Assert.Null(await core.Core.Decisions.ExplainAsync(decision.Id, Cancellation));
        Assert.Equal(DecisionMode.Contextual, (await AskOneAsync(core, "ada", request: "r-1")).Mode);
    }

    [Fact]
    public async Task In_memory_durability_answers_before_the_disk_does()
    {
        await using var core = await ConfiguredAsync("ada");
        core.Core.Workspace.Replace(core.Workspace with { Settings = core.Workspace.Settings with { DecisionsDurable = false } });
        core.Disk.HoldSyncs = true;

        Assert.Equal(DecisionMode.Personal, (await AskOneAsync(core, "ada")).Mode);

        Assert.Equal(1, core.Disk.PendingCount);
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();
    }

    /// <summary>A core that knows somebody who agreed to personalization and put a Comet together.</summary>
    private static async Task<CoreUnderTest> ConfiguredAsync(string user)
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(
            core.Workspace.Sources["configurator"], default, core.Track(user, "Car Configured", """{"model":"comet","price":64500}""", Yes));
        return core;
    }

    private static async Task<Decision> AskOneAsync(CoreUnderTest core, string user, string request = "", string caller = "shop", bool signals = false) =>
        Assert.Single(await AskAsync(core, user, ["home-hero"], request, caller, signals));

    private static async Task<ImmutableArray<Decision>> AskAsync(
        CoreUnderTest core, string user, string[] placements, string request = "", string caller = "shop", bool signals = false)
    {
        Identifier[] identifiers = [core.User(user)];
        var question = new Question([.. placements.Select(name => core.Workspace.Placements[name])], identifiers, [], request, signals) { Caller = caller };
        return await core.Core.Decisions.DecideAsync(question, Cancellation);
    }

    private static async Task<Account> ExplainAsync(CoreUnderTest core, string id) =>
        await core.Core.Decisions.ExplainAsync(id, Cancellation) ?? throw new InvalidOperationException("There is no account.");

    private static ValueTask<bool> ReportAsync(CoreUnderTest core, Decision decision, string outcome) =>
        core.Core.Decisions.ReportAsync(decision.Id, decision.Chosen[0].Name, outcome, Cancellation);

    private static void AssertSame(ImmutableArray<Decision> expected, ImmutableArray<Decision> actual)
    {
        Assert.Equal(expected.Select(decision => decision.Id), actual.Select(decision => decision.Id));
        Assert.Equal(
            expected.Select(decision => string.Join(',', decision.Chosen.Select(offer => offer.Name))),
            actual.Select(decision => string.Join(',', decision.Chosen.Select(offer => offer.Name))));
    }
}
