using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Pages;

/// <summary>Every task of one's own pages from the keyboard alone, without a script: what cannot be reached by Tab is not there.</summary>
public sealed class KeyboardTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task Correcting_taking_stopping_asking_and_erasing_need_no_mouse()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        await visitor.SignInAsync(customer.Email);

        await visitor.OpenAsync("/en/data");
        await page.Locator("#fact-city summary").FocusAsync();
        await keys.PressAsync("Enter");
        await visitor.TabToFieldAsync("value-city");
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("Metz");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#fact-city")).ToContainTextAsync("Metz");

        await visitor.OpenAsync("/en/benefits");
        await visitor.TabToAsync("I want it Test drive at your door");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#news")).ToBeVisibleAsync();

        await visitor.OpenAsync("/en/requests");
        await page.Locator("[value=stop]").FocusAsync();
        await keys.PressAsync("Space");
        await Assertions.Expect(page.Locator("#news")).ToBeVisibleAsync();
        await visitor.TabToFieldAsync("kind");
        await keys.PressAsync("ArrowDown");
        await visitor.TabToFieldAsync("what");
        await keys.TypeAsync("Why was I shown that?");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#news")).ToBeVisibleAsync();

        await visitor.OpenAsync("/en/requests");
        await visitor.TabToAsync("Go to erasing");
        await keys.PressAsync("Enter");
        await visitor.TabToAsync("Erase it all");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("code.typed")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }
}
