using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Portal.Rights.History;
using Fulcrum.Rights.Access;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.History;

/// <summary>My history in a real browser without a script: everything in order, a receipt for each answer, a way back from the newest.</summary>
public sealed class HistoryTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task An_answer_has_its_receipt_and_the_newest_one_a_way_back()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "choices");
        await visitor.PressAsync("personalization", "refuse");
        await visitor.OpenAsync("/en/history?show=answers");
        var newest = visitor.Page.Locator(".rows > li").First;
        await Assertions.Expect(newest.Locator("h2")).ToHaveTextAsync("You took your yes back: Fitting pages to you");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo Fitting pages to you" })).ToHaveCountAsync(1);

        await newest.GetByRole(AriaRole.Link, new() { Name = "See the receipt" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("Fitting pages to you");
        var receipt = new Uri(visitor.Page.Url).PathAndQuery;
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "My history" }).ClickAsync();
        await visitor.OpenAsync("/en/history?show=answers");
        await newest.GetByRole(AriaRole.Button, new() { Name = "Undo Fitting pages to you" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You said yes to “Fitting pages to you”.");
        Assert.Equal(ConsentState.Given, await customer.StateOfAsync(visits.Portal, "personalization"));

        await using var other = await visits.VisitAsync(scripts: false);
        Assert.Equal(404, (await other.OpenAsync(receipt))!.Status);
        await other.SignInAsync((await Customer.MakeAsync(visits.Portal)).Email);
        Assert.Equal(404, (await other.OpenAsync(receipt))!.Status);
    }

    [Fact]
    public void Every_kind_of_row_is_told_on_some_page() =>
        Assert.Equal(OwnKinds.All, HistoryPage.Kinds | OwnKinds.Decisions | OwnKinds.LookUps | OwnKinds.Accesses);

    [Fact]
    public async Task Everything_is_listed_in_order_page_by_page_and_nothing_twice()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        for (var at = 0; at < 60; at++)
        {
            await customer.SendAsync(visits.Portal, "web", EventType.Page, "", $$"""{"path":"/page-{{at:00}}"}""", customer.Browser);
        }

        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "history");
        var seen = new List<string>();
        while (true)
        {
            seen.AddRange((await visitor.Page.Locator(".rows dd").AllInnerTextsAsync()).Where(text => text.StartsWith("/page-", StringComparison.Ordinal)));
            if (await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Older" }).CountAsync() == 0)
            {
                break;
            }

            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Older" }).ClickAsync();
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(at => $"/page-{at:00}").Reverse(), seen);
    }
}
