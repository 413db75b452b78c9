using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Fulcrum.Portal.Tests.DarkPatterns.Flows;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Fulcrum.Workspaces;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>Rules that hold by what a workspace may say and when something may be asked: notices against the system, no trials of consent, minors, and time.</summary>
public sealed partial class WorkspaceRuleTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    [Measures(29, "notice", "choices")]
    public async Task The_notice_and_the_choices_tell_what_the_catalogue_says()
    {
        Assert.Empty(Read(files => files).Faults);
        var workspace = visits.Portal.Core.Workspace.Current;
        await using var visitor = await visits.VisitAsync(scripts: false);
        foreach (var language in new[] { "en", "ru" })
        {
            await visitor.OpenAsync($"/{language}/choices");
            var shown = await visitor.Page.Locator("main h3, main .terms dt").AllInnerTextsAsync();
            Assert.Equal(workspace.Purposes.Values.Select(purpose => purpose.Title.In(language)).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("    recipients: [cloud-host, mail-sender]", "    recipients: [mail-sender]", "still tells")]
    [InlineData("    recipients: [cloud-host, mail-sender]", "    recipients: [cloud-host, mail-sender, dealers]", "does not tell")]
    [InlineData("    retention: 730d", "    retention: 900d", "retention")]
    [Catches(29)]
    public void A_notice_that_is_not_what_the_system_does_is_refused_whichever_says_more(string told, string done, string says)
    {
        var faults = Read(files => files.SetItem("purposes.yaml", files["purposes.yaml"].Replace(told, done, StringComparison.Ordinal))).Faults;

        Assert.Contains(faults, fault => fault.Fault.Code == "notice-drift" && fault.Fault.What.Contains(says, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("surfaces.yaml", "    life: 30m\n", "    life: 30m\n    variants: {red: 50, green: 50}\n")]
    [InlineData("notices/web-privacy.yaml", "version:", "experiment: warmer-words\nversion:")]
    [InlineData("purposes.yaml", "  analytics:\n", "  analytics:\n    variations: [a, b]\n")]
    [InlineData("exchanges.yaml", "    kind: convenience\n", "    kind: convenience\n    split: 50\n")]
    [Measures(36, "banner", "notice", "choices", "benefits")]
    [Catches(36)]
    public void Nobody_experiments_with_how_people_are_asked(string file, string plain, string tried)
    {
        var reading = Read(files => files.SetItem(file, ReplaceOnce(files[file], plain, tried)));

        var fault = Assert.Single(reading.Faults, fault => fault.Fault.Code == "consent-experiment");
        Assert.Equal(file, fault.At.File);
        Assert.Null(reading.Workspace);
    }

    [Fact]
    public void A_file_of_experiments_is_no_file_of_a_workspace_yet() =>
        Assert.Contains(Read(files => files.Add("experiments/banner.yaml", "experiment: banner\n")).Faults, fault => fault.At.File == "experiments/banner.yaml");

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [Measures(37, "choices", "benefits")]
    [Catches(37)]
    public async Task Of_somebody_flagged_as_a_minor_marketing_is_locked_off_and_nothing_asks(string language)
    {
        await using var portal = await RunningPortal.StartAsync(Protecting);
        foreach (var (band, isYoung) in new[] { ("13-15", true), ("18+", false) })
        {
            var customer = await Customer.MakeAsync(portal);
            await customer.SendAsync(portal, "dealer-crm", Collect.EventType.Identify, "", $$"""{"email":"{{customer.Email}}","ageBand":"{{band}}"}""");
            await using var visitor = await visits.VisitAsync(portal);
            await visitor.SignInAsync(customer.Email, language);
            await visitor.OpenAsync($"/{language}/choices");
            var asks = await visitor.Choice("marketing-email").Locator("button").CountAsync();
            await visitor.OpenAsync($"/{language}/benefits");
            asks += await visitor.Page.Locator("#benefit-owners-guide").CountAsync();

            Assert.Equal(isYoung, asks == 0);
            if (isYoung)
            {
                await visitor.OpenAsync($"/{language}/choices");
                await Assertions.Expect(visitor.Choice("marketing-email").Locator(".state")).ToHaveTextAsync(OffForTheYoung());
                Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
            }
        }
    }

    [Fact]
    [Measures(17, "every page", "benefits")]
    [Catches(17)]
    public async Task For_half_a_year_after_a_no_nothing_asks_again()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await RunningPortal.StartAsync(clock: clock);
        var customer = await Customer.MakeAsync(portal);
        await using var visitor = await visits.VisitAsync(portal);
        await visitor.SignInAsync(customer.Email);
        await visitor.OpenAsync("/en/benefits");
        Assert.NotEmpty(await Watches.PromptsAsync(visitor.Page)); // Before a no a benefit may be offered: what the watch looks for.
        await visitor.OpenAsync("/en/choices");
        await visitor.Page.Locator(".all button").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
        foreach (var days in new[] { 0, 29, 60, 90 })
        {
            clock.Advance(TimeSpan.FromDays(days));
            await visitor.Context.ClearCookiesAsync();
            await visitor.SignInAsync(customer.Email);
            foreach (var path in Pages.PageTests.OwnPaths)
            {
                await visitor.OpenAsync($"/en/{path}");
                Assert.Empty((await Watches.PromptsAsync(visitor.Page)).Select(prompt => $"day {days} on {path}: {prompt}"));
            }
        }
    }

    [Fact]
    [Measures(17, "choices")]
    public async Task A_no_is_remembered_as_long_as_a_yes()
    {
        async Task<double> LifeAsync(string answer)
        {
            await using var visitor = await visits.VisitAsync(scripts: false);
            await visitor.OpenAsync("/en/choices");
            await visitor.PressAsync("analytics", answer);
            return (await visitor.Context.CookiesAsync()).Single().Expires - DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        }

        var (yes, no) = (await LifeAsync("allow"), await LifeAsync("refuse"));
        Assert.InRange(yes / 86_400, 179, 181);
        Assert.InRange(no / yes, 0.999, 1.001);
    }

    /// <summary>The motors workspace where marketing to people under 18 is forbidden and a trusted source tells an age.</summary>
    private static ImmutableSortedDictionary<string, string> Protecting(ImmutableSortedDictionary<string, string> files) => files
        .RemoveRange(files.Keys.Where(path => path.StartsWith("notices/built/", StringComparison.Ordinal)))
        .SetItem("workspace.yaml", ReplaceOnce(files["workspace.yaml"], "  default-residence: GB\n", "  default-residence: GB\n  age-fact: age-band\n"))
        .SetItem("laws/uk-gdpr.yaml", files["laws/uk-gdpr.yaml"] + "  banned-below-age:\n    - {class: marketing, value: 18, from: 2018-05-25, source: \"a rule for this test\", confidence: high}\n")
        .SetItem("facts.yaml", ReplaceOnce(files["facts.yaml"], "facts:\n", "facts:\n  age-band:\n    title: {en: Age, ru: Возраст}\n"))
        .SetItem("contracts/account.yaml", ReplaceOnce(
            files["contracts/account.yaml"],
            "      city:\n",
            "      ageBand:\n        type: text\n        label: user.demographic.age_range\n        purposes: [service]\n        reason: {en: Protects the young., ru: Защищает юных.}\n        fact: age-band\n      city:\n"));

    private static WorkspaceReading Read(Func<ImmutableSortedDictionary<string, string>, ImmutableSortedDictionary<string, string>> change) =>
        WorkspaceReader.Read(change(RunningPortal.MotorsFiles()), Numbering.Empty);

    private static string ReplaceOnce(string text, string find, string put)
    {
        var at = text.IndexOf(find, StringComparison.Ordinal);
        Assert.True(at >= 0, find);
        return string.Concat(text.AsSpan(0, at), put, text.AsSpan(at + find.Length));
    }

    [GeneratedRegex("^(Off We do not do this for people of your age.|Выключено Для людей вашего возраста мы этого не делаем.)$")]
    private static partial Regex OffForTheYoung();
}
