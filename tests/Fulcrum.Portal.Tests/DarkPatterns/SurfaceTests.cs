using System.Net;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Fulcrum.Portal.Tests.Pages;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>No surface of the privacy centre breaks a rule that a page shows: in both languages, in ten modes, with scripts and without, and without an exception.</summary>
public sealed class SurfaceTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private static readonly string[] Open = ["", "choices", "notices", "notices/web-privacy", "sign-in"];

    private readonly List<string> _found = [];

    [Theory]
    [InlineData("en", true)]
    [InlineData("ru", true)]
    [InlineData("en", false)]
    [InlineData("ru", false)]
    [Measures(38, "home", "choices", "notice", "sign-in", "data", "benefits", "requests", "erase", "history", "receipt", "certificate", "mail")]
    public async Task No_surface_breaks_a_rule_in_any_mode(string language, bool scripts)
    {
        await using var visitor = await visits.VisitAsync(scripts: scripts);
        foreach (var path in Open)
        {
            await LookAsync(visitor, language, path);
        }

        var customer = await Customer.MakeAsync(visits.Portal);
        await visitor.OpenAsync($"/{language}/sign-in");
        await visitor.Page.Locator("button[value=ask]").ClickAsync();
        await CheckAsync(visitor, "sign-in, wrong");
        await visitor.SignInAsync(customer.Email, language);
        foreach (var path in PageTests.OwnPaths)
        {
            await LookAsync(visitor, language, path);
        }

        await AnswerAsync(visitor, language);
        await FailAsync(visitor, language);
        await LeaveAsync(visitor, language);
        await ReadMailAsync(visitor, customer, language);
        Assert.DoesNotContain(visitor.Complaints, complaint => !complaint.StartsWith("Failed to load resource", StringComparison.Ordinal)); // What we answered 400 and 503 to, on purpose.
        Assert.True(_found.Count == 0, string.Join('\n', _found));
    }

    /// <summary>My choices and My benefits after each answer, with every detail open, and the receipt.</summary>
    private async Task AnswerAsync(Visitor visitor, string language)
    {
        await visitor.OpenAsync($"/{language}/choices");
        await visitor.PressAsync("personalization", "allow");
        await visitor.Choice("personalization").Locator("summary").ClickAsync();
        await CheckAsync(visitor, "choices, yes");
        await visitor.PressAsync("personalization", "refuse");
        await CheckAsync(visitor, "choices, no");
        await visitor.Page.Locator("#news a").ClickAsync();
        await CheckAsync(visitor, "receipt");
        await visitor.OpenAsync($"/{language}/benefits");
        await visitor.Page.Locator("main > details > summary").ClickAsync(); // After a no nothing is asked; it can still be had.
        await CheckAsync(visitor, "benefits, after a no");
        await visitor.Page.Locator("[value=take]").First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
        await CheckAsync(visitor, "benefits, taken");
        await visitor.OpenAsync($"/{language}/requests");
        await visitor.Page.Locator("[value=stop]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
        await CheckAsync(visitor, "requests, stopped");
    }

    private async Task FailAsync(Visitor visitor, string language)
    {
        await visitor.OpenAsync($"/{language}/choices");
        visits.Portal.IsRefusing = true;
        try
        {
            await visitor.Choice("analytics").Locator(":scope > form button[value=allow]").ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("[role=alert]")).ToBeVisibleAsync();
            await CheckAsync(visitor, "choices, not saved");
        }
        finally
        {
            visits.Portal.IsRefusing = false;
        }
    }

    private async Task LeaveAsync(Visitor visitor, string language)
    {
        await visitor.OpenAsync($"/{language}/requests/erase");
        await visitor.Page.Locator("[value=erase]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
        await CheckAsync(visitor, "erased");
        await visitor.Page.Locator("a[href*='/certificates/']").ClickAsync();
        await CheckAsync(visitor, "certificate");
    }

    /// <summary>The message of a code, as a reader of mail shows it: its text, in the plainest page.</summary>
    private async Task ReadMailAsync(Visitor visitor, Customer customer, string language)
    {
        var message = (await visits.Portal.Mailbox.ReadAsync(visits.Portal, customer.Email))[^1];

        // A link is opened, not read: mail programs show it as one, however long it is.
        var lines = string.Concat(message.Body.Split('\n').Select(WebUtility.HtmlEncode).Select(line => line!.StartsWith("http", StringComparison.Ordinal) ? $"<div><a href=\"{line}\">{line}</a></div>" : $"<p>{line}</p>"));
        await visitor.OpenAsync($"/{language}/");
        await visitor.Page.SetContentAsync($"<!doctype html><html lang=\"{language}\"><head><title>x</title></head><body><main><h1>{message.Subject}</h1>{lines}</main></body></html>");
        await CheckAsync(visitor, "mail");
    }

    private async Task LookAsync(Visitor visitor, string language, string path)
    {
        Assert.Equal(200, (await visitor.OpenAsync($"/{language}/{path}"))!.Status);
        await CheckAsync(visitor, $"/{path}");
    }

    private async Task CheckAsync(Visitor visitor, string name) => _found.AddRange((await ShownModes.FindAsync(visitor.Page)).Select(found => $"{name}: {found}"));
}
