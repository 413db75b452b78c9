using System.Collections.Immutable;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Decisions.Rules;

/// <summary>A small vocabulary, and generators of rule texts and of what they are evaluated over.</summary>
internal static class RuleSamples
{
    internal static readonly Instant At = new(1_763_000_000_000);

    internal static readonly ImmutableArray<FactDefinition> Facts =
    [
        Fact("page-views", 0, FactType.Number),
        Fact("lead-score", 1, FactType.Number),
        Fact("last-configured-car", 2, FactType.Text),
        Fact("city", 3, FactType.Text),
        Fact("newsletter", 4, FactType.Boolean),
        Fact("last-visit", 5, FactType.Time),
        Fact("top-pages", 6, FactType.TextList),
    ];

    internal static readonly RuleVocabulary Vocabulary = new(Facts,
    [
        Segment("loyal", "page-views >= 3 and newsletter"),
        Segment("hot", "segment.loyal or lead-score > 5"),
        Segment("snake", "segment.tail"),
        Segment("tail", "not segment.snake"),
    ]);

    internal static FactDefinition Fact(string name, int index, FactType type) => new(
        name, index, type, new DataLabel("user.behavior", Sensitivity.Ordinary, []), PurposeSet.Of(0), Provenance.Observed,
        new LocalText("", ""), null, new LocalText(name, name), new Place("facts.yaml", 1));

    internal static SegmentDefinition Segment(string name, string rule) => new(name, rule, new LocalText(name, name), new Place("segments.yaml", 1));

    internal static Rule Read(string text, RuleUse use = RuleUse.Eligibility)
    {
        var reading = RuleReader.Read(text, use, Vocabulary);
        Assert.True(reading.Rule is not null, $"{text}: {string.Join("; ", reading.Faults)}");
        return reading.Rule!;
    }

    internal static FactReading Present(FactValue value, Instant? at = null) => new(value, at ?? At, "web", 1, Provenance.Observed, Absence.None);

    internal static FactReading Missing => new(default, Instant.Never, "", 0, Provenance.Observed, Absence.NotKnown);

    /// <summary>Texts that are mostly well-formed rules.</summary>
    internal static readonly Gen<string> Text = Gen.Recursive<string>((depth, self) => depth > 4 ? Atom! : Gen.Frequency(
        (4, Atom!),
        (2, Gen.Select(self, self, (a, b) => $"{a} and {b}")),
        (2, Gen.Select(self, self, (a, b) => $"({a} or {b})")),
        (1, self.Select(a => $"not ({a})")),
        (1, Gen.Select(self, self, (a, b) => $"(({a}) and true) = ({b})"))));

    private static Gen<string> Number => Gen.OneOf(
        Gen.Int[-5, 12].Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.OneOf("page-views", "lead-score", "hour", "offer.value", "page-views + lead-score", "page-views / lead-score",
            "min(page-views, lead-score)", "max(3, lead-score) * 2", "lead-score else 4", "(now - last-visit) / 1d"));

    private static Gen<string> Sign => Gen.OneOf("=", "!=", "<", "<=", ">", ">=");

    private static Gen<string> Atom => Gen.OneOf(
        Gen.Select(Number, Sign, Number, (a, sign, b) => $"{a} {sign} {b}"),
        Gen.OneOf(
            "newsletter", "segment.loyal", "segment.hot", "context.logged-in", "true", "last-configured-car = \"roadster\"",
            "city != last-configured-car", "context.page = \"/offers\"", "context.page in [\"/a\", \"/offers\"]", "page-views not in [1, 2, 3]",
            "last-configured-car is known", "city is unknown", "context.page is known", "age(page-views) < 7d", "last-visit > now - 12h",
            "contains(top-pages, \"/offers\")", "contains(top-pages, city)", "(city else \"oslo\") = \"oslo\"", "(newsletter else false)", "context.basket >= 2"));

    /// <summary>Readings for <see cref="Facts"/>, each absent about one time in three.</summary>
    internal static readonly Gen<FactReading[]> Readings = Gen.Select(
        Maybe(Gen.Int[-3, 8].Select(n => FactValue.Of(n))),
        Maybe(Gen.OneOf(Gen.Int[0, 9].Select(n => FactValue.Of(n)), Gen.OneOf(FactValue.Of(double.NaN), FactValue.Of(double.PositiveInfinity)))),
        Maybe(Gen.OneOf("roadster", "coupe", "").Select(FactValue.Of)),
        Maybe(Gen.OneOf("oslo", "roadster").Select(FactValue.Of)),
        Maybe(Gen.Bool.Select(truth => FactValue.Of(truth))),
        Maybe(Gen.Int[0, 40].Select(hours => FactValue.Of(At - TimeSpan.FromHours(hours)))),
        Maybe(Gen.OneOf<string[]>([], ["/offers", "oslo"], ["/a"]).Select(FactValue.Of)),
        (a, b, c, d, e, f, g) => new[] { a, b, c, d, e, f, g });

    internal static readonly Gen<Dictionary<string, FactValue>> Context = Gen.Select(
        Gen.OneOf<string?>(null, "/offers", "/a"), Gen.OneOf<bool?>(null, true, false), Gen.OneOf<double?>(null, 1, 2, 3),
        (page, login, basket) => new Dictionary<string, FactValue>(StringComparer.Ordinal)
        {
            ["page"] = page is null ? default : FactValue.Of(page),
            ["logged-in"] = login is null ? default : FactValue.Of(login.Value),
            ["basket"] = basket is null ? FactValue.Of("three") : FactValue.Of(basket.Value),
        });

    private static Gen<FactReading> Maybe(Gen<FactValue> value) => Gen.Select(value, Gen.Int[0, 2], Gen.Int[0, 400], (present, absent, hours) =>
        absent == 0 ? Missing : Present(present, At - TimeSpan.FromHours(hours)));
}
