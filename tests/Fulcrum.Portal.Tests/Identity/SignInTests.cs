using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Identity;

/// <summary>Signing in with a code: the same for known and unknown, said in words where it fails, and over at once when it ends.</summary>
public sealed partial class SignInTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    [Theory]
    [InlineData("en", "My data", "Sign out")]
    [InlineData("ru", "Мои данные", "Выйти")]
    public async Task Without_a_script_a_code_opens_the_pages_and_signing_out_closes_them(string language, string data, string end)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync($"/{language}/data");
        Assert.EndsWith($"/{language}/sign-in?to=data", visitor.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain("Lyon", await visitor.Page.ContentAsync(), StringComparison.Ordinal);

        await visitor.SignInAsync(customer.Email, language, "data");
        await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync(data);
        await Assertions.Expect(visitor.Page.Locator("#fact-city .value")).ToHaveTextAsync("Lyon");
        var cookies = await visitor.Context.CookiesAsync();

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = end }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("form.account")).ToHaveCountAsync(0);
        await visitor.Context.AddCookiesAsync(cookies.Select(one => new Microsoft.Playwright.Cookie { Name = one.Name, Value = one.Value, Url = visits.Portal.Address.ToString().Replace("http:", "https:", StringComparison.Ordinal), Secure = true, HttpOnly = true }));
        await visitor.OpenAsync($"/{language}/data");
        Assert.EndsWith($"/{language}/sign-in?to=data", visitor.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_the_keyboard_alone_somebody_signs_in_and_out()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/");
        await visitor.TabToAsync("Sign in");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.TabToFieldAsync("address");
        await visitor.Page.Keyboard.TypeAsync(customer.Email);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#code")).ToBeVisibleAsync();
        await visitor.TabToFieldAsync("code");
        await visitor.Page.Keyboard.TypeAsync(await visits.Portal.Mailbox.CodeAsync(visits.Portal, customer.Email));
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("form.account")).ToBeVisibleAsync();
        await visitor.TabToAsync("Sign out");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("form.account")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Known_unknown_and_erased_are_answered_alike_and_cost_the_same_writes()
    {
        await using var portal = await RunningPortal.StartAsync();
        var known = await Customer.MakeAsync(portal);
        var erased = await Customer.MakeAsync(portal);
        await portal.Core.Erasures.EraseAsync([portal.Read("user-id", erased.UserId)], "test", "asked", TestContext.Current.CancellationToken);
        var answers = new List<(HttpStatusCode, string, long, string)>();
        foreach (var address in new[] { known.Email, "nobody@example.com", erased.Email })
        {
            using var visitor = new PlainVisitor(portal);
            var before = portal.Core.Store.Journal.Head;
            var answer = await visitor.AskAsync(address);
            answers.Add((answer.Status, Secrets().Replace(answer.Body.Replace(address, "x", StringComparison.Ordinal), "y"), portal.Core.Store.Journal.Head - before, answer.Location));
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
        Assert.Equal((HttpStatusCode.OK, 1L), (answers[0].Item1, answers[0].Item3));
    }

    [Fact]
    public async Task Nobody_known_and_somebody_erased_see_the_same_page_once_they_proved_their_address()
    {
        await using var portal = await RunningPortal.StartAsync();
        var erased = await Customer.MakeAsync(portal);
        await portal.Core.Erasures.EraseAsync([portal.Read("user-id", erased.UserId)], "test", "asked", TestContext.Current.CancellationToken);
        var pages = new List<string>();
        foreach (var address in new[] { "mira0@example.com", erased.Email })
        {
            using var visitor = new PlainVisitor(portal);
            await visitor.SignInAsync(address);
            pages.Add(Secrets().Replace((await visitor.GetAsync("/en/data")).Body, "y"));
        }

        Assert.Equal(pages[0], pages[1]);
        Assert.Contains("We keep nothing about you", pages[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Type your e-mail or your phone number.")]
    [InlineData("ann at example", "We cannot send to this.")]
    [InlineData("ann@", "We cannot send to this.")]
    [InlineData("12", "We cannot send to this.")]
    [InlineData("\"><script>alert(1)</script>@x", "We cannot send to this.")]
    public async Task What_is_wrong_with_an_address_is_said_beside_it_and_what_was_typed_stays(string typed, string said)
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.OpenAsync("/en/sign-in");
        await visitor.Page.Locator("#address").FillAsync(typed);
        await visitor.Page.Locator("button[value=ask]").ClickAsync();

        await Assertions.Expect(visitor.Page.Locator("#address-fault")).ToContainTextAsync(said);
        await Assertions.Expect(visitor.Page.Locator("#address")).ToHaveValueAsync(typed);
        Assert.Contains("address-fault", await visitor.Page.Locator("#address").GetAttributeAsync("aria-describedby"), StringComparison.Ordinal);
        Assert.DoesNotContain(visitor.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_code_is_said_to_be_wrong_and_stays_in_the_field()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/sign-in");
        await visitor.Page.Locator("#address").FillAsync("wrong-code@example.com");
        await visitor.Page.Locator("button[value=ask]").ClickAsync();
        await visitor.Page.Locator("button[value=code]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#code-fault")).ToHaveTextAsync("Type the code from the message.");

        await visitor.Page.Locator("#code").FillAsync("12ab");
        await visitor.Page.Locator("button[value=code]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#code-fault")).ToContainTextAsync("This code does not fit.");
        await Assertions.Expect(visitor.Page.Locator("#code")).ToHaveValueAsync("12ab");
        await visitor.Page.Locator("#code").FillAsync(await visits.Portal.Mailbox.CodeAsync(visits.Portal, "wrong-code@example.com"));
        await visitor.Page.Locator("button[value=code]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("form.account")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_code_that_could_not_be_kept_is_not_said_to_be_sent()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var visitor = new PlainVisitor(portal);
        portal.IsRefusing = true;
        var answer = await visitor.AskAsync("ann@example.com");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("no code was sent", answer.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"ann@example.com\"", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"code\"", answer.Body, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=value=\")[\\w-]{22,}(?=\")")]
    private static partial Regex Secrets();
}
