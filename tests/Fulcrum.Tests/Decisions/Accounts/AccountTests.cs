using Fulcrum.Decisions;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions.Accounts;

public sealed class AccountTests
{
    private static readonly Dictionary<string, FactReading> Complaint = new(StringComparer.Ordinal)
    {
        ["open-complaints"] = DecisionSamples.Seen(FactValue.Of(1), 3),
    };

    private static readonly Contact[] DriveSeen =
        [.. Enumerable.Range(0, 5).Select(at => DecisionSamples.Shown("drive-what-you-built", "home-hero", TimeSpan.FromHours(30 + (20 * at)), at))];

    [Fact]
    public void Personal_account() => Golden.Check("personal", DecisionSamples.Decide("home-hero", DecisionSamples.Roadster).Explain());

    [Fact]
    public void Personal_account_of_a_demonstration_with_a_cap_and_a_formula() => Golden.Check("capped", DecisionSamples.Decide(
        "dealer-desk", DecisionSamples.Roadster, DriveSeen, consent: DecisionSamples.Consent with { Synthetic = true }).Explain());

    [Fact]
    public void Suppressed_account() => Golden.Check("suppressed", DecisionSamples.Decide("home-hero", DecisionSamples.Roadster, protective: Complaint).Explain());

    [Fact]
    public void Contextual_account() => Golden.Check("contextual", DecisionSamples.DecideWithoutSubject(
        "home-hero", "consent-withdrawn", new Dictionary<string, FactValue>(StringComparer.Ordinal) { ["section"] = FactValue.Of("electric") }).Explain());

    [Fact]
    public void Contextual_account_of_a_fallback() => Golden.Check("fallback", DecisionSamples.DecideWithoutSubject("email-header", "unknown-subject").Explain());

    [Fact]
    public void Account_on_another_basis_than_consent() => Golden.Check("contract", DecisionSamples.Decide(
        "account-overview", Complaint, protective: Complaint, consent: KeptConsent.None).Explain());

    [Theory]
    [InlineData("unknown-subject")]
    [InlineData("consent-unknown")]
    [InlineData("consent-refused")]
    [InlineData("consent-withdrawn")]
    [InlineData("consent-expired")]
    [InlineData("consent-invalid")]
    [InlineData("purpose-undeclared")]
    [InlineData("profile-unreadable")]
    [InlineData("erased")]
    [InlineData("anonymous-requested")]
    [InlineData("consent-unsettled")]
    [InlineData("privacy-control")]
    public void Every_refusal_has_words_of_its_own_in_both_languages(string why)
    {
        var sentence = DecisionSamples.DecideWithoutSubject("home-hero", why).Explain().Sentence;
        var others = Enum.GetValues<RefusalReason>().Select(reason => reason.Key()).Where(key => key != why);
        Assert.Contains(why, Enum.GetValues<RefusalReason>().Select(reason => reason.Key()));
        Assert.All(others, other => Assert.NotEqual(sentence, DecisionSamples.DecideWithoutSubject("home-hero", other).Explain().Sentence));
    }

    [Fact]
    public void Changing_a_decisive_fact_changes_verdict_and_sentence()
    {
        var before = DecisionSamples.Decide("home-hero", DecisionSamples.Roadster);
        var facts = DecisionSamples.Roadster;
        facts["test-drives"] = DecisionSamples.Seen(FactValue.Of(1), 2);
        var after = DecisionSamples.Decide("home-hero", facts);
        Assert.True(before.Explain("drive-what-you-built").Verdicts.All(verdict => verdict.Keeps));
        Assert.Equal(new Reading("(test-drives else 0)", "1", "= 0", false), after.Explain("drive-what-you-built").Verdicts[^1].Readings[^1] with { Name = "(test-drives else 0)" });
        Assert.NotEqual(before.Explain().Sentence.En, after.Explain().Sentence.En);
        Assert.NotEqual(before.Explain().Sentence.Ru, after.Explain().Sentence.Ru);
    }

    [Fact]
    public void The_sentence_names_only_facts_the_rule_of_what_was_shown_read()
    {
        var made = DecisionSamples.Decide("home-hero", DecisionSamples.Roadster);
        var named = made.Plans.Workspace.Facts.Values.Where(fact => made.Explain().Sentence.En.Contains($"{fact.Title.En[1..]} (", StringComparison.Ordinal)).Select(fact => fact.Name);
        Assert.Equal(["last-configured-car"], named);
    }

    [Fact]
    public void A_record_that_was_tampered_with_does_not_agree()
    {
        var record = RecordReader.Read(DecisionSamples.Decide("home-hero", DecisionSamples.Roadster).Bytes.Span);
        var forged = record with { Chosen = ["gold-circle"] };
        Assert.False(AccountWriter.Write("d-x", new SubjectId(1), forged, DecisionSamples.Motors).Agrees);
    }

    [Fact]
    public void No_reading_prints_its_value() =>
        Assert.DoesNotContain("comet", string.Join(' ', DecisionSamples.Decide("home-hero", DecisionSamples.Roadster).Explain("drive-what-you-built").Verdicts.SelectMany(verdict => verdict.Readings)), StringComparison.Ordinal);
}
