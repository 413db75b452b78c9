using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Fulcrum.StaffConsole.Tests.Identity;

/// <summary>Whoever does not belong learns nothing: what is known and what is not are answered alike.</summary>
public sealed partial class EntranceTests
{
    [Fact]
    public async Task A_link_that_opens_nothing_looks_like_one_that_does_up_to_its_answer()
    {
        await using var console = await RunningConsole.StartAsync();
        using var nobody = new StaffClient(console, "", "");
        var link = (await console.Core.Staff.BeginAsync(TestContext.Current.CancellationToken))!;
        var unknown = new string('x', link.Length);

        var pages = new List<string>();
        var questions = new List<string>();
        foreach (var one in new[] { link, unknown })
        {
            var (status, _, answer) = await nobody.PageAsync($"/en/set-up?link={one}");
            Assert.Equal((HttpStatusCode.SeeOther, "/en/set-up"), (status, answer.Headers.Location!.ToString()));
            answer.Dispose();
            pages.Add((await nobody.PageAsync("/en/set-up", $"; __Host-set-up={one}")).Text);

            var (_, asked) = await nobody.SendAsync("POST", "set-up/question", new JsonObject { ["link"] = one });
            questions.Add(Same(asked.ToJsonString()));
            var (refused, body) = await nobody.SendAsync("POST", "set-up", new JsonObject { ["link"] = one, ["question"] = asked["id"]!.GetValue<string>(), ["answer"] = "{}" });
            Assert.Equal((HttpStatusCode.BadRequest, "staff-not-proved"), (refused, body["code"]!.GetValue<string>()));
        }

        Assert.Equal(pages[0], pages[1]);
        Assert.Equal(questions[0], questions[1]);
    }

    [Fact]
    public async Task A_signature_of_nobody_and_none_at_all_are_answered_alike()
    {
        await using var console = await RunningConsole.StartAsync();
        using var nobody = new StaffClient(console, "", "");
        var answers = new List<string>();
        foreach (var answer in new[] { """{"id":"a2V5","rawId":"a2V5","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA","userHandle":"cy0x"},"clientExtensionResults":{}}""", "{}", "no JSON" })
        {
            var (_, asked) = await nobody.SendAsync("POST", "sign-in/question", []);
            var (status, body) = await nobody.SendAsync("POST", "sign-in", new JsonObject { ["question"] = asked["id"]!.GetValue<string>(), ["answer"] = answer });
            Assert.Equal(HttpStatusCode.BadRequest, status);
            answers.Add(body.ToJsonString());
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Every_page_leads_whoever_is_not_signed_in_to_the_way_in()
    {
        await using var console = await RunningConsole.StartAsync();
        using var nobody = new StaffClient(console, "", "");
        foreach (var page in new[] { "", "people", "requests", "decisions", "live", "quarantine", "training", "training/careful-use", "staff", "audit", "go", "prove" })
        {
            var (status, _, answer) = await nobody.PageAsync($"/ru/{page}");
            Assert.Equal((HttpStatusCode.SeeOther, "/ru/sign-in"), (status, answer.Headers.Location!.ToString()));
            answer.Dispose();
        }
    }

    [Fact]
    public async Task What_is_asked_is_drawn_anew_with_at_least_128_bits_and_is_kept_in_no_cookie_of_another_host()
    {
        await using var console = await RunningConsole.StartAsync();
        using var nobody = new StaffClient(console, "", "");
        var challenges = new List<byte[]>();
        for (var time = 0; time < 20; time++)
        {
            var (_, asked) = await nobody.SendAsync("POST", "sign-in/question", []);
            challenges.Add(Base64Url.DecodeFromChars(asked["question"]!["challenge"]!.GetValue<string>()));
        }

        Assert.All(challenges, challenge => Assert.InRange(challenge.Length, 16, 64));
        Assert.Equal(20, challenges.Select(Convert.ToHexString).Distinct().Count());

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(console.Address.Origin) };
        foreach (var path in new[] { "/en/sign-in", "/en/set-up?link=0123456789" })
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Matches("^__Host-(console|set-up)=[\\w-]+; path=/; secure; samesite=lax; httponly$", answer.Headers.GetValues("Set-Cookie").Last());
        }
    }

    [Fact]
    public async Task What_is_refused_and_whoever_proves_nothing_is_in_the_log_with_a_number_and_nothing_that_was_sent()
    {
        // Held once for all of this process; others that write meanwhile do no harm.
        var (before, log) = (Console.Error, new StringWriter());
        Console.SetError(TextWriter.Synchronized(log));
        var id = "";
        try
        {
            await using var console = await RunningConsole.StartAsync();
            using var nobody = new StaffClient(console, "", "");
            using var dealer = await console.EnterAsync("Ben Marked", "dealer");
            id = dealer.Id;
            var (_, asked) = await nobody.SendAsync("POST", "sign-in/question", []);
            await nobody.SendAsync("POST", "sign-in", new JsonObject { ["question"] = asked["id"]!.GetValue<string>(), ["answer"] = "marked-answer" });
            await nobody.SendAsync("GET", "members");
            await dealer.SendAsync("POST", "members", new JsonObject { ["name"] = "marked-name", ["roles"] = new JsonArray("dealer") });
        }
        finally
        {
            Console.SetError(before);
        }

        var said = log.ToString();
        Assert.Contains("Refused 400 at /v1/staff/sign-in to nobody", said, StringComparison.Ordinal);
        Assert.Contains("Refused 401 at /v1/staff/members to nobody", said, StringComparison.Ordinal);
        Assert.Contains($"Refused 403 at /v1/staff/members to {id}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("marked", said, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_out_has_the_browser_forget_what_it_showed()
    {
        await using var console = await RunningConsole.StartAsync();
        using var owner = await console.OwnerAsync();
        var (_, page, shown) = await owner.PageAsync("/en/");
        shown.Dispose();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(console.Address.Origin) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/en/sign-out") { Content = new FormUrlEncodedContent([KeyValuePair.Create("token", page.Split("name=\"token\" value=\"")[1].Split('"')[0])]) };
        request.Headers.Add("Cookie", $"__Host-console=a-browser-of-our-own-making; __Host-staff={owner.Session}");

        using var ended = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("\"cache\", \"storage\"", ended.Headers.GetValues("Clear-Site-Data").Single());
        Assert.Equal(HttpStatusCode.SeeOther, (await owner.PageAsync("/en/")).Status);
    }

    /// <summary>The same but for what is drawn anew each time.</summary>
    private static string Same(string question) => Drawn().Replace(question, "$1=…");

    [GeneratedRegex("\"(id|challenge)\":\"[^\"]*\"")]
    private static partial Regex Drawn();
}
