using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fulcrum.Collect;
using Fulcrum.Decisions;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>What else a card has: opened by a button, and what a role has no power for is said beside it, with whom to ask.</summary>
public sealed partial class PartTests
{
    private const string Said = """{"consent":{"categoryPreferences":{"functional":true,"dealer":true}}}""";

    private static readonly (string, string)[] Look = [("view", "service-desk"), ("type", "user-id"), ("value", "mira"), ("why", "asks why she was shown this"), ("case", "C-9")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_offers_what_the_role_may_open_and_says_what_it_may_not()
    {
        await using var console = await RunningConsole.StartAsync();
        await console.KnowAsync("mira");
        using var clerk = await console.EnterAsync("Ben", "service-desk", "careful-use");
        var (_, page, answer) = await clerk.PageAsync("/en/people");
        answer.Dispose();

        var (status, card) = await clerk.SubmitAsync("/en/people", page, Look);
        Assert.Equal(200, (int)status);
        Assert.Contains("formaction=\"/en/people/choices\"", card, StringComparison.Ordinal);
        Assert.DoesNotContain("formaction=\"/en/people/decisions\"", card, StringComparison.Ordinal);
        Assert.Matches(Missing(), card);

        var (opened, choices) = await clerk.SubmitAsync("/en/people/choices", page, Look);
        Assert.Equal(200, (int)opened);
        Assert.Contains("What stands", choices, StringComparison.Ordinal);
        var (refused, why) = await clerk.SubmitAsync("/en/people/looks", page, Look);
        Assert.Equal(403, (int)refused);
        Assert.Contains("Nina Orlova", why, StringComparison.Ordinal);
        Assert.Equal(400, (int)(await clerk.SubmitAsync("/en/people/choices", page, [.. Look.Where(field => field.Item1 != "type"), ("type", "no-such-type")])).Status);
    }

    [Fact]
    public async Task A_decision_is_explained_to_a_role_that_sees_what_it_rests_on_and_to_no_other()
    {
        await using var console = await RunningConsole.StartAsync();
        await console.SendAsync("mira", "dealer-crm", EventType.Identify, "", """{"firstName":"Mira"}""", Said);
        await console.SendAsync("mira", "configurator", EventType.Track, "Car Configured", """{"model":"roadster","price":64500}""", Said);
        Assert.True(console.Core.Identifiers.TryRead("user-id", "mira", verified: true, out var mira, out _));
        foreach (var placement in new[] { "account-overview", "home-hero" })
        {
            Assert.Equal(DecisionMode.Personal, (await console.Core.Decisions.DecideAsync(new Question([console.Core.Workspace.Current.Placements[placement]], [mira], [], "", false), Token))[0].Mode);
        }

        using var clerk = await console.EnterAsync("Sue", "service-desk,data-engineer", "careful-use", "keeping-records");
        var (_, body) = await clerk.SendAsync("POST", "people/decisions", new JsonObject(Look.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Item1, field.Item2))));

        var (hidden, told) = (body["decisions"]![0]!, body["decisions"]![1]!);
        Assert.Equal(("home-hero", "account-overview"), (hidden["placement"]!.GetValue<string>(), told["placement"]!.GetValue<string>()));
        Assert.Null(hidden["sentence"]);
        Assert.InRange(hidden["hidden"]!.GetValue<int>(), 1, 20);
        Assert.Equal(0, told["hidden"]!.GetValue<int>());
        Assert.NotEmpty(told["sentence"]!["ru"]!.GetValue<string>());
    }

    [GeneratedRegex("Not for your role: Who looked\\. Whom to ask: Nina Orlova")]
    private static partial Regex Missing();
}
