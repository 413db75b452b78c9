using Fulcrum.Consent.RulePacks;
using Xunit;

namespace Fulcrum.Tests.Consent.RulePacks;

/// <summary>Each law on both sides of each date it changed; several laws together; a file alone changes outcomes.</summary>
public class RulePackTests
{
    [Theory]
    [InlineData("RU", "2025-08-31T23:59:59Z", "separate-document", "any", null)]
    [InlineData("RU", "2025-09-01", "separate-document", "any", "true")]
    [InlineData("RU", "2025-06-30T23:59:59Z", "first-write-region", "any", null)]
    [InlineData("RU", "2025-07-01", "first-write-region", "any", "RU")]
    [InlineData("RU", "2022-08-31", "breach-authority-hours", "any", null)]
    [InlineData("RU", "2022-09-01", "breach-authority-hours", "any", "24")]
    [InlineData("US-CA", "2025-12-31T23:59:59Z", "confirm-signal", "any", null)]
    [InlineData("US-CA", "2026-01-01", "confirm-signal", "any", "true")]
    [InlineData("US-CA", "2026-11-24", "gpc", "any", "binding")]
    [InlineData("EU", "2026-11-24", "gpc", "any", "informative")]
    [InlineData("GB", "2026-02-04T23:59:59Z", "consent-model", "analytics", "opt-in")]
    [InlineData("GB", "2026-02-05", "consent-model", "analytics", "opt-out")]
    [InlineData("GB", "2026-06-18T23:59:59Z", "answer-within", "complaint", "1 month + 2 months, stops, rolls on")]
    [InlineData("IN", "2027-05-12T23:59:59Z", "banned-below-age", "targeted-ads", null)]
    [InlineData("IN", "2027-05-13", "banned-below-age", "targeted-ads", "18")]
    [InlineData("SG", "2026-11-24", "banned-below-age", "targeted-ads", null)]
    [InlineData("SG", "2024-03-27", "consent-age", "any", null)]
    [InlineData("SG", "2024-03-28", "consent-age", "any", "13")]
    public void A_rule_holds_from_its_date(string residence, string at, string axis, string @class, string? expected) =>
        Assert.Equal(expected, Packs.Samples.Resolve(residence, null, Packs.At(at)).Find(axis, @class)?.Value.Words);

    [Fact]
    public void Declared_residence_comes_before_the_sources_default_and_unknown_means_the_strictest_of_all()
    {
        var at = Packs.At("2026-11-24");

        Assert.Equal(["AU"], Packs.Samples.Resolve("AU", "EU", at).Jurisdictions);
        Assert.Equal(["EU"], Packs.Samples.Resolve(null, "EU", at).Jurisdictions);
        Assert.Equal(["EU"], Packs.Samples.Resolve("XX", "EU", at).Jurisdictions);
        var all = Packs.Samples.Resolve(null, null, at);
        Assert.Equal(Packs.Samples.All.Length, all.Jurisdictions.Length);
        Assert.Equal(("opt-in", "binding"), (all.Find("consent-model", "marketing")!.Value.Words, all.Find("gpc", "any")!.Value.Words));
        Assert.Equal(("24", "ru-152-fz"), (all.Find("breach-authority-hours", "any")!.Value.Words, all.Find("breach-authority-hours", "any")!.Pack.Name));
    }

    [Fact]
    public void Several_laws_together_are_never_laxer_than_one_of_them_and_their_order_means_nothing()
    {
        var random = new Random(20_261_124);
        for (var trial = 0; trial < 500; trial++)
        {
            var chosen = Packs.Samples.All.Where(_ => random.Next(2) == 0).ToArray();
            var at = Packs.At("2018-01-01") + TimeSpan.FromDays(random.Next(3_700));
            var together = Rulebook.Resolve([.. chosen], "chosen", at);
            random.Shuffle(chosen);
            var otherwise = Rulebook.Resolve([.. chosen], "chosen", at);

            Assert.Equal(together.Demands.Select(demand => (demand.Axis.Name, demand.Class, demand.Value.Words, demand.Pack.Name)),
                otherwise.Demands.Select(demand => (demand.Axis.Name, demand.Class, demand.Value.Words, demand.Pack.Name)));
            Assert.All(chosen, pack => Assert.All(
                pack.InForce(at), rule => Assert.True(together.Find(rule.Axis.Name, rule.Class)!.Value.Strictness >= rule.Value.Strictness)));
        }
    }

    [Fact]
    public void Two_places_for_the_first_write_are_a_conflict_and_one_is_none()
    {
        var texts = new Dictionary<string, string> { ["one.yaml"] = Pack("one", "ONE", "first-write-region", "ONE"), ["two.yaml"] = Pack("two", "TWO", "first-write-region", "TWO") };
        var book = Packs.Read(texts);
        var at = Packs.At("2026-01-01");

        Assert.True(book.Resolve(null, null, at).Find("first-write-region", "any")!.IsConflict);
        Assert.False(book.Resolve("ONE", null, at).Find("first-write-region", "any")!.IsConflict);
    }

    [Fact]
    public void A_new_file_alone_changes_the_outcome()
    {
        var before = Packs.Read(new() { ["one.yaml"] = Pack("one", "ONE", "reask-after-days", "30") });
        var after = Packs.Read(new() { ["one.yaml"] = Pack("one", "ONE", "reask-after-days", "30"), ["one-north.yaml"] = Pack("one-north", "ONE-N", "reask-after-days", "180") });
        var at = Packs.At("2026-01-01");

        Assert.Equal("30", before.Resolve("ONE-N", null, at).Find("reask-after-days", "any")!.Value.Words);
        Assert.Equal("180", after.Resolve("ONE-N", null, at).Find("reask-after-days", "any")!.Value.Words);
        Assert.Equal("30", after.Resolve("ONE", null, at).Find("reask-after-days", "any")!.Value.Words);
    }

    [Theory]
    [InlineData("  consent-modell: [{value: opt-in, from: 2020-01-01, source: law}]", "unknown-axis", 7)]
    [InlineData("  consent-model: [{value: maybe, from: 2020-01-01, source: law}]", "bad-value", 7)]
    [InlineData("  answer-within: [{value: soon, from: 2020-01-01, source: law}]", "bad-value", 7)]
    [InlineData("  answer-within: [{value: 1 month, source: law}]", "missing-key", 7)]
    [InlineData("  answer-within: [{value: 1 month, from: 2020-01-01}]", "missing-key", 7)]
    [InlineData("  answer-within: [{value: 1 month, from: 2020-01-01, until: 2019-01-01, source: law}]", "out-of-range", 7)]
    [InlineData("  answer-within: [{value: 1 month, from: 2020-01-01, source: law, sure: yes}]", "unknown-key", 7)]
    public void A_mistake_is_placed_and_has_a_remedy(string rule, string code, int line)
    {
        var text = $"pack: one\njurisdiction: ONE\nversion: 2026\ntitle: {{en: One, ru: Один}}\nowner: me\nrules:\n{rule}\nzone: Etc/UTC\n";

        var reading = RulePackReader.Read(new Dictionary<string, string> { ["one.yaml"] = text });

        Assert.Null(reading.Packs);
        var fault = Assert.Single(reading.Faults);
        Assert.Equal((code, line), (fault.Fault.Code, fault.At.Line));
        Assert.NotEmpty(fault.Fault.Remedy);
    }

    private static string Pack(string name, string jurisdiction, string axis, string value) => $$"""
        pack: {{name}}
        jurisdiction: {{jurisdiction}}
        version: 2026
        title: {en: Law, ru: Закон}
        owner: me
        zone: Etc/UTC
        rules:
          {{axis}}: [{value: {{value}}, from: 2020-01-01, source: law}]
        """;
}
