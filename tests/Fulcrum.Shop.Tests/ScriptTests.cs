using Microsoft.Playwright;
using static Fulcrum.Shop.Tests.Visitor;

namespace Fulcrum.Shop.Tests;

/// <summary>The first minutes of a newcomer, unattended: the shop as Mira, what is known of her and why, her no, and its proof.</summary>
public sealed class ScriptTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    private const string General = "Delivery to your dealer is free";

    [Fact]
    public async Task An_offer_follows_what_she_looks_at_with_its_reason_until_she_says_no_and_the_receipt_shows_it()
    {
        await using var mira = await demo.VisitAsync(1440);

        // 0:45: two halves. Before her answer nothing comes in and everybody's offer stands.
        await mira.OpenAsync("/en/");
        await SeeAsync(mira.Page.Locator("fulcrum-consent .banner"));
        await ReadAsync(mira.Offer, General);
        await mira.ShootAsync("story-1-asked");
        await mira.AnswerAsync("allow");
        await ReadAsync(mira.Known.Locator(".uses li").First, "On");

        // She clicks things: each arrives on the right, the offer follows, and a card says why.
        await mira.LookAtAsync("gloves");
        await ReadAsync(mira.Events.First, "/shop/gloves");
        await mira.LookAtAsync("cap");
        await ReadAsync(mira.Events.First, "/shop/cap");
        await ReadAsync(mira.Events.Nth(1), "/shop/gloves");
        await ReadAsync(mira.Offer, "Gloves and cap for the Comet");
        await mira.LookAtAsync("gloves");
        var why = mira.Known.Locator(".why");
        await ReadAsync(why, "Pages about sporty driving in 30 days: 3×");
        await ReadAsync(why, "Fitting pages to you (you, ");
        await mira.ShootAsync("story-2-personal");

        // 1:45: "Now be the customer." opens the privacy centre; one press there, and nobody asks whether she is sure.
        var hint = mira.Known.Locator(".hint[data-hint=customer]");
        await ReadAsync(hint, "Now be the customer.");
        var centre = await mira.Context.RunAndWaitForPageAsync(() => hint.Locator("a").ClickAsync());
        await ReadAsync(centre.Locator("#personalization .state").First, "On");
        await centre.Locator("#personalization > form button[value=refuse]").ClickAsync();
        await SeeAsync(centre.Locator("#news"));
        Assert.Equal(0, await centre.Locator("dialog, [role=alertdialog]").CountAsync());

        // 2:00: the offer is everybody's again, what was known is grey, and the receipt is genuine.
        await ReadAsync(mira.Offer, General);
        await Assertions.Expect(mira.Offer).ToHaveClassAsync("offer general");
        await Assertions.Expect(why).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"blocked by consent since \d\d:\d\d:\d\d UTC"));
        await SeeAsync(mira.Known.Locator("#facts.ended"));
        var came = await mira.Known.Locator("#events li.ended").CountAsync();
        Assert.InRange(came, 3, 4);
        await VerifyAsync(mira, "holds", "Genuine.");
        await mira.ShootAsync("story-3-blocked");

        // The shop's own pages know it too: what the snippet keeps in this browser says no.
        var kept = (await mira.Context.CookiesAsync()).Single(one => one.Name == "fulcrum_choice");
        Assert.Contains("\"functional\":0", Uri.UnescapeDataString(kept.Value), StringComparison.Ordinal);

        // A letter changed in it is found out.
        await mira.Known.Locator(".receipt summary").ClickAsync();
        var file = mira.Known.Locator(".receipt textarea");
        await file.FillAsync((await file.InputValueAsync()).Replace("withdrawn", "withdrawm", StringComparison.Ordinal));
        await VerifyAsync(mira, "fails", "Not genuine.");

        // And the next page she opens is nobody's business: it arrives nowhere.
        await mira.LookAtAsync("wallbox");
        await mira.LookAtAsync("cable");
        await ReadAsync(mira.Offer, General);
        Assert.Equal(came, await mira.Events.CountAsync());
        Assert.Empty(mira.Complaints);
    }

    private static async Task VerifyAsync(Visitor mira, string kind, string says)
    {
        await mira.Known.Locator("button.verify").ClickAsync();
        await SeeAsync(mira.Known.Locator($".verdict.{kind}"));
        await ReadAsync(mira.Known.Locator(".verdict"), says);
    }
}
