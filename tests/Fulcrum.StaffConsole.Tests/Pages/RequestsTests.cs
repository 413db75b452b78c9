using System.Text.Json.Nodes;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>Who ends a request says what was found: a review ends with what became of the choice, a refusal with its reason, and the person reads both.</summary>
public sealed class RequestsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stands", ReviewOutcome.Stands)]
    [InlineData("changed", ReviewOutcome.Changed)]
    public async Task A_review_ends_with_what_became_of_the_choice_and_not_without(string word, ReviewOutcome expected)
    {
        await using var console = await RunningConsole.StartAsync();
        var (desk, asker, id) = await OpenAsync(console, RequestKind.Review);
        using var clerk = desk;
        await clerk.SendAsync("POST", $"requests/{id}", Act("begin"));

        foreach (var wrong in new[] { Act("complete"), Act("complete", ("reason", "no-match")), Act("begin", ("outcome", word)) })
        {
            var (status, body) = await clerk.SendAsync("POST", $"requests/{id}", wrong);
            Assert.Equal((400, "staff-finding"), ((int)status, body["code"]!.GetValue<string>()));
        }

        foreach (var wrong in new[] { "nonsense", "1" })
        {
            Assert.Equal("staff-bad-body", (await clerk.SendAsync("POST", $"requests/{id}", Act("complete", ("outcome", wrong)))).Body["code"]!.GetValue<string>());
        }

        var (_, done) = await clerk.SendAsync("POST", $"requests/{id}", Act("complete", ("outcome", word)));

        Assert.Equal("Done", done["result"]!.GetValue<string>());
        Assert.Equal(expected, (await FindAsync(console, asker, id)).Finding.Outcome);
    }

    [Fact]
    public async Task The_page_ends_a_review_with_one_of_two_buttons_and_refuses_for_a_reason_of_the_list()
    {
        await using var console = await RunningConsole.StartAsync();
        var (desk, asker, review) = await OpenAsync(console, RequestKind.Review);
        using var clerk = desk;
        await clerk.SendAsync("POST", $"requests/{review}", Act("begin"));
        var copy = (await console.Core.Requests.OpenAsync(asker, RequestKind.Access, "", Token))!.Request.Id;

        var (_, page, shown) = await clerk.PageAsync("/en/requests");
        shown.Dispose();
        Assert.Contains("value=\"Complete Stands\"", page, StringComparison.Ordinal);
        await clerk.PressAsync("/en/requests", page, ("id", review), ("why", "A person looked."), ("act", "Complete Changed"), ("reason", "Other"));
        await clerk.PressAsync("/en/requests", page, ("id", copy), ("why", "Prove it, please."), ("act", "Refuse"), ("reason", "InsufficientVerification"));

        Assert.Equal(ReviewOutcome.Changed, (await FindAsync(console, asker, review)).Finding.Outcome);
        Assert.Equal(DenialReason.InsufficientVerification, (await FindAsync(console, asker, copy)).Finding.Reason);
    }

    private static async Task<(StaffClient Desk, RightsAsker Asker, string Id)> OpenAsync(RunningConsole console, RequestKind kind)
    {
        await console.KnowAsync("mira");
        Assert.True(console.Core.Identifiers.TryRead("user-id", "mira", verified: true, out var mira, out _));
        var asker = RightsAsker.Self(mira, "web");
        var opened = (await console.Core.Requests.OpenAsync(asker, kind, "please", Token))!;
        return (await console.EnterAsync("Sue", "service-desk", "careful-use"), asker, opened.Request.Id);
    }

    private static async Task<RightsRequest> FindAsync(RunningConsole console, RightsAsker asker, string id) =>
        (await console.Core.Requests.ListAsync(asker, Token)).Single(timed => timed.Request.Id == id).Request;

    private static JsonObject Act(string act, params (string Name, string Value)[] more)
    {
        var body = new JsonObject { ["act"] = act, ["why"] = "a person looked at it" };
        foreach (var (name, value) in more)
        {
            body[name] = value;
        }

        return body;
    }
}
