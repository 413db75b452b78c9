using Fulcrum.Portal.Tests.DarkPatterns.Rules;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>Every rule that a page shows can find something: the page that asked for a system like this one first, and one planted fault a rule.</summary>
public sealed class DarkPatternTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    public static TheoryData<int, string, string> Broken => Planted.Broken;

    public static TheoryData<int, string, string> BrokenInAMode => Planted.BrokenInAMode;

    [Fact]
    public async Task Consent_bundled_with_sending_and_a_yes_read_out_of_going_on_are_caught()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.Page.SetContentAsync(Planted.Bundled);

        var found = await DarkPatternRules.FindAsync(visitor.Page);
        Assert.Equal(3, found.Count(one => one.StartsWith("27 ", StringComparison.Ordinal)));
        Assert.Contains(found, one => one.StartsWith("10 ", StringComparison.Ordinal));

        await visitor.Page.SetContentAsync(Planted.BundledInRussian);
        Assert.Equal(3, (await DarkPatternRules.FindAsync(visitor.Page, 27)).Count);
    }

    [Fact]
    public async Task A_surface_without_fault_is_let_through_in_every_mode()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.Page.SetContentAsync(Planted.Good);

        Assert.Empty(await ShownModes.FindAsync(visitor.Page));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Each_rule_finds_what_breaks_it(int rule, string good, string broken)
    {
        await using var visitor = await visits.VisitAsync();
        var html = Planted.Good.Replace(good, broken, StringComparison.Ordinal);
        Assert.NotEqual(Planted.Good, html);
        await visitor.Page.SetContentAsync(html);

        Assert.NotEmpty(await DarkPatternRules.FindAsync(visitor.Page, rule));
    }

    [Theory]
    [MemberData(nameof(BrokenInAMode))]
    [Catches(38)]
    public async Task What_breaks_a_rule_in_one_mode_alone_is_found_there_and_by_the_rule_that_modes_are_alike(int rule, string mode, string style)
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.Page.SetContentAsync(Planted.Good.Replace("</style>", style + "</style>", StringComparison.Ordinal));

        var found = await ShownModes.FindAsync(visitor.Page);
        Assert.Contains(found, one => one.StartsWith($"{mode}: {DarkPatternRules.All[rule]}", StringComparison.Ordinal));
        Assert.Contains(found, one => one.StartsWith($"{mode}: {DarkPatternRules.All[38]}", StringComparison.Ordinal));
        Assert.DoesNotContain(found, one => one.StartsWith(ShownModes.Plain.Name, StringComparison.Ordinal));
    }
}
