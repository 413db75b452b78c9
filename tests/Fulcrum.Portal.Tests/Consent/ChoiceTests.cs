using System.Diagnostics;
using Fulcrum.Consent;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Consent;

/// <summary>My choices in a real browser without a script: one press gives, one press takes back, and what is said is what the journal holds.</summary>
public sealed class ChoiceTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Theory]
    [InlineData("en", "You said yes to “Fitting pages to you”.", "You said no to “Fitting pages to you”.")]
    [InlineData("ru", "Вы сказали «да»: «Подбор страниц под вас».", "Вы сказали «нет»: «Подбор страниц под вас».")]
    public async Task One_press_gives_and_one_press_takes_back(string language, string yes, string no)
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync($"/{language}/choices");
        await visitor.PressAsync("personalization", "allow");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync(yes);
        await Assertions.Expect(visitor.Choice("personalization").Locator("> .state")).ToHaveClassAsync("state on");

        await visitor.PressAsync("personalization", "refuse");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync(no);
        await Assertions.Expect(visitor.Choice("personalization").Locator("> .state")).ToHaveClassAsync("state off");
        await Assertions.Expect(visitor.Choice("analytics").Locator("> .state")).ToHaveClassAsync("state off");
    }

    [Fact]
    public async Task A_choice_holds_for_decisions_about_the_browser_that_the_site_knows()
    {
        var site = $"site-{Stopwatch.GetTimestamp()}";
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.Context.AddCookiesAsync([new() { Name = "ajs_anonymous_id", Value = $"%22{site}%22", Url = visits.Portal.Address.ToString() }]);
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("analytics", "allow");
        Assert.Equal(ConsentState.Given, await visits.Portal.StateOfAsync("anonymous-id", site, "analytics"));

        await visitor.PressAsync("analytics", "refuse");
        Assert.Equal(ConsentState.Withdrawn, await visits.Portal.StateOfAsync("anonymous-id", site, "analytics"));
        Assert.Equal(ConsentState.Unknown, await visits.Portal.StateOfAsync("anonymous-id", site, "personalization"));
    }

    [Fact]
    public async Task Each_change_has_a_receipt_that_verifies_and_a_way_back()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("marketing-email", "refuse");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "See the receipt" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("You said no: E-mail with news and offers")).ToBeVisibleAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Verified: the ledger holds this decision");
        var receipt = visitor.Page.Url;

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "My choices" }).ClickAsync();
        await visitor.PressAsync("marketing-email", "allow");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo E-mail with news and offers", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no to");

        await using var other = await visits.VisitAsync();
        await other.OpenAsync("/en/choices");
        Assert.Equal(404, (await other.OpenAsync(new Uri(receipt).PathAndQuery))!.Status);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_channel_is_chosen_by_itself()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("personalization", "allow");
        await visitor.Choice("personalization").Locator("summary").ClickAsync();
        var app = visitor.Choice("personalization").Locator(".channels > li").Filter(new() { HasText = "In the app" });
        await app.Locator("button[value=refuse]").ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no to “Fitting pages to you, In the app”.");
        await visitor.Choice("personalization").Locator("summary").ClickAsync();
        await Assertions.Expect(app.Locator(".state")).ToHaveClassAsync("state off");
        await Assertions.Expect(visitor.Choice("personalization").Locator(".channels > li").Filter(new() { HasText = "On web pages" }).Locator(".state")).ToHaveClassAsync("state on");
    }

    [Fact]
    public async Task No_to_all_of_it_ends_every_use()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("personalization", "allow");
        await visitor.PressAsync("analytics", "allow");
        await visitor.Page.Locator(".all button").ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no to every use.");
        await Assertions.Expect(visitor.Page.Locator(".choice > .state.on")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task From_the_keyboard_alone_a_choice_is_made_and_taken_back()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/choices");
        await visitor.TabToAsync("Allow Understanding our pages");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said yes to “Understanding our pages”.");

        await visitor.TabToAsync("Don't allow Understanding our pages");
        await visitor.Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no to “Understanding our pages”.");
    }

    [Fact]
    public async Task A_save_that_failed_never_says_it_was_saved_and_keeps_what_was_pressed()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("sales-assistance", "allow");
        visits.Portal.IsRefusing = true;
        try
        {
            await visitor.Choice("sales-assistance").Locator(":scope > form button[value=refuse]").ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Your answer is not saved");
            Assert.DoesNotContain("You said no", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Don't allow Advice at the dealer", Exact = true }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no to “Advice at the dealer”.");
    }

    [Fact]
    public async Task A_signal_of_the_browser_is_shown_as_followed()
    {
        await using var visitor = await visits.VisitAsync(headers: [new("Sec-GPC", "1")]);
        await visitor.OpenAsync("/en/choices");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Your browser said no for you" })).ToBeVisibleAsync();

        await using var without = await visits.VisitAsync();
        await without.OpenAsync("/en/choices");
        Assert.Equal(0, await without.Page.Locator("#signal").CountAsync());
    }
}
