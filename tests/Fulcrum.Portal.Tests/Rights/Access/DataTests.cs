using Fulcrum.Consent;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.Access;

/// <summary>My data in a real browser without a script: everything that is held, put right and contested beside it.</summary>
public sealed class DataTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task Each_fact_says_what_from_where_when_how_why_and_until_when()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/en/data");
        var city = visitor.Page.Locator("#fact-city");
        foreach (var said in new[] { "City", "Lyon", "Dealers' customer system", "You told us", "To name the dealer nearest to you.", "Fitting pages to you", "in use", "kept until" })
        {
            await Assertions.Expect(city).ToContainTextAsync(said);
        }

        var listed = await visitor.Page.Locator(".fact h2").AllInnerTextsAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Next" }).ClickAsync();
        listed = [.. listed, .. await visitor.Page.Locator(".fact h2").AllInnerTextsAsync()];
        Assert.Equal(listed.Distinct(), listed);
        Assert.Contains("Five most visited pages", listed);
    }

    [Fact]
    public async Task A_value_is_put_right_at_once_and_says_whose_word_it_is()
    {
        await using var visitor = await SignedInAsync();
        await CorrectAsync(visitor, "city", "  Grenoble ");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("We put “City” right.");
        await Assertions.Expect(visitor.Page.Locator("#fact-city .value")).ToHaveTextAsync("Grenoble");
        await Assertions.Expect(visitor.Page.Locator("#fact-city")).ToContainTextAsync("you, in this privacy centre");
    }

    [Theory]
    [InlineData("city", "")]
    [InlineData("city", "   ")]
    [InlineData("customer-rating", "four")]
    [InlineData("customer-rating", "1e999")]
    public async Task What_cannot_be_read_is_said_beside_the_field_and_stays_typed(string fact, string typed)
    {
        await using var visitor = await SignedInAsync();
        await CorrectAsync(visitor, fact, typed);
        await Assertions.Expect(visitor.Page.Locator($"#value-{fact}-fault")).ToContainTextAsync("We cannot read this.");
        await Assertions.Expect(visitor.Page.Locator($"#value-{fact}")).ToHaveValueAsync(typed);
        await Assertions.Expect(visitor.Page.Locator("#news")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_was_worked_out_is_contested_and_is_in_use_no_more()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/en/data");
        var model = visitor.Page.Locator("#fact-last-configured-car");
        await Assertions.Expect(model).ToContainTextAsync("in use");
        await model.GetByRole(AriaRole.Button, new() { Name = "This is wrong Car configured last" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said that “Car configured last” is wrong.");
        await Assertions.Expect(model).ToContainTextAsync("not in use: you say it is wrong");
        await Assertions.Expect(model.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_change_that_failed_never_says_it_was_saved_and_keeps_what_was_typed()
    {
        await using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/en/data");
        visits.Portal.IsRefusing = true;
        try
        {
            await FillAsync(visitor, "city", "Nice");
            await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("This is not saved");
            await Assertions.Expect(visitor.Page.Locator("#value-city")).ToHaveValueAsync("Nice");
            await Assertions.Expect(visitor.Page.Locator("#news")).ToHaveCountAsync(0);
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save City" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#fact-city .value")).ToHaveTextAsync("Nice");
    }

    [Fact]
    public async Task Choices_of_whoever_is_signed_in_are_the_persons_and_hold_for_the_browser_too()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("analytics", "allow");
        await visitor.SignInAsync(customer.Email, to: "choices");
        await Assertions.Expect(visitor.Choice("personalization").Locator("> .state")).ToHaveClassAsync("state on");
        await Assertions.Expect(visitor.Choice("analytics").Locator("> .state")).ToHaveClassAsync("state off");

        await visitor.PressAsync("personalization", "refuse");
        await visitor.PressAsync("analytics", "refuse");
        Assert.Equal(ConsentState.Withdrawn, await customer.StateOfAsync(visits.Portal, "personalization"));
        var saved = visitor.Page.Url;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visitor.OpenAsync(new Uri(saved).PathAndQuery);
        await Assertions.Expect(visitor.Page.Locator("#news")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Choice("analytics").Locator("> .state")).ToContainTextAsync("You said no on");
    }

    private static async Task CorrectAsync(Visitor visitor, string fact, string typed)
    {
        await visitor.OpenAsync("/en/data");
        await FillAsync(visitor, fact, typed);
    }

    private static async Task FillAsync(Visitor visitor, string fact, string typed)
    {
        var card = visitor.Page.Locator($"#fact-{fact}");
        await card.Locator("summary").ClickAsync();
        await card.Locator($"#value-{fact}").FillAsync(typed);
        await card.Locator("button[value=correct]").ClickAsync();
    }

    private async Task<Visitor> SignedInAsync()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email);
        return visitor;
    }
}
