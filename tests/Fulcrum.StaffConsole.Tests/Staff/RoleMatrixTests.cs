using System.Net;
using System.Text.Json.Nodes;
using Fulcrum.Profiles;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Staff;

namespace Fulcrum.StaffConsole.Tests.Staff;

/// <summary>Every act of the console, replayed as raw HTTP by every role: what a role does not hold is refused, and nothing of it is done.</summary>
public sealed class RoleMatrixTests
{
    private static readonly string[] Everything = ["careful-use", "keeping-records"];

    private static readonly string[] Shown = ["facts", "choices", "decisions", "looks"];

    private static readonly string[] Roles = ["owner", "service-desk", "dealer", "data-engineer", "auditor"];

    private static readonly Dictionary<string, JsonObject> Bodies = new()
    {
        ["pass"] = new() { ["answers"] = new JsonArray(1, 2, 0) },
        ["look"] = Look(),
        ["choices"] = Look(),
        ["decisions"] = Look(),
        ["looks"] = Look(),
        ["close"] = new() { ["type"] = "user-id", ["value"] = "nobody-yet", ["closeness"] = "relative" },
        ["lift"] = new() { ["found"] = "a flood of calls" },
        ["emergency"] = new() { ["why"] = "the car stands on the railway" },
        ["review"] = new() { ["found"] = "the car did stand there" },
        ["request"] = new() { ["act"] = "begin", ["why"] = "we look into it" },
        ["acts"] = [],
        ["ask"] = new() { ["act"] = "export-acts", ["why"] = "the yearly audit" },
        ["approve"] = new() { ["note"] = "agreed by telephone" },
        ["deny"] = new() { ["note"] = "not this week" },
        ["export"] = [],
        ["add"] = new() { ["name"] = "Zoe", ["roles"] = new JsonArray("dealer") },
        ["roles"] = new() { ["roles"] = new JsonArray("dealer") },
        ["invite"] = [],
        ["remove"] = [],
        ["messages"] = [],
    };

    [Fact]
    public async Task Every_act_by_every_role_is_done_or_refused_as_the_table_says()
    {
        await using var console = await RunningConsole.StartAsync();
        await console.KnowAsync("mira");
        var other = await console.EnterAsync("Other", "dealer");
        var (refused, done) = (0, 0);
        foreach (var role in Roles)
        {
            using var client = await console.EnterAsync($"{role}-1", role, Everything);
            var powers = console.Core.Staff.Book.Find(role)!.Powers;
            foreach (var act in StaffActs.All)
            {
                var before = await console.RowsAsync();
                var (status, body) = await SendAsync(client, act, other.Id);
                var code = body is JsonObject answer ? answer["code"]?.GetValue<string>() : null;
                if (powers.HasFlag(act.Power))
                {
                    // What it is done to may not be there, and a dealer has no business with a view for service.
                    Assert.True(code is null or "staff-unknown" or "staff-purpose" || (act.Name is "approve" or "deny" && code == "staff-second-person") || (act.Name == "export" && code == "staff-approval"), $"{role} {act.Name}: {status} {body.ToJsonString()}");
                    done++;
                    continue;
                }

                Assert.True(status == HttpStatusCode.Forbidden && code == "staff-role", $"{role} {act.Name}: {status} {body.ToJsonString()}");
                Assert.Equal("role", body["missing"]!.GetValue<string>());
                Assert.NotEmpty(body["ask"]!["en"]!.GetValue<string>());
                Assert.Equal(before, await console.RowsAsync());
                refused++;
            }
        }

        other.Dispose();
        Console.WriteLine($":: staff matrix: {StaffActs.All.Count} acts x {Roles.Length} roles: {refused} refused with nothing done, {done} let through");
        Assert.Equal(StaffActs.All.Count * Roles.Length, refused + done);
        Assert.InRange(refused, 40, 110);
    }

    [Fact]
    public async Task Nobody_the_untrained_and_the_removed_do_nothing()
    {
        await using var console = await RunningConsole.StartAsync();
        await console.KnowAsync("mira");
        using var owner = await console.OwnerAsync();
        using var nobody = new StaffClient(console, "", "");
        using var untrained = await console.EnterAsync("Ben", "service-desk");
        using var removed = await console.EnterAsync("Eve", "service-desk,auditor,data-engineer", Everything);
        Assert.Equal(HttpStatusCode.OK, (await removed.SendAsync("GET", "requests")).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", $"members/{removed.Id}/remove")).Status);
        var before = await console.RowsAsync();
        foreach (var act in StaffActs.All)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(nobody, act, owner.Id)).Status);

            // The very next call of the session that was open: sooner than two seconds after the removal.
            var (status, body) = await SendAsync(removed, act, owner.Id);
            Assert.Equal((HttpStatusCode.Unauthorized, "staff-signed-out"), (status, body["code"]!.GetValue<string>()));

            if (act.Power != StaffPowers.None)
            {
                var (refused, why) = await SendAsync(untrained, act, owner.Id);
                Assert.Equal(HttpStatusCode.Forbidden, refused);
                Assert.True(why["code"]!.GetValue<string>() is "staff-role" or "staff-training", $"{act.Name}: {why.ToJsonString()}");
            }
        }

        Assert.Equal(before, await console.RowsAsync());
        var lessons = (await untrained.SendAsync("POST", "people/look", Bodies["look"].DeepClone().AsObject())).Body["lessons"]!.AsArray();
        Assert.Equal("careful-use", Assert.Single(lessons)!.GetValue<string>());
    }

    [Fact]
    public async Task An_act_whose_row_cannot_be_written_is_not_done()
    {
        await using var console = await RunningConsole.StartAsync();
        await console.KnowAsync("mira");
        var other = await console.EnterAsync("Other", "dealer");
        using var all = await console.EnterAsync("All", string.Join(',', Roles), Everything);
        foreach (var act in StaffActs.All.Where(act => act is { Method: "POST", Name: not "request" and not "review" and not "lift" and not "pass" and not "approve" and not "deny" } or { Name: "decision" }))
        {
            // A look-up of a person is on disk before its row in the log of acts, and is told to the person though nothing was shown.
            var before = act.Path.StartsWith("people/", StringComparison.Ordinal) && act.Name != "close" ? -1 : await console.RowsAsync();
            console.Refuses = kind => kind == EntryKind.Act;
            var (status, body) = await SendAsync(all, act, other.Id);
            console.Refuses = _ => false;

            Assert.True(status == HttpStatusCode.ServiceUnavailable, $"{act.Name}: {status} {body.ToJsonString()}");
            Assert.All(Shown, shown => Assert.DoesNotContain($"\"{shown}\"", body.ToJsonString(), StringComparison.Ordinal));
            if (before >= 0)
            {
                Assert.Equal(before, await console.RowsAsync());
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(all, StaffActs.All.Single(act => act.Name == "look"), other.Id)).Status);
        other.Dispose();
    }

    [Fact]
    public async Task A_dangerous_act_wants_a_fresh_touch()
    {
        await using var console = await RunningConsole.StartAsync();
        using var all = await console.EnterAsync("All", string.Join(',', Roles), Everything);
        console.Clock.Advance(StaffSessions.ProofMax);
        foreach (var act in StaffActs.All)
        {
            var (_, body) = await SendAsync(all, act, "s-nobody");
            Assert.Equal(act.IsDangerous, body is JsonObject answer && answer["code"]?.GetValue<string>() == "staff-step-up");
        }
    }

    [Fact]
    public async Task A_call_from_another_site_or_without_the_sessions_token_does_nothing()
    {
        await using var console = await RunningConsole.StartAsync();
        using var owner = await console.OwnerAsync();
        var body = Bodies["add"].DeepClone().AsObject();
        var before = await console.RowsAsync();

        Assert.Equal("staff-token", (await owner.SendAsync("POST", "members", body, hasToken: false)).Body["code"]!.GetValue<string>());
        Assert.Equal("staff-token", (await owner.SendAsync("POST", "members", body, origin: "https://evil.example")).Body["code"]!.GetValue<string>());
        Assert.Equal(before, await console.RowsAsync());

        Assert.Equal(HttpStatusCode.OK, (await owner.SendAsync("POST", "members", body, origin: console.Address.Origin)).Status);
    }

    [Theory]
    [InlineData("people/look", """{"view":1}""")]
    [InlineData("people/look", """{"viewer":"service-desk"}""")]
    [InlineData("people/look", """{"view":"service-desk","type":"email","value":"no address","why":"x"}""")]
    [InlineData("people/look", """{"reveal":"all"}""")]
    [InlineData("acts", """{"limit":0}""")]
    [InlineData("lessons/careful-use", """{"answers":["1"]}""")]
    public async Task What_is_not_understood_is_said_and_not_guessed_at(string path, string body)
    {
        await using var console = await RunningConsole.StartAsync();
        using var all = await console.EnterAsync("All", string.Join(',', Roles), Everything);

        var (status, answer) = await all.SendAsync("POST", path, JsonNode.Parse(body)!.AsObject());

        Assert.Equal((HttpStatusCode.BadRequest, "staff-bad-body"), (status, answer["code"]!.GetValue<string>()));
    }

    [Fact]
    public void The_reference_names_every_act()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "http", "staff.md"));
        Assert.All(StaffActs.All, act => Assert.Contains($"| `{act.Method} {act.Path}` |", page, StringComparison.Ordinal));
        Assert.Equal(StaffActs.All.Count, StaffActs.All.Select(act => act.Name).Distinct().Count());
    }

    private static JsonObject Look() => new() { ["view"] = "service-desk", ["type"] = "user-id", ["value"] = "mira", ["why"] = "asks where the order is" };

    private static Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(StaffClient client, StaffAct act, string member) => client.SendAsync(
        act.Method, act.Path.Replace("{lesson}", "careful-use", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal).Replace("{id}", member, StringComparison.Ordinal),
        act.Method == "GET" ? null : Bodies[act.Name].DeepClone().AsObject());
}
