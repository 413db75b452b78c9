using System.Text.Json;
using Fulcrum.Portal.Tests.Pages;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>No consent surface steers anybody: every rule, in every language, width and mode, without an exception; and every rule can find something.</summary>
public sealed class DarkPatternTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    /// <summary>A surface without fault, and for each rule the change that it has to find.</summary>
    private const string Good = """
        <!doctype html><html lang="en"><head><title>x</title><style>
        body { background: #fff; color: #111; font: 16px/1.5 sans-serif } .pair { display: grid; grid-template-columns: 12rem 12rem; gap: 1rem }
        button, a.b { font: inherit; color: #111; background: #fff; border: 1px solid #111; padding: 8px; border-radius: 4px } p { max-width: 40rem }
        </style></head><body><main><h1>Choose</h1><ul class="choices"><li id="one"><p class="state"><strong>Off</strong> You have not decided.</p>
        <form class="pair"><input type="hidden" name="purpose" value="news"><button name="answer" value="allow">Allow</button><button name="answer" value="refuse">Don't allow</button></form></li>
        <li id="two"><p class="state"><strong>Off</strong> You have not decided.</p>
        <form class="pair"><input type="hidden" name="purpose" value="pages"><button name="answer" value="allow">Allow</button><button name="answer" value="refuse">Don't allow</button></form></li></ul></main></body></html>
        """;

    /// <summary>How the page ended that asked for a system like this one: consent bundled with sending, and a yes read out of an act.</summary>
    private const string Bundled = """
        <!doctype html><html lang="en"><head><title>x</title></head><body><main><h1>Write to us</h1><form><label>E-mail <input type="email" required></label>
        <label><input type="checkbox" checked> I agree to get news</label><button>I agree and send</button>
        <p>By continuing you agree to the use of your data and accept the policy.</p></form></main></body></html>
        """;

    public static TheoryData<int, string, string> Broken => new()
    {
        { 1, "<button name=\"answer\" value=\"refuse\">Don't allow</button></form></li></ul>", "</form></li></ul>" },
        { 1, "<style>", "<style>#two [value=refuse] { margin-top: 3rem; }" },
        { 2, "<style>", "<style>#one [value=allow] { height: 60px; } #one .pair { align-items: start; }" },
        { 3, "<style>", "<style>#one button[value=allow] { background: #060; color: #fff; }" },
        { 3, "<style>", "<style>button { color: #999 !important; }" },
        { 4, "<button name=\"answer\" value=\"refuse\">Don't allow</button></form></li></ul>", "<a class=\"b\" value=\"refuse\" href=\"#\">Don't allow</a></form></li></ul>" },
        { 5, "Don't allow</button></form></li></ul>", "Maybe later</button></form></li></ul>" },
        { 9, "value=\"allow\">Allow</button><button name=\"answer\" value=\"refuse\">Don't allow</button></form></li></ul>", "value=\"allow\" autofocus>Allow</button><button name=\"answer\" value=\"refuse\">Don't allow</button></form></li></ul>" },
        { 10, "<h1>", "<label><input type=\"checkbox\" checked> News</label><h1>" },
        { 12, "value=\"pages\"", "value=\"pages,news\"" },
        { 14, "<style>", "<style>#two .pair { direction: rtl; }" },
        { 15, "</main>", "<button>Do not stop not using</button></main>" },
        { 16, "<strong>Off</strong> You", "You" },
        { 20, "</main>", "<p>We are sorry to see you go.</p></main>" },
        { 20, ">Allow<", ">👍 Allow<" },
        { 21, "</main>", "<dialog open>Really?</dialog></main>" },
        { 22, "<input type=\"hidden\" name=\"purpose\" value=\"pages\">", "<input type=\"hidden\" name=\"purpose\" value=\"pages\"><input name=\"why\" required>" },
        { 26, "</ul>", "<li>3<li>4<li>5<li>6<li>7<li>8</ul>" },
        { 27, "</main>", "<p>By clicking Allow you agree to the terms.</p></main>" },
        { 27, "</main>", "<p>Нажимая кнопку, вы даёте согласие на обработку и соглашаетесь с политикой.</p></main>" },
        { 28, "<h1>", "<p>Согласие</p><h1>" },
        { 30, "</main>", "<p>We use it for purposes such as ads.</p></main>" },
        { 32, "<style>", "<style>#one button { font-size: 11px !important; }" },
        { 32, "</main>", $"<p style=\"max-width: none\">{string.Concat(Enumerable.Repeat("one long line ", 30))}</p></main>" },
    };

    [Fact]
    public async Task Consent_bundled_with_sending_and_a_yes_read_out_of_going_on_are_caught()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.Page.SetContentAsync(Bundled);

        var found = await DarkPatternRules.FindAsync(visitor.Page);
        Assert.Equal(3, found.Count(one => one.StartsWith("27 ", StringComparison.Ordinal)));
        Assert.Contains(found, one => one.StartsWith("10 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_surface_without_fault_is_let_through()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.Page.SetContentAsync(Good);

        Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Each_rule_finds_what_breaks_it(int rule, string good, string broken)
    {
        await using var visitor = await visits.VisitAsync();
        var html = Good.Replace(good, broken, StringComparison.Ordinal);
        Assert.NotEqual(Good, html);
        await visitor.Page.SetContentAsync(html);

        Assert.NotEmpty(await DarkPatternRules.FindAsync(visitor.Page, rule));
    }

    [Theory]
    [MemberData(nameof(PageTests.Modes), MemberType = typeof(PageTests))]
    public async Task No_surface_of_the_portal_breaks_a_rule_in_any_mode(string language, int width, ColorScheme scheme, ForcedColors forced)
    {
        await using var visitor = await visits.VisitAsync(width, scheme, forced);
        foreach (var path in new[] { "", "choices", "notices", "notices/web-privacy", "sign-in" })
        {
            await visitor.OpenAsync($"/{language}/{path}");
            Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
        }

        var customer = await Customer.MakeAsync(visits.Portal);
        await visitor.SignInAsync(customer.Email, language);
        foreach (var path in PageTests.OwnPaths)
        {
            await visitor.OpenAsync($"/{language}/{path}");
            Assert.Empty((await DarkPatternRules.FindAsync(visitor.Page)).Select(found => $"{path}: {found}"));
        }

        await visitor.OpenAsync($"/{language}/choices");
        await visitor.PressAsync("personalization", "allow");
        await visitor.Choice("personalization").Locator("summary").ClickAsync();
        Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
        await visitor.PressAsync("personalization", "refuse");
        Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
        visits.Portal.IsRefusing = true;
        try
        {
            await visitor.Choice("analytics").Locator(":scope > form button[value=allow]").ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("[role=alert]")).ToBeVisibleAsync();
            Assert.Empty(await DarkPatternRules.FindAsync(visitor.Page));
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }
    }

    [Fact]
    public async Task Looking_around_decides_nothing_and_keeps_nothing_from_anybody()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("analytics", "refuse");
        var head = visits.Portal.Core.Store.Journal.Head;
        foreach (var path in new[] { "", "choices", "notices", "notices/web-privacy", "trust", "choices" })
        {
            Assert.Equal(200, (await visitor.OpenAsync($"/en/{path}"))!.Status);
            await visitor.Page.EvaluateAsync("() => window.scrollTo(0, document.body.scrollHeight)");
        }

        Assert.Equal(head, visits.Portal.Core.Store.Journal.Head);
    }

    [Theory]
    [InlineData("allow", "You said yes")]
    [InlineData("refuse", "You said no")]
    public async Task Two_presses_from_the_first_page_an_answer_is_saved_and_nobody_was_asked_who_they_are(string answer, string said)
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.OpenAsync("/en/");
        await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of the privacy centre" }).GetByRole(AriaRole.Link, new() { Name = "My choices" }).ClickAsync();
        await visitor.PressAsync("marketing-email", answer);

        await Assertions.Expect(visitor.Page.Locator("#news")).ToContainTextAsync(said);
        Assert.Empty(await visitor.Page.Locator("input:not([type=hidden])").AllAsync());
    }

    [Fact]
    public async Task A_yes_is_kept_with_everything_that_shows_how_it_was_given()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.OpenAsync("/ru/choices");
        await visitor.PressAsync("sales-assistance", "allow");
        var sequence = visits.Portal.Core.Store.Journal.Head;
        var receipt = await visits.Portal.Core.Receipts.FindAsync(sequence, TestContext.Current.CancellationToken);
        var record = receipt!.Record;

        string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;
        Assert.Equal(
            ("sales-assistance", "given", "web-privacy@2026-11", "ru", "web"),
            (Text(record, "purpose"), Text(record, "state"), Text(record, "notice"), Text(record, "language"), Text(record, "channel")));
        var evidence = record.GetProperty("evidence");
        Assert.Equal("privacy-centre", Text(evidence, "surface"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", Text(evidence, "reference"));
    }
}
