using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>A company's first day with the console, in a real browser with a passkey: from the set-up link to the removal.</summary>
public sealed partial class LifeTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    [Fact]
    public async Task From_the_set_up_link_to_a_colleague_who_is_trained_looks_and_is_removed()
    {
        await using var console = await RunningConsole.StartAsync();
        var email = await console.KnowAsync("mira");
        await using var owner = await Desk.OpenAsync(fixture, console: console);
        var link = await console.Core.Staff.BeginAsync(TestContext.Current.CancellationToken);

        await owner.GoAsync($"/en/set-up?link={link}");
        Assert.EndsWith("/en/set-up", owner.Page.Url, StringComparison.Ordinal);
        await owner.PressAsync("Make the passkey");
        await Assertions.Expect(owner.Page.Locator("h1")).ToHaveTextAsync("Hello, Owner");

        var first = await SessionAsync(owner);
        await owner.PressAsync("Sign out");
        await owner.PressAsync("Sign in with a passkey");
        await Assertions.Expect(owner.Page.Locator("h1")).ToHaveTextAsync("Hello, Owner");
        var second = await SessionAsync(owner);
        await owner.GoAsync("/en/prove");
        await owner.PressAsync("Touch the passkey");
        await Assertions.Expect(owner.Page.Locator("h1")).ToHaveTextAsync("Hello, Owner");
        Assert.Equal(3, new[] { first, second, await SessionAsync(owner) }.Distinct().Count());
        foreach (var before in new[] { first, second })
        {
            using var thief = new StaffClient(console, before, "");
            var (status, _, answer) = await thief.PageAsync("/en/staff");
            answer.Dispose();
            Assert.Equal(System.Net.HttpStatusCode.SeeOther, status);
        }

        await owner.GoAsync("/en/staff");
        await owner.Page.Locator("#name").FillAsync("Ben");
        await owner.Page.Locator("section.panel").GetByLabel("Service desk").CheckAsync();
        await owner.PressAsync("Add and get a link");
        var invitation = await owner.Page.Locator("code.secret").InnerTextAsync();

        await using var ben = await Desk.OpenAsync(fixture, width: 320, console: console);
        await ben.Page.GotoAsync(invitation);
        await ben.PressAsync("Make the passkey");
        await Assertions.Expect(ben.Page.GetByText("Lesson to pass")).ToBeVisibleAsync();
        Assert.Equal(0, await ben.Page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).CountAsync());

        await LookAsync(ben, email);
        await Assertions.Expect(ben.Page.Locator("h1")).ToHaveTextAsync("A lesson comes first");
        await Assertions.Expect(ben.Page.GetByText("Ada Wells")).ToBeVisibleAsync();

        await ben.GoAsync("/en/training/careful-use");
        foreach (var (question, answer) in new[] { (0, 0), (1, 2), (2, 0) })
        {
            await ben.Page.Locator($"input[name=answer-{question}][value='{answer}']").CheckAsync();
        }

        await ben.PressAsync("Send the answers");
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(1);
        await ben.Page.Locator("input[name=answer-0][value='1']").CheckAsync();
        await ben.PressAsync("Send the answers");
        await Assertions.Expect(ben.Page.Locator("#news")).ToContainTextAsync("You passed");

        await LookAsync(ben, email);
        await Assertions.Expect(ben.Page.GetByText("Your look is on record")).ToBeVisibleAsync();
        Assert.DoesNotContain("mira", ben.Page.Url, StringComparison.Ordinal);

        await owner.GoAsync("/en/staff");
        await owner.Page.Locator("summary").First.ClickAsync();
        await owner.PressAsync("Remove");
        await Assertions.Expect(owner.Page.GetByText(RemovedOn())).ToBeVisibleAsync();
        await ben.GoAsync("/en/people");
        Assert.EndsWith("/en/sign-in", ben.Page.Url, StringComparison.Ordinal);

        Assert.DoesNotContain(owner.Complaints.Concat(ben.Complaints), complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whatever_needs_no_passkey_works_without_a_script()
    {
        await fixture.Console.KnowAsync("nils");
        using var somebody = await fixture.Console.EnterAsync("Nell", "service-desk", "careful-use");
        await using var desk = await Desk.OpenAsync(fixture, scripts: false);
        await desk.SitAsync(somebody);

        await LookAsync(desk, "nils@example.com");
        await Assertions.Expect(desk.Page.GetByText("Your look is on record")).ToBeVisibleAsync();
        await desk.GoAsync("/en/sign-in");
        await Assertions.Expect(desk.Page.GetByText("This browser runs no script")).ToBeVisibleAsync();
    }

    /// <summary>The session's cookie, once every cookie was seen to be of this host alone and out of reach of scripts.</summary>
    private static async Task<string> SessionAsync(Desk desk)
    {
        var cookies = await desk.Page.Context.CookiesAsync();
        Assert.All(cookies, cookie => Assert.True(
            cookie is { Secure: true, HttpOnly: true, SameSite: SameSiteAttribute.Lax, Path: "/" } && cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && cookie.Name.Length + cookie.Value.Length < 200, cookie.Name));
        return Assert.Single(cookies, cookie => cookie.Name == "__Host-staff").Value;
    }

    private static async Task LookAsync(Desk desk, string email)
    {
        await desk.GoAsync("/en/people");
        await desk.Page.Locator("#type").SelectOptionAsync("email");
        await desk.Page.Locator("#value").FillAsync(email);
        await desk.Page.Locator("#why").FillAsync("asks where the order is");
        await desk.PressAsync("Look");
    }

    [GeneratedRegex("^removed on")]
    private static partial Regex RemovedOn();
}
