using Deque.AxeCore.Playwright;
using Fulcrum.Consent;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Fulcrum.Portal.Tests.Pages;
using Fulcrum.Rights.Access;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.Access;

/// <summary>My data for somebody who is not signed in: what their own browser brought, and nothing of anybody.</summary>
public sealed class DeviceDataTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private static readonly string[] Asked = ["personalization", "sales-assistance"];

    private static int _made;

    [Theory]
    [InlineData("en", 1280, "What this browser told us")]
    [InlineData("ru", 320, "Что сообщил нам этот браузер")]
    public async Task A_browser_is_shown_what_came_from_it_without_signing_in_and_changes_nothing_there(string language, int width, string lead)
    {
        var browser = await BrowseAsync("/models/comet");
        await using var visitor = await VisitAsync(browser, width, scripts: true);
        await visitor.OpenAsync($"/{language}/choices");
        await visitor.Page.Locator($"main a[href='/{language}/data']").ClickAsync();

        await Assertions.Expect(visitor.Page.Locator(".lead")).ToContainTextAsync(lead);
        await Assertions.Expect(visitor.Page.Locator("#fact-top-pages .value")).ToHaveTextAsync("/models/comet");
        await Assertions.Expect(visitor.Page.Locator("main form")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.Locator($"main a[href='/{language}/choices']")).ToHaveCountAsync(1);
        await PageTests.ShootAsync(visitor.Page, $"device-data-{language}-{width}");
        Assert.Empty((await visitor.Page.RunAxe()).Violations.Select(one => one.Id));
        Assert.InRange(await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
        Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
    }

    [Fact]
    public async Task That_a_browser_looked_is_on_disk_before_it_is_shown()
    {
        var browser = await BrowseAsync("/models/terra");
        await using var visitor = await VisitAsync(browser);
        await visitor.OpenAsync("/en/data");
        await visitor.OpenAsync("/en/data");

        var device = visits.Portal.Read("anonymous-id", browser);
        var access = await visits.Portal.Core.Access.OpenProvenAsync(device, new AccessRequest(AccessRequest.Self, "test", "uses"), TestContext.Current.CancellationToken);
        var uses = (await access!.ReadAsync(OwnKinds.Accesses, 0, 10, isExplained: false, TestContext.Current.CancellationToken))!;
        Assert.Equal(2, uses.Entries.OfType<OwnAccess>().Count(entry => entry is { What: "data", By: AccessRequest.Self }));
    }

    [Fact]
    public async Task After_a_no_what_waits_to_be_deleted_is_still_shown_as_such()
    {
        var browser = await BrowseAsync("/models/aurora");
        await using var visitor = await VisitAsync(browser);
        await visitor.OpenAsync("/en/choices");
        foreach (var purpose in Asked)
        {
            await visitor.PressAsync(purpose, "refuse");
        }

        await visitor.OpenAsync("/en/data");
        await Assertions.Expect(visitor.Page.Locator("#fact-top-pages")).ToContainTextAsync("not in use, waits to be deleted");
    }

    [Fact]
    public async Task A_browser_that_a_person_used_shows_nothing_of_the_person()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await VisitAsync(customer.Browser);
        await visitor.OpenAsync("/en/data");

        var page = await visitor.Page.ContentAsync();
        Assert.All(new[] { "Lyon", "Mira", customer.Email, "roadster", "64" }, said => Assert.DoesNotContain(said, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_browser_that_signed_in_later_shows_only_what_it_brought_before()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        var browser = await BrowseAsync("/models/pico");
        await customer.SendAsync(visits.Portal, "dealer-crm", Fulcrum.Collect.EventType.Identify, "", "{}", browser);
        await using var visitor = await VisitAsync(browser);
        await visitor.OpenAsync("/en/data");

        await Assertions.Expect(visitor.Page.Locator("#fact-top-pages .value")).ToHaveTextAsync("/models/pico");
        var page = await visitor.Page.ContentAsync();
        Assert.All(new[] { "Lyon", "Mira", customer.Email, "roadster" }, said => Assert.DoesNotContain(said, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody-ever-saw-this-browser")]
    public async Task A_browser_of_which_nothing_is_known_is_asked_who_it_is(string browser)
    {
        await BrowseAsync("/models/comet");
        await using var visitor = await VisitAsync(browser);
        await visitor.OpenAsync("/en/data");

        Assert.EndsWith("/en/sign-in?to=data", visitor.Page.Url, StringComparison.Ordinal);
    }

    private async Task<string> BrowseAsync(string path)
    {
        var browser = $"browser-of-nobody-{Interlocked.Increment(ref _made)}";
        var now = visits.Portal.Core.Now;
        await visits.Portal.Core.Consents.RecordAsync(
            new ConsentRequest([visits.Portal.Read("anonymous-id", browser)], "", [.. Asked.Select(purpose => new ConsentRecord(
                purpose, ConsentState.Given, "web-privacy@2026-11", "en", now, now, "web", ConsentMethod.Express, Verified: false, "test", [], Synthetic: false))]),
            TestContext.Current.CancellationToken);
        await new Customer("").SendAsync(visits.Portal, "web", Fulcrum.Collect.EventType.Page, "", $$"""{"path":"{{path}}"}""", browser, userId: "");
        return browser;
    }

    private async Task<Visitor> VisitAsync(string browser, int width = 1280, bool scripts = false)
    {
        var visitor = await visits.VisitAsync(width, scripts: scripts);
        if (browser.Length > 0)
        {
            await visitor.Context.AddCookiesAsync([new() { Name = "ajs_anonymous_id", Value = browser, Url = visits.Portal.Address.ToString() }]);
        }

        return visitor;
    }
}
