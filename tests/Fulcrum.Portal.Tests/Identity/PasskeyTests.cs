using System.Net;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Fulcrum.Portal.Tests.Pages;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Identity;

/// <summary>Whoever proved an address by a code adds a passkey, and signs in with it afterwards; and nobody else does, in Chromium with an authenticator of its own.</summary>
public sealed class PasskeyTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private static readonly string[] OfMira = ["Mira", "Lyon"];

    private const string NotEntered = "No passkey opened anything";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Added_it_signs_in_after_a_restart_too_is_told_of_and_removed_it_opens_nothing()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mira = await Customer.MakeAsync(portal);
        await using var visitor = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await visitor.SignInByCodeAsync(mira.Email);
        await visitor.AddAsync("My <phone>");
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("The passkey was added");
        await Assertions.Expect(visitor.Page.Locator(".fact h2")).ToHaveTextAsync("My <phone>");
        await PageTests.ShootAsync(visitor.Page, "passkeys-added");
        Assert.Empty((await visitor.Page.RunAxe()).Violations);
        var message = (await portal.Mailbox.ReadAsync(portal, mira.Email))[^1];
        Assert.Equal("passkey-added", message.Template);
        Assert.Contains($"{portal.PublicAddress!.Origin}/en/passkeys", message.Body, StringComparison.Ordinal);

        // What the device keeps says nothing about them.
        var handle = (await visitor.KeysAsync()).Single().GetProperty("userHandle").GetString()!;
        Assert.DoesNotContain("mira", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(handle)), StringComparison.OrdinalIgnoreCase);

        await visitor.SignOutAsync();
        foreach (var isRestarted in new[] { false, true })
        {
            if (isRestarted)
            {
                await portal.RestartAsync();
            }

            Assert.True(await visitor.EnterAsync("data"));
            await Assertions.Expect(visitor.Page.Locator("#fact-city .value")).ToHaveTextAsync("Lyon");
            await Assertions.Expect(visitor.Page.GetByText("what checks your passkeys, 1 in all")).ToBeVisibleAsync();
        }

        await visitor.OpenAsync("/en/history");
        await Assertions.Expect(visitor.Page.GetByText("You signed in with a passkey").First).ToBeVisibleAsync();
        await visitor.OpenAsync("/en/passkeys");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync("The passkey was removed");
        await visitor.SignOutAsync();
        Assert.False(await visitor.EnterAsync());
        await Assertions.Expect(visitor.Page.Locator("[data-fault]")).ToContainTextAsync(NotEntered);
        Assert.DoesNotContain(visitor.Complaints, complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_script_the_pages_say_so_and_the_code_works()
    {
        var mira = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/sign-in");
        await Assertions.Expect(visitor.Page.Locator("[data-without]")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" })).ToBeHiddenAsync();
        await visitor.SignInAsync(mira.Email, to: "passkeys");
        await Assertions.Expect(visitor.Page.Locator("[data-without]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_script_may_run_on_two_pages_and_on_no_other_and_where_no_place_is_configured_on_none()
    {
        await using var nowhere = await RunningPortal.StartAsync(isPlaceKnown: false);
        foreach (var portal in new[] { visits.Portal, nowhere })
        {
            var mira = await Customer.MakeAsync(portal);
            using var ann = new PlainVisitor(portal);
            var allowed = new List<string>();
            foreach (var path in new[] { "sign-in", "choices", "trust", "notices", "nowhere" })
            {
                allowed.AddRange((await ann.GetAsync($"/en/{path}")).HeaderOf("Content-Security-Policy").Contains("script-src 'self'", StringComparison.Ordinal) ? [path] : []);
            }

            await ann.SignInAsync(mira.Email);
            foreach (var path in PageTests.OwnPaths)
            {
                var policy = (await ann.GetAsync($"/en/{path}")).HeaderOf("Content-Security-Policy");
                Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
                allowed.AddRange(policy.Contains("script-src", StringComparison.Ordinal) ? [path] : []);
            }

            Assert.Equal(portal == nowhere ? [] : ["sign-in", "passkeys"], allowed);
        }

        using var nobody = new PlainVisitor(nowhere);
        Assert.DoesNotContain("passkey", (await nobody.GetAsync("/en/sign-in")).Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_answer_counts_once_in_the_browser_that_was_asked_and_for_what_it_was_asked_and_not_too_late()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mira = await Customer.MakeAsync(portal);
        await using var visitor = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await visitor.SignInByCodeAsync(mira.Email);
        await visitor.AddAsync("phone");
        await visitor.SignOutAsync();

        // Another browser, with a token of its own and with a question of its own.
        await visitor.OpenAsync("/en/sign-in");
        var (question, answer) = await visitor.AnswerAsync("any");
        await using var thief = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await thief.OpenAsync("/en/sign-in");
        await RefusedAsync(thief, question, answer);
        var theirs = await QuestionAsync(thief, "any");
        await RefusedAsync(thief, theirs, answer);

        // The question that the thief's answer took is gone for its owner too; an answer to a new one counts, once.
        await RefusedAsync(visitor, question, answer);
        (question, answer) = await visitor.AnswerAsync("any");
        Assert.Equal(303, (await visitor.SendAsync("/en/sign-in", ("step", "passkey"), ("to", ""), ("question", question), ("answer", answer))).Status);
        await visitor.OpenAsync("/en/data");
        await visitor.SignOutAsync();
        await visitor.OpenAsync("/en/sign-in");
        await RefusedAsync(visitor, question, answer);

        (question, answer) = await visitor.AnswerAsync("any");
        portal.Clock.Advance(TimeSpan.FromMinutes(5));
        await RefusedAsync(visitor, question, answer);
        foreach (var broken in new[] { "", "{}", "[]", "x", answer.Replace("\"type\"", "\"kind\"", StringComparison.Ordinal), new string('a', 6_000) })
        {
            await RefusedAsync(visitor, await QuestionAsync(visitor, "any"), broken);
        }

        Assert.Empty(await ShownAsync(thief));
        Assert.True(await visitor.EnterAsync());
    }

    [Fact]
    public async Task Another_origin_another_persons_handle_and_an_unverified_user_prove_nothing()
    {
        await using var portal = await RunningPortal.StartAsync();
        var (mira, eve) = (await Customer.MakeAsync(portal), await Customer.MakeAsync(portal));
        await using var visitor = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await visitor.SignInByCodeAsync(mira.Email);
        await visitor.AddAsync("phone");
        await visitor.SignOutAsync();
        await using var other = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await other.SignInByCodeAsync(eve.Email);
        await other.AddAsync("phone");
        var eves = (await other.KeysAsync()).Single();
        await other.SignOutAsync();

        await visitor.OpenAsync("/en/sign-in");
        var (question, answer) = await visitor.AnswerAsync("any");
        await RefusedAsync(visitor, question, WithClientData(answer, "origin", "https://evil.example"));
        (question, answer) = await visitor.AnswerAsync("any");
        await RefusedAsync(visitor, question, WithClientData(answer, "type", "webauthn.create"));

        // A site that looks like ours hands our question on: the same key signs it, for the site's own origin; all else is right.
        await using var lookalike = await RunningPortal.StartAsync();
        foreach (var isOurs in new[] { false, true })
        {
            await visitor.OpenAsync("/en/sign-in");
            var asked = await visitor.AskAsync("any");
            await visitor.Page.GotoAsync($"{(isOurs ? portal : lookalike).PublicAddress!.Origin}/en/sign-in");
            answer = await visitor.SignAsync(asked.Options);
            await visitor.OpenAsync("/en/sign-in");
            var sent = await visitor.SendAsync("/en/sign-in", ("step", "passkey"), ("to", ""), ("question", asked.Question), ("answer", answer));
            Assert.Equal(isOurs ? 303 : 400, sent.Status);
        }

        await visitor.OpenAsync("/en/data");
        await visitor.SignOutAsync();

        // Eve's key with Mira's handle, which she would have to know; signed for this very question.
        await other.OpenAsync("/en/sign-in");
        (question, answer) = await other.AnswerAsync("any");
        var forged = JsonNode.Parse(answer)!;
        forged["response"]!["userHandle"] = ToUrl((await visitor.KeysAsync()).Single().GetProperty("userHandle").GetString()!);
        await RefusedAsync(other, question, forged.ToJsonString());
        Assert.NotEqual(eves.GetProperty("userHandle").GetString(), (await visitor.KeysAsync()).Single().GetProperty("userHandle").GetString());

        // A device that does not look who touches it adds nothing.
        await other.SignInByCodeAsync(eve.Email);
        await other.GiveDeviceAsync(verifies: false);
        await other.AddAsync("found in the street");
        await Assertions.Expect(other.Page.Locator("[data-fault]")).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.Locator(".fact")).ToHaveCountAsync(1);
        Assert.True(await visitor.EnterAsync());
    }

    [Fact]
    public async Task What_was_made_for_anothers_session_is_not_added()
    {
        await using var portal = await RunningPortal.StartAsync();
        var (mira, eve) = (await Customer.MakeAsync(portal), await Customer.MakeAsync(portal));
        await using var thief = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await thief.SignInByCodeAsync(eve.Email);
        await thief.OpenAsync("/en/passkeys");
        var (question, answer) = await thief.AnswerAsync("new");
        await using var victim = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await victim.SignInByCodeAsync(mira.Email);
        await victim.OpenAsync("/en/passkeys");
        var mixed = await victim.SendAsync("/en/passkeys", ("act", "add"), ("name", "x"), ("question", question), ("answer", answer));
        Assert.Equal(400, mixed.Status);
        Assert.Contains("You have no passkey here", mixed.Body, StringComparison.Ordinal);

        // In one browser: begun as Eve, answered as Mira.
        (question, answer) = await thief.AnswerAsync("new");
        await thief.SignOutAsync();
        await thief.SignInByCodeAsync(mira.Email);
        await thief.OpenAsync("/en/passkeys");
        Assert.Equal(400, (await thief.SendAsync("/en/passkeys", ("act", "add"), ("name", "x"), ("question", question), ("answer", answer))).Status);
        Assert.Empty((await portal.Core.Passkeys.FindAsync(portal.Read("email", mira.Email), Token))!.Passkeys);
    }

    [Fact]
    public async Task A_copied_key_whose_counter_goes_back_opens_nothing()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mira = await Customer.MakeAsync(portal);
        await using var visitor = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await visitor.SignInByCodeAsync(mira.Email);
        await visitor.AddAsync("phone");
        var copied = (await visitor.KeysAsync()).Single();
        for (var times = 0; times < 3; times++)
        {
            await visitor.SignOutAsync();
            Assert.True(await visitor.EnterAsync());
        }

        await using var thief = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await thief.PutKeyAsync(copied, counter: 1);
        Assert.False(await thief.EnterAsync());
        Assert.Empty(await ShownAsync(thief));

        // With a counter that goes on the copy cannot be told apart, which is what the check above is for.
        await thief.GiveDeviceAsync();
        await thief.PutKeyAsync(copied, counter: 100);
        Assert.True(await thief.EnterAsync());
        Assert.NotEmpty(await ShownAsync(thief));
    }

    [Fact]
    public async Task After_erasure_it_opens_nothing_and_tells_nothing()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mira = await Customer.MakeAsync(portal);
        await using var visitor = await PasskeyVisitor.MakeAsync(visits.Browser, portal);
        await visitor.SignInByCodeAsync(mira.Email);
        await visitor.AddAsync("phone");
        await visitor.SignOutAsync();
        var handle = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((await visitor.KeysAsync()).Single().GetProperty("userHandle").GetString()!));
        Assert.NotNull(await portal.Core.Passkeys.FindAsync(handle, Token));
        await portal.Core.Erasures.EraseAsync([portal.Read("user-id", mira.UserId)], "test", "asked", Token);

        foreach (var isRestarted in new[] { false, true })
        {
            if (isRestarted)
            {
                await portal.RestartAsync();
            }

            Assert.False(await visitor.EnterAsync());
            await Assertions.Expect(visitor.Page.Locator("[data-fault]")).ToContainTextAsync(NotEntered);
            Assert.Null(await portal.Core.Passkeys.FindAsync(handle, Token));
            Assert.Null(await portal.Core.Passkeys.FindAsync(portal.Read("email", mira.Email), Token));
        }

        Assert.Empty(await ShownAsync(visitor));
    }

    private static async Task RefusedAsync(PasskeyVisitor visitor, string question, string answer)
    {
        var (status, body) = await visitor.SendAsync("/en/sign-in", ("step", "passkey"), ("to", ""), ("question", question), ("answer", answer));
        Assert.Equal(400, status);
        Assert.Contains(NotEntered, body, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"account\"><input", body, StringComparison.Ordinal);
    }

    private static async Task<string> QuestionAsync(PasskeyVisitor visitor, string use) => (await visitor.AskAsync(use)).Question;

    /// <summary>Which of a customer's values any page of somebody's own shows.</summary>
    private static async Task<IReadOnlyList<string>> ShownAsync(PasskeyVisitor visitor)
    {
        var shown = new List<string>();
        foreach (var path in PageTests.OwnPaths)
        {
            await visitor.OpenAsync($"/en/{path}");
            var text = WebUtility.HtmlDecode(await visitor.Page.ContentAsync());
            shown.AddRange(OfMira.Where(value => text.Contains(value, StringComparison.Ordinal)));
        }

        return shown;
    }

    private static string WithClientData(string answer, string name, string value)
    {
        var forged = JsonNode.Parse(answer)!;
        var data = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(forged["response"]!["clientDataJSON"]!.GetValue<string>()))!;
        data[name] = value;
        forged["response"]!["clientDataJSON"] = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(data.ToJsonString()));
        return forged.ToJsonString();
    }

    private static string ToUrl(string base64) => base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
