using Fulcrum.StaffConsole.Tests.Pages;
using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Identity;

/// <summary>Staff come in through a company's identity provider, in a real browser with a real provider: it says who they are, and we say what they may do.</summary>
public sealed class CompanyTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    private const string InFront = "Hello, Owner";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_that_was_bound_with_a_set_up_link_signs_in_and_no_other_does()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        await using var desk = await Desk.OpenAsync(fixture, console: console);
        var link = await console.Core.Staff.BeginAsync(Token);

        await desk.GoAsync($"/en/set-up?link={link}");
        await FollowAsync(desk, "Use your account at Motors Group instead");
        await TellAsync(desk, "a-7");
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync(InFront);
        Assert.Null(await console.Core.Staff.FindLinkAsync(link!, Token));
        Assert.Null(await console.Core.Staff.BeginAsync(Token));

        await desk.PressAsync("Sign out");
        await FollowAsync(desk, "Sign in through Motors Group");
        await TellAsync(desk, "a-8");
        await Assertions.Expect(desk.Page.GetByText("That opened nothing.")).ToBeVisibleAsync();
        Assert.StartsWith($"{console.Address.Origin}/en/sign-in", desk.Page.Url, StringComparison.Ordinal);

        await FollowAsync(desk, "Sign in through Motors Group");
        await TellAsync(desk, "a-7");
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync(InFront);
        Assert.DoesNotContain(desk.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_a_dangerous_act_the_provider_asks_anew_and_what_was_shown_long_ago_opens_nothing()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        await using var desk = await EnterAsync(console, "a-7");
        console.Clock.Advance(TimeSpan.FromMinutes(6));
        await desk.GoAsync("/en/prove");

        console.Company!.Ago = TimeSpan.FromMinutes(10);
        await FollowAsync(desk, "Sign in to Motors Group once more");
        Assert.Equal("login", await desk.Page.Locator("#prompt").InnerTextAsync());
        await TellAsync(desk, "a-7");
        await Assertions.Expect(desk.Page.GetByText("That opened nothing.")).ToBeVisibleAsync();

        // Its clock is six minutes behind ours, and it says that it was just now.
        console.Company.Ago = -TimeSpan.FromMinutes(6);
        await FollowAsync(desk, "Sign in to Motors Group once more");
        await TellAsync(desk, "a-7");
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync(InFront);
        var session = (await console.Core.Staff.Sessions.FindAsync(await desk.SessionAsync(), Token))!;
        Assert.NotEmpty(await console.Core.Staff.InviteAsync(session, (await AddAsync(console, session)).Id, Token));
    }

    [Fact]
    public async Task Of_an_account_whose_provider_does_not_say_when_nothing_dangerous_is_done()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        console.Company!.SaysWhen = false;
        await using var desk = await EnterAsync(console, "a-7");
        var session = (await console.Core.Staff.Sessions.FindAsync(await desk.SessionAsync(), Token))!;

        var refused = await Assert.ThrowsAsync<Fulcrum.Staff.StaffRefusedException>(() => AddAsync(console, session));

        Assert.Equal(Fulcrum.Staff.StaffRefusal.StepUp, refused.Refusal);
    }

    [Fact]
    public async Task An_account_is_one_persons_and_opens_nothing_once_they_are_removed()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        await using var owner = await EnterAsync(console, "a-7");
        var session = (await console.Core.Staff.Sessions.FindAsync(await owner.SessionAsync(), Token))!;
        var (ben, link) = await console.Core.Staff.AddAsync(session, "Ben", ["service-desk"], Token);

        await using var desk = await Desk.OpenAsync(fixture, console: console);
        await desk.GoAsync($"/ru/set-up?link={link}");
        await FollowAsync(desk, "Или использовать вашу учётную запись Motors Group");
        await TellAsync(desk, "a-7");
        await Assertions.Expect(desk.Page.GetByText("Ничего не открылось.")).ToBeVisibleAsync();
        await FollowAsync(desk, "Или использовать вашу учётную запись Motors Group");
        await TellAsync(desk, "b-1");
        await Assertions.Expect(desk.Page.GetByText("Ben").First).ToBeVisibleAsync();

        await console.Core.Staff.RemoveAsync(session, ben.Id, Token);
        await desk.GoAsync("/ru/sign-in");
        await FollowAsync(desk, "Войти через Motors Group");
        await TellAsync(desk, "b-1");
        await Assertions.Expect(desk.Page.GetByText("Ничего не открылось.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_refuses_comes_with_an_answer_of_another_browser_or_finds_no_provider_is_told_and_nobody_is_signed_in()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        await using var desk = await EnterAsync(console, "a-7");
        await desk.PressAsync("Sign out");

        await FollowAsync(desk, "Sign in through Motors Group");
        await desk.PressAsync("Refuse");
        await Assertions.Expect(desk.Page.GetByText("That opened nothing.")).ToBeVisibleAsync();

        // An answer meant for one browser is worth nothing in another.
        await FollowAsync(desk, "Sign in through Motors Group");
        var answer = await desk.Page.RunAndWaitForRequestAsync(() => TellAsync(desk, "a-7"), request => request.Url.Contains("/company/back", StringComparison.Ordinal));
        await using var thief = await Desk.OpenAsync(fixture, console: console);
        await thief.Page.GotoAsync(answer.Url);
        await Assertions.Expect(thief.Page.GetByText("That opened nothing.")).ToBeVisibleAsync();
        Assert.Equal("", await thief.SessionAsync());

        await console.Company!.DisposeAsync();
        await using var late = await RunningConsole.StartAsync(withCompany: true);
        await late.Company!.DisposeAsync();
        await using var waiting = await Desk.OpenAsync(fixture, console: late);
        await waiting.GoAsync("/en/sign-in");
        await FollowAsync(waiting, "Sign in through Motors Group");
        await Assertions.Expect(waiting.Page.Locator("h1")).ToHaveTextAsync("Your company's sign-in does not answer");
        Assert.Equal(404, (await waiting.GoAsync("/en/company/other"))!.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("signature")]
    [InlineData("alg")]
    [InlineData("aud")]
    [InlineData("nonce")]
    [InlineData("iss")]
    [InlineData("exp")]
    public async Task A_token_that_is_not_signed_by_the_provider_for_us_for_this_flow_and_for_now_signs_nobody_in(string spoilt)
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        await using var desk = await EnterAsync(console, "a-7");
        await desk.PressAsync("Sign out");
        console.Company!.Spoils = spoilt.Length > 0 ? spoilt : "none";

        await FollowAsync(desk, "Sign in through Motors Group");
        await TellAsync(desk, "a-7");

        // Written anew and nothing changed, the token is good: what is refused is refused for what was spoilt.
        await Assertions.Expect(spoilt.Length > 0 ? desk.Page.GetByText("That opened nothing.") : desk.Page.GetByText(InFront)).ToBeVisibleAsync();
        Assert.Equal(spoilt.Length > 0, (await desk.SessionAsync()).Length == 0);
        Assert.Equal("openid", console.Company.Scope);

        // Of what the provider said the browser has nothing; a flow that came to nothing leaves what it began with for a quarter of an hour.
        Assert.All(await desk.CookiesAsync(), cookie => Assert.True(cookie.StartsWith("__Host-", StringComparison.Ordinal) || (spoilt.Length > 0 && cookie.StartsWith(".AspNetCore.OpenIdConnect.Nonce", StringComparison.Ordinal)), cookie));
    }

    [Fact]
    public async Task A_sign_in_is_begun_by_a_press_on_our_page_and_by_no_link_of_another_site()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true);
        using var caller = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

        Assert.Equal("/en/sign-in", await LeadsToAsync("cross-site"));
        Assert.Equal("/en/sign-in", await LeadsToAsync("none"));
        Assert.StartsWith(console.Company!.Told.Issuer.AbsoluteUri, await LeadsToAsync("same-origin"), StringComparison.Ordinal);

        async Task<string> LeadsToAsync(string from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{console.Address.Origin}/en/company/enter");
            request.Headers.Add("Sec-Fetch-Site", from);
            using var answer = await caller.SendAsync(request, Token);
            return answer.Headers.Location!.OriginalString;
        }
    }

    [Fact]
    public async Task A_provider_that_says_it_is_another_is_asked_nothing()
    {
        await using var console = await RunningConsole.StartAsync(withCompany: true, issuer: new Uri("https://other.example/"));
        await using var desk = await Desk.OpenAsync(fixture, console: console);
        await desk.GoAsync("/en/sign-in");

        await FollowAsync(desk, "Sign in through Motors Group");

        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync("Your company's sign-in does not answer");
    }

    private async Task<Desk> EnterAsync(RunningConsole console, string account)
    {
        var desk = await Desk.OpenAsync(fixture, console: console);
        await desk.GoAsync($"/en/set-up?link={await console.Core.Staff.BeginAsync(Token)}");
        await FollowAsync(desk, "Use your account at Motors Group instead");
        await TellAsync(desk, account);
        await Assertions.Expect(desk.Page.Locator("h1")).ToHaveTextAsync(InFront);
        return desk;
    }

    private static Task FollowAsync(Desk desk, string link) => desk.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();

    private static async Task TellAsync(Desk desk, string account)
    {
        await desk.Page.GetByLabel("Account").FillAsync(account);
        await desk.PressAsync("Go on");
    }

    private static async Task<Fulcrum.Staff.StaffMember> AddAsync(RunningConsole console, Fulcrum.Staff.StaffSession session) =>
        (await console.Core.Staff.AddAsync(session, "Nell", ["service-desk"], Token)).Member;
}
