using System.IO.Compression;
using System.Text;
using Fulcrum.Decisions;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Rights.Requests;

/// <summary>My requests in a real browser without a script: a copy, a stop, a question, each done or dated, and none said to be done that is not.</summary>
public sealed class RequestsTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Fact]
    public async Task A_copy_is_made_and_fetched_by_the_session_that_asked_and_by_no_other()
    {
        var (customer, visitor) = await SignedInAsync();
        await using var _ = visitor;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make a copy" }).ClickAsync();
        await FinishedAsync(visitor);
        var archive = await ReadCopyAsync(visitor);
        Assert.Contains(customer.Email, await TextOfAsync(archive, "data.json"), StringComparison.Ordinal);
        Assert.Contains("Lyon", await TextOfAsync(archive, "index.html"), StringComparison.Ordinal);
        Assert.Contains("data.json", await TextOfAsync(archive, "SHA256SUMS"), StringComparison.Ordinal);
        Assert.Contains(archive.Entries, entry => entry.Name.EndsWith(".csv", StringComparison.Ordinal));
        await Assertions.Expect(visitor.Page.Locator("section[aria-labelledby=all] .rows > li")).ToContainTextAsync(["Done"]);
        await Assertions.Expect(visitor.Page.Locator("#copy ~ .standing")).ToContainTextAsync("You can fetch it here until");

        // Another session of the same person, and the same browser after signing out, have no copy.
        await using var again = await visits.VisitAsync(scripts: false);
        await again.SignInAsync(customer.Email, to: "requests");
        Assert.False(await HasCopyAsync(again));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        Assert.False(await HasCopyAsync(visitor));
    }

    [Fact]
    public async Task A_copy_is_gone_once_its_owner_was_erased_elsewhere()
    {
        var (customer, visitor) = await SignedInAsync();
        await using var _ = visitor;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Make a copy" }).ClickAsync();
        await FinishedAsync(visitor);
        Assert.True(await HasCopyAsync(visitor));
        await visits.Portal.Core.Erasures.EraseAsync([visits.Portal.Read("user-id", customer.UserId)], "test", "asked", TestContext.Current.CancellationToken);

        Assert.False(await HasCopyAsync(visitor));
    }

    [Fact]
    public async Task A_stop_holds_for_the_next_decision_and_ends_when_it_is_lifted()
    {
        var (customer, visitor) = await SignedInAsync();
        await using var _ = visitor;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Stop every use" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("From now on we use your data for nothing.");
        Assert.NotEqual(DecisionMode.Personal, await DecideAsync(customer));
        await visitor.OpenAsync("/en/choices");
        await Assertions.Expect(visitor.Page.Locator("#stopped")).ToHaveTextAsync("You stopped every use");

        await visitor.OpenAsync("/en/requests");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Let it go on as I chose" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("Your choices hold again.");
        Assert.Equal(DecisionMode.Personal, await DecideAsync(customer));
    }

    [Fact]
    public async Task From_the_keyboard_alone_a_copy_is_made_a_fact_is_put_right_and_a_request_is_sent()
    {
        var (_, visitor) = await SignedInAsync();
        await using var __ = visitor;
        await visitor.TabToAsync("Make a copy");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await FinishedAsync(visitor);
        await visitor.TabToFieldAsync("kind");
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await visitor.TabToFieldAsync("what");
        await visitor.Page.Keyboard.TypeAsync("Why no discount?");
        await visitor.TabToAsync("Send the request");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("We have your request.");

        await visitor.TabToAsync("My data");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.TabToAsync("Put it right City");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.TabToFieldAsync("value-city");
        await visitor.Page.Keyboard.PressAsync("Control+A");
        await visitor.Page.Keyboard.TypeAsync("Metz");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#fact-city .value")).ToHaveTextAsync("Metz");
    }

    [Theory]
    [InlineData("", "please look", "#kind-fault", "Choose what it is about.")]
    [InlineData("Review", "   ", "#what-fault", "Tell us in a few words")]
    [InlineData("Review", "long", "#what-fault", "This is longer than 500 letters.")]
    public async Task What_is_wrong_with_a_request_is_said_beside_the_field_and_what_was_typed_stays(string kind, string words, string at, string said)
    {
        var (_, visitor) = await SignedInAsync();
        await using var __ = visitor;
        var typed = words == "long" ? new string('x', 501) : words;
        await AskAsync(visitor, kind, typed);
        await Assertions.Expect(visitor.Page.Locator(at)).ToContainTextAsync(said);
        await Assertions.Expect(visitor.Page.Locator("#what")).ToHaveValueAsync(typed);
        await Assertions.Expect(visitor.Page.Locator("#kind")).ToHaveValueAsync(kind);
        await Assertions.Expect(visitor.Page.Locator(".rows")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_request_is_taken_in_with_the_day_it_is_due_and_can_be_taken_back()
    {
        var (customer, visitor) = await SignedInAsync();
        await using var _ = visitor;
        await AskAsync(visitor, "Review", "Why no discount?");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("We have your request.");
        var listed = await visits.Portal.Core.Requests.ListAsync(RightsAsker.Desk([visits.Portal.Read("user-id", customer.UserId)], "test", "test"), TestContext.Current.CancellationToken);
        var request = Assert.Single(listed);
        var row = visitor.Page.Locator("section[aria-labelledby=all] .rows > li");
        await Assertions.Expect(row).ToContainTextAsync($"You have our answer by {new PageLanguage("en").Day(request.DueAt)}.");

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("You took your request back.");
        await Assertions.Expect(row).ToContainTextAsync("Taken back");
        await Assertions.Expect(row.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        Assert.Equal(RequestState.Dropped, Assert.Single(await visits.Portal.Core.Requests.ListAsync(RightsAsker.Desk([visits.Portal.Read("user-id", customer.UserId)], "test", "test"), TestContext.Current.CancellationToken)).Request.State);
    }

    [Theory]
    [InlineData("Stop every use")]
    [InlineData("Make a copy")]
    [InlineData("Send the request")]
    public async Task What_could_not_be_kept_is_never_said_to_be_done_and_the_button_stays(string button)
    {
        var (customer, visitor) = await SignedInAsync();
        await using var _ = visitor;
        await visitor.Page.Locator("#kind").SelectOptionAsync("Review");
        await visitor.Page.Locator("#what").FillAsync("Why no discount?");
        visits.Portal.IsRefusing = true;
        try
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("This is not saved");
            await Assertions.Expect(visitor.Page.Locator("#news")).ToHaveCountAsync(0);
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("My requests");
        Assert.Equal(button == "Stop every use" ? 0 : 1, (await visits.Portal.Core.Requests.ListAsync(RightsAsker.Desk([visits.Portal.Read("user-id", customer.UserId)], "test", "test"), TestContext.Current.CancellationToken)).Length);
    }

    private static async Task AskAsync(Visitor visitor, string kind, string typed)
    {
        await visitor.Page.Locator("#kind").SelectOptionAsync(kind);
        await visitor.Page.Locator("#what").FillAsync(typed);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send the request" }).ClickAsync();
    }

    /// <summary>Looks until the copy is there; each look is a page, as the page itself says.</summary>
    private static async Task FinishedAsync(Visitor visitor)
    {
        while (await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "See how far it is" }).CountAsync() > 0)
        {
            await visitor.OpenAsync("/en/requests");
        }

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Fetch the copy" })).ToBeVisibleAsync();
    }

    private async Task<bool> HasCopyAsync(Visitor visitor) =>
        (await visitor.Context.APIRequest.GetAsync(new Uri(visits.Portal.Address, "/en/requests/copy").ToString())).Headers["content-type"] == "application/zip";

    private async Task<ZipArchive> ReadCopyAsync(Visitor visitor)
    {
        var path = await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Fetch the copy" }).GetAttributeAsync("href");
        return new ZipArchive(new MemoryStream(await (await visitor.Context.APIRequest.GetAsync(new Uri(visits.Portal.Address, path).ToString())).BodyAsync()));
    }

    private static async Task<string> TextOfAsync(ZipArchive archive, string name)
    {
        await using var entry = await archive.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(entry, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private async Task<DecisionMode> DecideAsync(Customer customer)
    {
        var question = new Question([visits.Portal.Core.Workspace.Current.Placements["home-hero"]], [visits.Portal.Read("user-id", customer.UserId)], [], "", false);
        return (await visits.Portal.Core.Decisions.DecideAsync(question, TestContext.Current.CancellationToken))[0].Mode;
    }

    private async Task<(Customer Customer, Visitor Visitor)> SignedInAsync()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, to: "requests");
        return (customer, visitor);
    }
}
