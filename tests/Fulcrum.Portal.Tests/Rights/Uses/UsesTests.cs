using Fulcrum.Consent;
using Fulcrum.Decisions;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.Uses;

/// <summary>How data was used and why, as the journal has it; and the button beside each decision ends its use.</summary>
public sealed class UsesTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task Uses_are_counted_by_purpose_and_each_look_by_staff_says_who_why_and_when()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        for (var at = 0; at < 24; at++)
        {
            await LookAsync(customer, $"Visit number {at}");
        }

        await DecideAsync(customer);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "uses");
        Assert.Equal("2", await visitor.Page.Locator("section[aria-labelledby=counts] dt:text-is('Fitting pages to you') + dd").InnerTextAsync());
        Assert.Equal("25", await visitor.Page.Locator("section[aria-labelledby=looks] dt:text-is('Advice at the dealer') + dd").InnerTextAsync());
        var rows = visitor.Page.Locator(".rows > li");
        await Assertions.Expect(rows).ToHaveCountAsync(20);
        foreach (var said in new[] { "sales: Anna Klein", "Visit number 23", "The customer at the dealer", "Advice at the dealer", "UTC" })
        {
            await Assertions.Expect(rows.First).ToContainTextAsync(said);
        }

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await Assertions.Expect(rows.Last).ToContainTextAsync("Visit at the dealer");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Newer" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(20);
    }

    [Fact]
    public async Task Each_decision_says_why_in_a_sentence_and_one_press_ends_its_use()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "reasons");
        var decision = visitor.Page.Locator(".rows > li").First;
        await Assertions.Expect(decision).ToContainTextAsync("Top of the home page");
        await Assertions.Expect(decision).ToContainTextAsync("We used your data for “Fitting pages to you”.");
        Assert.Equal(DecisionMode.Personal, await DecideAsync(customer));

        await decision.GetByRole(AriaRole.Button, new() { Name = "Stop this use Fitting pages to you" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said no to “Fitting pages to you”.");
        Assert.Equal(ConsentState.Withdrawn, await customer.StateOfAsync(visits.Portal, "personalization"));
        Assert.NotEqual(DecisionMode.Personal, await DecideAsync(customer));
    }

    [Fact]
    public async Task In_short_the_first_page_counts_what_is_known_and_done()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email);
        Assert.Equal("4", await visitor.Page.Locator("dt:text-is('Things you did') + dd").InnerTextAsync());
        Assert.Equal("1", await visitor.Page.Locator("dt:text-is('Times we used it') + dd").InnerTextAsync());
        Assert.Equal("1", await visitor.Page.Locator("dt:text-is('Looks by our staff') + dd").InnerTextAsync());
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync(customer.Email);
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("Fitting pages to you: On");
    }

    private async Task LookAsync(Customer customer, string why) => await visits.Portal.Core.Views.LookUpAsync(
        visits.Portal.Core.Workspace.Current.Views["dealer"], [visits.Portal.Read("user-id", customer.UserId)], "sales: Anna Klein", why, TestContext.Current.CancellationToken);

    private async Task<DecisionMode> DecideAsync(Customer customer)
    {
        var question = new Question([visits.Portal.Core.Workspace.Current.Placements["home-hero"]], [visits.Portal.Read("user-id", customer.UserId)], [], "", false);
        return (await visits.Portal.Core.Decisions.DecideAsync(question, TestContext.Current.CancellationToken))[0].Mode;
    }
}
