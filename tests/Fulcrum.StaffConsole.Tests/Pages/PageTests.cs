using Deque.AxeCore.Playwright;
using Fulcrum.Messages;
using Fulcrum.Staff;
using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>Every page, in both languages, light and dark and with colours forced, from 320 to 1,920 px: axe finds nothing, nothing is cut off, no policy is broken.</summary>
public sealed class PageTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    private static readonly Dictionary<string, string> Told = new()
    {
        ["X-Content-Type-Options"] = "nosniff", ["Cache-Control"] = "no-store", ["Referrer-Policy"] = "same-origin", ["X-Robots-Tag"] = "noindex",
        ["Cross-Origin-Opener-Policy"] = "same-origin", ["Cross-Origin-Resource-Policy"] = "same-origin",
    };

    private const string Everything = "owner,service-desk,dealer,data-engineer,auditor";

    public static TheoryData<string, int, ColorScheme, ForcedColors> Modes => new()
    {
        { "en", 320, ColorScheme.Dark, ForcedColors.None }, { "en", 1280, ColorScheme.Light, ForcedColors.None }, { "ru", 320, ColorScheme.Light, ForcedColors.None },
        { "ru", 1920, ColorScheme.Dark, ForcedColors.None }, { "en", 768, ColorScheme.Light, ForcedColors.Active },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Everybody_can_read_every_page_in_every_mode(string language, int width, ColorScheme scheme, ForcedColors forced)
    {
        var email = await fixture.Console.KnowAsync($"mira-{language}-{width}");
        using var all = await fixture.Console.EnterAsync($"Ada {language} {width}", Everything, "keeping-records");
        await fixture.Console.Letters.SendAsync(
            new DueMessage($"code-{language}-{width}", "email", email, "code", language, "Your code: Meridian Motors", "Your code: 1234 5678\n\nSomebody asked for it.", fixture.Console.Core.Now), TestContext.Current.CancellationToken);
        await using var desk = await Desk.OpenAsync(fixture, width, scheme);
        await desk.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ForcedColors = forced });
        await ReadAsync("sign-in", "sign-in");
        await ReadAsync("set-up", "set-up");
        await desk.SitAsync(all);
        foreach (var page in new[] { "", "people", "requests", "training", "training/careful-use", "staff", "audit", "approvals", "messages", "go", "prove", "nowhere" })
        {
            await ReadAsync(page, page.Length == 0 ? "home" : page.Replace('/', '-'));
        }

        await LookAsync();
        await CheckAsync("untrained");
        var lesson = fixture.Console.Core.Staff.Book.Lessons.First(lesson => lesson.Name == "careful-use");
        await all.SendAsync("POST", "lessons/careful-use", new() { ["answers"] = new System.Text.Json.Nodes.JsonArray([.. lesson.Questions.Select(question => System.Text.Json.Nodes.JsonValue.Create(question.Right))]) });
        foreach (var page in new[] { "requests", "decisions", "live", "quarantine" })
        {
            await ReadAsync(page, page);
        }

        await LookAsync();
        await CheckAsync("card");
        foreach (var part in Enum.GetValues<StaffPart>())
        {
            await desk.Page.Locator($"button[formaction$='/{part.ToString().ToLowerInvariant()}']").ClickAsync();
            await CheckAsync($"card-{part.ToString().ToLowerInvariant()}");
        }

        Assert.DoesNotContain(desk.Complaints, complaint => !complaint.Contains("status of 40", StringComparison.Ordinal));

        async Task ReadAsync(string path, string name)
        {
            await desk.GoAsync($"/{language}/{path}");
            await CheckAsync(name);
        }

        async Task LookAsync()
        {
            await desk.GoAsync($"/{language}/people");
            await desk.Page.Locator("#view").SelectOptionAsync("service-desk");
            await desk.Page.Locator("#type").SelectOptionAsync("email");
            await desk.Page.Locator("#value").FillAsync(email);
            await desk.Page.Locator("#why").FillAsync("asks where the order is");
            await desk.Page.Locator("form.panel button").First.ClickAsync();
        }

        async Task CheckAsync(string name)
        {
            await desk.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one) => one.open = true)");
            if (Environment.GetEnvironmentVariable("FULCRUM_SHOTS") is { } shots)
            {
                await desk.Page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"staff-{name}-{language}-{width}.png"), FullPage = true });
            }

            var found = await desk.Page.RunAxe();
            Assert.Empty(found.Violations.Select(one => $"{name}: {one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
            Assert.InRange(await desk.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
        }
    }

    [Fact]
    public async Task Every_page_holds_browsers_to_the_strict_rules_and_its_links_lead_somewhere()
    {
        using var all = await fixture.Console.EnterAsync("Ida", Everything, "careful-use", "keeping-records");
        foreach (var page in new[] { "", "people", "requests", "decisions", "quarantine", "training", "staff", "audit", "approvals", "messages" })
        {
            var (_, text, answer) = await all.PageAsync($"/en/{page}");
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.Contains("base-uri 'none'; frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.All(Told, told => Assert.Equal(told.Value, answer.Headers.GetValues(told.Key).Single()));
            Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.Contains("action=\"/en/sign-out\"", text, StringComparison.Ordinal);
            foreach (var link in text.Split("href=\"/").Skip(1).Select(rest => $"/{rest[..rest.IndexOf('"', StringComparison.Ordinal)]}").Distinct())
            {
                var (status, _, reached) = await all.PageAsync(link);
                Assert.True((int)status == 200, $"{link} on {page}: {status}");
                reached.Dispose();
            }

            answer.Dispose();
        }
    }

    [Fact]
    public async Task A_form_made_for_another_session_does_nothing()
    {
        using var owner = await fixture.Console.OwnerAsync();
        using var other = await fixture.Console.EnterAsync("Una", "owner");
        var (_, text, answer) = await other.PageAsync("/en/staff");
        answer.Dispose();
        var token = text.Split("name=\"token\" value=\"")[1].Split('"')[0];
        var before = await fixture.Console.RowsAsync();

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(fixture.Console.Address.Origin) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/en/staff")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["act"] = "add", ["name"] = "Zoe", ["roles"] = "dealer" }),
        };
        request.Headers.Add("Cookie", $"__Host-console=a-browser-of-our-own-making; __Host-staff={owner.Session}");
        using var refused = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(403, (int)refused.StatusCode);
        Assert.Equal(before, await fixture.Console.RowsAsync());
    }
}
