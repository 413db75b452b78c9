using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Consent.Laws;

/// <summary>The law of a subject's residence, read from packs, decides what a decision is worth.</summary>
public sealed class LawTests
{
    private const string Answered = """
        pack: answered
        jurisdiction: XA
        version: "1"
        title: {en: Answered, ru: С ответом}
        owner: test
        zone: UTC
        rules:
          double-opt-in:
            - {class: marketing, value: true, from: 2020-01-01, source: "Test Act s. 1", confidence: high}
        """;

    [Theory]
    [InlineData("RU", "2025-08-31T20:59:59Z", false, true)] // The day before in Moscow.
    [InlineData("RU", "2025-09-01T00:00:00Z", false, false)]
    [InlineData("RU", "2025-09-01T00:00:00Z", true, true)]
    [InlineData("GB", "2025-09-01T00:00:00Z", false, true)]
    public async Task Consent_in_one_document_with_something_else_is_valid_as_the_law_was_when_it_was_given(string country, string at, bool isSeparate, bool isValid)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(region: country, defaultResidence: country));
        var ann = await KnownAsync(core, country);
        var given = Instant.From(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        var recorded = await SayAsync(core, ann, "personalization", given, new ConsentEvidence { IsSeparate = isSeparate });

        Assert.Equal(isValid ? ConsentState.Given : ConsentState.Invalid, recorded.Record.State);
        Assert.Equal(isValid, await core.RefusalAsync(ann, "personalization") is null);
        if (!isValid)
        {
            Assert.Equal("not-separate", Assert.Single(recorded.Record.Faults));
            Assert.Equal("ru-152-fz/separate-document", recorded.Record.Evidence.Law);
            Assert.StartsWith("152-FZ art. 9(1)", core.Workspace.Laws.Packs.FindSource(recorded.Record.Evidence.Law, given), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("13-15", "", "", "guardian-missing")] // GDPR art. 8(1): 16 where no state lowers it.
    [InlineData("13-15", "", "identity-document", "")]
    [InlineData("13-15", "", "said-so", "guardian-method-not-accepted")]
    [InlineData("13-15", "", "in-person incomplete", "guardian-incomplete")]
    [InlineData("13-15", "signed by a parent, form 12", "", "guardian-unproved")] // A text shows nothing.
    [InlineData("16-17", "", "", "")]
    [InlineData("2012-11-25", "", "", "guardian-missing")] // 13.
    [InlineData("no idea", "", "", "")]
    public async Task Whoever_is_too_young_to_agree_alone_needs_a_guardian_whose_yes_is_shown_as_the_law_accepts(string age, string text, string method, string fault)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        var ann = await KnownAsync(core, "EU", age);
        var proof = method.Length == 0 ? null : new GuardianProof("case 9", method.Split(' ')[0], core.Now, method.Contains(' ', StringComparison.Ordinal) ? "" : "doc 4", "");
        var recorded = await SayAsync(core, ann, "personalization", core.Now, new ConsentEvidence { Guardian = text, GuardianProof = proof });
        Assert.Equal(fault.Length > 0 ? ConsentState.Invalid : ConsentState.Given, recorded.Record.State);
        Assert.Equal(fault.Length > 0 ? [fault] : [], recorded.Record.Faults);
        Assert.Equal(fault.Length == 0, await core.RefusalAsync(ann, "personalization") is null);
        if (fault == "guardian-method-not-accepted")
        {
            Assert.Equal("eu-gdpr/guardian-methods", recorded.Record.Evidence.Law);
        }
    }

    [Theory]
    [InlineData("", "13-15", "guardian-missing")]
    [InlineData("18+", "13-15", "guardian-missing")] // The lower of what is known and what was said.
    [InlineData("13-15", "18+", "guardian-missing")]
    [InlineData("", "18+", "")]
    [InlineData("", "grown up", "age-band-unreadable")]
    public async Task The_age_said_when_they_were_asked_counts_and_the_lower_one_wins(string known, string said, string fault)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        var ann = await KnownAsync(core, "EU", known);
        var recorded = await SayAsync(core, ann, "personalization", core.Now, new ConsentEvidence { AgeBand = said });
        Assert.Equal(fault.Length > 0 ? [fault] : [], recorded.Record.Faults);
    }

    [Fact]
    public async Task Marketing_to_children_stays_locked_where_the_law_says_so_whatever_a_guardian_agrees_to()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(defaultResidence: "IN", region: "IN"));
        core.Clock.SetUtcNow(new DateTimeOffset(2027, 5, 14, 0, 0, 0, TimeSpan.Zero));
        var ann = await KnownAsync(core, "IN", "13-15");
        var proof = new GuardianProof("case 9", "identity-document", core.Now, "doc 4", "");
        var recorded = await SayAsync(core, ann, "marketing-email", core.Now, new ConsentEvidence { GuardianProof = proof, IsSeparate = true });
        Assert.Equal((ConsentState.Invalid, "in-dpdp/banned-below-age"), (recorded.Record.State, recorded.Record.Evidence.Law));
        Assert.Contains("minor-protected", recorded.Record.Faults);
        Assert.NotNull(await core.RefusalAsync(ann, "marketing-email"));
    }

    [Theory]
    [InlineData("RU", "GB", true)]
    [InlineData("RU", "RU", false)]
    [InlineData("GB", "GB", false)]
    [InlineData("", "GB", false)] // Nobody says: the default place.
    public async Task The_first_decision_of_somebody_whose_law_wants_it_elsewhere_is_refused_as_events_are(string residence, string region, bool isRefused)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(region: region, defaultResidence: region));
        var now = core.Now;
        foreach (var state in new[] { ConsentState.Given, ConsentState.Refused })
        {
            var record = new ConsentRecord("personalization", state, "web-privacy@2026-11", "en", now, now, "web", ConsentMethod.Express, false, "test", [], false) { Evidence = new() { IsSeparate = true } };
            var outcome = await core.Core.Consents.RecordAsync(new ConsentRequest([core.User($"u-{state}")], "", [record]) { Residence = residence }, TestContext.Current.CancellationToken);

            Assert.Equal(isRefused ? ["wrong-region"] : [], outcome.Refused.Select(refused => refused.Fault.Code));
            Assert.Equal(isRefused, outcome.Recorded.IsEmpty);
            Assert.Equal(isRefused, await core.SubjectAsync(core.User($"u-{state}")) == SubjectId.None);
        }

        Assert.Equal(isRefused, (await core.RowsAsync()).Count == 0);
    }

    [Fact]
    public async Task Who_is_known_here_already_is_not_refused()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        var ann = await KnownAsync(core, "GB");
        var no = new ConsentRecord("personalization", ConsentState.Refused, "", "", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false);
        var outcome = await core.Core.Consents.RecordAsync(new ConsentRequest([ann], "", [no]) { Residence = "RU" }, TestContext.Current.CancellationToken);
        Assert.Single(outcome.Recorded);
    }

    [Fact]
    public async Task What_the_law_forbids_at_an_age_stays_forbidden_whatever_anybody_agreed_to()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(defaultResidence: "IN", region: "IN"));
        core.Clock.SetUtcNow(new DateTimeOffset(2027, 5, 12, 23, 0, 0, TimeSpan.Zero));
        var ann = await KnownAsync(core, "IN", "13-15");
        await SayAsync(core, ann, "marketing-email", core.Now, new ConsentEvidence
        {
            GuardianProof = new GuardianProof("case 9", "identity-document", core.Now, "doc 4", ""), IsSeparate = true,
        });
        Assert.Null(await core.RefusalAsync(ann, "marketing-email"));

        // The ban begins with the day: no new consent, no new version, no restart.
        core.Clock.SetUtcNow(new DateTimeOffset(2027, 5, 13, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(RefusalReason.MinorProtected, await core.RefusalAsync(ann, "marketing-email"));
        Assert.False(ConsentGate.Permitted(await core.ProfileAsync(ann), core.Now, core.Workspace).Contains(core.Workspace.Purposes["marketing-email"]));
        Assert.True(ConsentGate.Permitted(await core.ProfileAsync(ann), core.Now, core.Workspace).Contains(core.Workspace.Purposes["service"]));
    }

    [Theory]
    [InlineData("GB", RefusalReason.ConsentUnknown)] // Rests on consent, as declared.
    [InlineData("SG", null)] // Legitimate interest, and no pack wants more.
    [InlineData("SG", RefusalReason.ConsentWithdrawn, true)]
    [InlineData("IN", null, true)] // A contract ends by no objection.
    [InlineData("FR", RefusalReason.ConsentUnknown)] // No pack knows it: the default place.
    public async Task The_legal_basis_is_that_of_the_subjects_residence(string country, RefusalReason? refused, bool objects = false)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        var ann = await KnownAsync(core, country);
        if (objects)
        {
            await core.DecideAsync(ann, "analytics", ConsentState.Withdrawn);
        }

        Assert.Equal(refused, await core.RefusalAsync(ann, "analytics"));
    }

    [Fact]
    public async Task Where_nobody_says_where_they_live_the_strictest_law_holds()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(defaultResidence: "\"\""));
        var ann = await KnownAsync(core, "");
        Assert.Equal(RefusalReason.ConsentUnknown, await core.RefusalAsync(ann, "analytics"));
        var recorded = await SayAsync(core, ann, "personalization", core.Now, ConsentEvidence.None);
        Assert.Equal("ru-152-fz/separate-document", recorded.Record.Evidence.Law);
    }

    [Fact]
    public async Task A_yes_that_must_be_answered_enables_nothing_until_the_token_comes_back()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(Answered));
        var ann = await KnownAsync(core, "XA");
        var asked = await SayAsync(core, ann, "marketing-email", core.Now, ConsentEvidence.None);
        Assert.Equal((ConsentState.Requested, "answered/double-opt-in"), (asked.Record.State, asked.Record.Evidence.Law));
        Assert.Equal(RefusalReason.ConsentRequested, await core.RefusalAsync(ann, "marketing-email"));

        await SayAsync(core, ann, "marketing-email", core.Now, new ConsentEvidence { Answer = new string('0', 32) });
        Assert.Equal(RefusalReason.ConsentRequested, await core.RefusalAsync(ann, "marketing-email"));

        var again = await SayAsync(core, ann, "marketing-email", core.Now, ConsentEvidence.None);
        Assert.NotEqual(asked.AnswerToken, again.AnswerToken);
        await SayAsync(core, ann, "marketing-email", core.Now, new ConsentEvidence { Answer = again.AnswerToken });
        Assert.Null(await core.RefusalAsync(ann, "marketing-email"));

        // Another's token, and one of another purpose, open nothing.
        await core.DecideAsync(ann, "marketing-email", ConsentState.Withdrawn);
        await SayAsync(core, ann, "marketing-email", core.Now, new ConsentEvidence { Answer = again.AnswerToken });
        Assert.NotNull(await core.RefusalAsync(ann, "marketing-email"));
    }

    [Fact]
    public async Task The_first_event_of_somebody_whose_law_wants_it_elsewhere_is_not_written_here_at_all()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        var refused = await core.SendAsync(core.Identify("u-ru", "", """{"country":"RU","email":"a@example.com"}"""));
        Assert.Equal((1, 0, 0), (refused.Refused, refused.Stored, refused.Quarantined));
        Assert.Equal(SubjectId.None, await core.SubjectAsync(core.User("u-ru")));
        Assert.Empty(await core.QuarantineAsync());

        var stored = await core.SendAsync(core.Identify("u-gb", "", """{"country":"GB","email":"b@example.com"}"""));
        Assert.Equal(1, stored.Stored);

        await using var there = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(region: "RU"));
        Assert.Equal(1, (await there.SendAsync(there.Identify("u-ru", "", """{"country":"RU"}"""))).Stored);
    }

    [Fact]
    public async Task After_a_no_the_law_says_when_it_may_be_asked_again()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        var ann = await KnownAsync(core, "US-CA");
        await core.DecideAsync(ann, "marketing-email", ConsentState.Withdrawn);
        var standing = Assert.Single(await core.Core.Consents.ReadAsync([ann], TestContext.Current.CancellationToken), one => one.Purpose.Name == "marketing-email");
        Assert.Equal(core.Now + TimeSpan.FromDays(365), standing.AskAgainFrom);
    }

    [Theory]
    [InlineData("IN", null)] // Both sources agree: a contract there.
    [InlineData("GB", RefusalReason.ConsentUnknown)] // They do not, so nobody knows: the strictest.
    public async Task Until_somebody_says_where_they_live_the_sources_that_told_of_them_do(string other, RefusalReason? refused)
    {
        var files = LawfulMotors.Files(region: "IN");
        files = files.SetItem("sources.yaml", files["sources.yaml"]
            .Replace("  web:\n", "  web:\n    jurisdiction: IN\n", StringComparison.Ordinal)
            .Replace("  dealer-crm:\n", $"  dealer-crm:\n    jurisdiction: {other}\n", StringComparison.Ordinal));
        await using var core = await CoreUnderTest.OpenAsync(files: files);
        foreach (var source in new[] { core.Web, core.Dealer })
        {
            Assert.Equal(1, (await core.SendAsync(source, default, core.Identify("ann", "", """{"city":"Pune","email":"ann@example.com"}"""))).Stored);
        }

        Assert.Equal(refused, await core.RefusalAsync(core.User("ann"), "analytics"));
    }

    [Fact]
    public async Task A_new_pack_file_alone_changes_outcomes()
    {
        await using var before = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        await using var after = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files(LawfulMotors.OptIn));
        Assert.Null(await before.RefusalAsync(await KnownAsync(before, "SG"), "analytics"));
        Assert.Equal(RefusalReason.ConsentUnknown, await after.RefusalAsync(await KnownAsync(after, "SG"), "analytics"));
    }

    [Fact]
    public void The_pack_of_the_sample_workspace_is_the_one_of_the_sample_rules() => Assert.Equal(
        File.ReadAllText(Path.Combine(Samples.Root, "samples", "rules", "uk-gdpr.yaml")), Samples.MotorsFiles["laws/uk-gdpr.yaml"]);

    [Fact]
    public async Task A_grant_without_its_time_is_invalid()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var record = new ConsentRecord(
            "personalization", ConsentState.Given, "web-privacy@2026-11", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", ["time-missing"], false);
        var outcome = await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("ann")], "", [record]), TestContext.Current.CancellationToken);
        Assert.Equal((ConsentState.Invalid, "time-missing"), (Assert.Single(outcome.Recorded).Record.State, Assert.Single(outcome.Recorded[0].Record.Faults)));
    }

    private static async Task<Identifier> KnownAsync(CoreUnderTest core, string country, string age = "")
    {
        var outcome = await core.SendAsync(core.Identify("ann", "", $$"""{"country":"{{country}}","ageBand":"{{age}}"}"""));
        Assert.Equal(1, outcome.Stored);
        return core.User("ann");
    }

    private static async Task<RecordedConsent> SayAsync(CoreUnderTest core, Identifier who, string purpose, Instant at, ConsentEvidence evidence)
    {
        var record = new ConsentRecord(
            purpose, ConsentState.Given, "web-privacy@2026-11", "en", at, core.Now, "web", ConsentMethod.Express, false, "test", [], false) { Evidence = evidence };
        var outcome = await core.Core.Consents.RecordAsync(new ConsentRequest([who], "", [record]), TestContext.Current.CancellationToken);
        return outcome.Recorded.Length == 0 ? new RecordedConsent(0, record) : Assert.Single(outcome.Recorded);
    }
}
