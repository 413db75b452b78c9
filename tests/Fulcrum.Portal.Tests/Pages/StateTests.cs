using Deque.AxeCore.Playwright;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Pages;

/// <summary>What pages look like after a button was pressed: saved, wrong, not saved, stopped, ready, erased. Readable by everybody, and steering nobody.</summary>
public sealed class StateTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Theory]
    [InlineData("en", 1280, ColorScheme.Light)]
    [InlineData("ru", 320, ColorScheme.Dark)]
    public async Task Everybody_can_read_what_becomes_of_what_they_press(string language, int width, ColorScheme scheme)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(width, scheme);
        var page = visitor.Page;
        await visitor.SignInAsync(customer.Email, language, "data");
        await page.Locator("#fact-city summary").ClickAsync();
        await page.Locator("#value-city").FillAsync(" ");
        await page.Locator("#fact-city button[value=correct]").ClickAsync();
        await ReadAsync("data-wrong", "#value-city-fault");
        await page.Locator("#value-city").FillAsync("Metz");
        visits.Portal.IsRefusing = true;
        try
        {
            await page.Locator("#fact-city button[value=correct]").ClickAsync();
            await ReadAsync("data-not-saved", "[role=alert]");
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }

        await page.Locator("button[value=correct]").ClickAsync();
        await ReadAsync("data-saved", "#news");
        await page.Locator("button[value=contest]").First.ClickAsync();
        await ReadAsync("data-contested", "#news");
        await visitor.OpenAsync($"/{language}/requests");
        await page.Locator("button[value=ask]").ClickAsync();
        await ReadAsync("requests-wrong", "#kind-fault");
        await page.Locator("#kind").SelectOptionAsync("Review");
        await page.Locator("#what").FillAsync("?!");
        await page.Locator("button[value=ask]").ClickAsync();
        await ReadAsync("requests-asked", "#news");
        await page.Locator("button[value=stop]").ClickAsync();
        await ReadAsync("requests-stopped", "#news");
        await page.Locator("button[value=copy]").ClickAsync();
        await ReadAsync("requests-copy", "#copy");
        await visitor.OpenAsync($"/{language}/choices");
        await ReadAsync("choices-stopped", "#stopped");
        await visitor.OpenAsync($"/{language}/requests/erase");
        await page.Locator("button[value=erase]").ClickAsync();
        await ReadAsync("erased", "code.typed");

        async Task ReadAsync(string name, string sign)
        {
            await Assertions.Expect(page.Locator(sign).First).ToBeVisibleAsync();
            await PageTests.ShootAsync(page, $"state-{name}-{language}-{width}");
            Assert.Empty((await page.RunAxe()).Violations.Select(one => $"{name}: {one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
            Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);

            // What somebody chose themselves and sent back wrong is not chosen beforehand.
            Assert.Empty((await DarkPatternRules.FindAsync(page)).Select(found => $"{name}: {found}"));
        }
    }
}
