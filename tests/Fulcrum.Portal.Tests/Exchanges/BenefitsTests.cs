using Fulcrum.Consent;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Fulcrum.Rights;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Exchanges;

/// <summary>My benefits in a real browser without a script: both sides and the price of a no in one view, taken, declined and kept.</summary>
public sealed class BenefitsTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task Both_sides_and_the_price_of_a_no_stand_in_one_view_and_what_was_earned_stays()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await SignedInAsync(customer);
        await visitor.OpenAsync("/en/benefits");
        var drive = visitor.Page.Locator("#benefit-test-drive-at-home");
        foreach (var said in new[] { "You get", "We bring the car", "Without it", "you book a test drive at the dealer as before", "We use", "Favourite model", "Advice at the dealer", "If you change your mind" })
        {
            await Assertions.Expect(drive).ToContainTextAsync(said);
        }

        await drive.GetByRole(AriaRole.Button, new() { Name = "I want it" }).First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("“Test drive at your door” is yours.");
        await Assertions.Expect(drive).ToContainTextAsync("On its way.");

        var desk = RightsAsker.Desk([visits.Portal.Read("user-id", customer.UserId)], "clerk-7", "api");
        await visits.Portal.Core.Exchanges.DeliverAsync(desk, "test-drive-at-home", "car 7 on Monday", TestContext.Current.CancellationToken);
        await visitor.OpenAsync("/en/choices");
        await visitor.Page.Locator("#sales-assistance button[value=refuse]").First.ClickAsync();
        await visitor.OpenAsync("/en/benefits");
        await Assertions.Expect(drive).ToContainTextAsync("You took your yes back. It stays yours all the same.");
        await visitor.OpenAsync("/en/history");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("Test drive at your door: you were given it");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("car 7 on Monday");
    }

    [Fact]
    public async Task A_use_that_a_benefit_needs_is_asked_for_beside_it_by_itself_and_the_benefit_is_taken_by_another_press()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await SignedInAsync(customer);
        await visitor.OpenAsync("/en/benefits");
        var guide = visitor.Page.Locator("#benefit-owners-guide");
        foreach (var said in new[] { "You get", "Without it", "May we use your data for “E-mail with news and offers”?", "your yes takes nothing yet" })
        {
            await Assertions.Expect(guide).ToContainTextAsync(said);
        }

        Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
        await Assertions.Expect(guide.GetByRole(AriaRole.Button, new() { Name = "I want it" })).ToHaveCountAsync(0);
        await guide.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = false }).First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said yes to “E-mail with news and offers”.");
        Assert.Equal(ConsentState.Given, await customer.StateOfAsync(visits.Portal, "marketing-email"));
        await Assertions.Expect(guide).Not.ToContainTextAsync("On its way.");

        await guide.GetByRole(AriaRole.Button, new() { Name = "I want it" }).ClickAsync();
        await Assertions.Expect(guide).ToContainTextAsync("On its way.");
        await visitor.OpenAsync("/en/history");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "receipt" }).First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_the_browser_says_no_to_is_not_asked_for_beside_a_benefit()
    {
        await using var visitor = await SignedInAsync(await Customer.MakeAsync(visits.Portal));
        await visitor.Context.SetExtraHTTPHeadersAsync([new("Sec-GPC", "1")]);
        await visitor.OpenAsync("/en/benefits");

        await Assertions.Expect(visitor.Page.Locator("#benefit-owners-guide a.button")).ToHaveCountAsync(1);
        await Assertions.Expect(visitor.Page.Locator("button[value=allow]")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("en", "You said no to")]
    [InlineData("ru", "Вы сказали «нет»")]
    public async Task Whoever_answered_is_not_asked_again_beside_a_benefit_and_can_still_say_yes_among_the_choices(string language, string no)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(320, scripts: false);
        await visitor.SignInAsync(customer.Email, language);
        await visitor.OpenAsync($"/{language}/benefits");
        await visitor.Page.Locator("#benefit-owners-guide button[value=refuse]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync(no);
        Assert.Equal(ConsentState.Refused, await customer.StateOfAsync(visits.Portal, "marketing-email"));
        await Assertions.Expect(visitor.Page.Locator("button[value=allow]")).ToHaveCountAsync(0);

        await visitor.OpenAsync($"/{language}/benefits");
        await visitor.Page.Locator("details summary").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#benefit-owners-guide button")).ToHaveCountAsync(0);
        await visitor.Page.Locator("#benefit-owners-guide a.button").ClickAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"/{language}/choices#marketing-email$"));
    }

    [Fact]
    public async Task After_a_no_nothing_is_asked_and_everything_can_still_be_had()
    {
        await using var visitor = await SignedInAsync(await Customer.MakeAsync(visits.Portal));
        await visitor.OpenAsync("/en/benefits");
        await visitor.Page.Locator("#benefit-early-roadster").GetByRole(AriaRole.Button, new() { Name = "I do not want it" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("We ask for nothing for a while.");
        await Assertions.Expect(visitor.Page.Locator("main > section .fact")).ToHaveCountAsync(0);
        await visitor.Page.GetByText("What else there is").ClickAsync();
        await visitor.Page.Locator("#benefit-early-roadster").GetByRole(AriaRole.Button, new() { Name = "I want it" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#benefit-early-roadster")).ToContainTextAsync("On its way.");
    }

    [Fact]
    public async Task A_datum_that_is_missing_is_said_beside_the_field_and_a_failed_save_is_never_told_as_done()
    {
        await using var visitor = await SignedInAsync(await Customer.MakeAsync(visits.Portal, preferredModel: ""));
        await visitor.OpenAsync("/en/benefits");
        var take = visitor.Page.Locator("#benefit-test-drive-at-home").GetByRole(AriaRole.Button, new() { Name = "I want it" });
        await take.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#value-test-drive-at-home-fault")).ToContainTextAsync("Please fill this in");
        await visitor.Page.Locator("#value-test-drive-at-home").FillAsync("comet");
        visits.Portal.IsRefusing = true;
        try
        {
            await take.ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("This is not saved");
            await Assertions.Expect(visitor.Page.Locator("#value-test-drive-at-home")).ToHaveValueAsync("comet");
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "I want it" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#benefit-test-drive-at-home")).ToContainTextAsync("On its way.");
    }

    private async Task<Visitor> SignedInAsync(Customer customer)
    {
        var visitor = await visits.VisitAsync();
        await visitor.SignInAsync(customer.Email);
        return visitor;
    }
}
