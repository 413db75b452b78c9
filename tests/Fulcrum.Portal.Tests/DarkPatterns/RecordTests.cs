using System.Text;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Consent.Receipts;
using Fulcrum.Portal.Tests.DarkPatterns.Flows;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>Rules of what is sent, kept and answered, on the pages of the privacy centre and in its journal and workspace.</summary>
public sealed class RecordTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private static readonly string[] OpenPaths = ["", "choices", "notices", "notices/web-privacy", "trust", "sign-in"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Measures(11, "every open page")]
    [Measures(9, "every open page")]
    public async Task Looking_around_decides_nothing(bool scripts)
    {
        await using var visitor = await visits.VisitAsync(scripts: scripts);
        await visitor.OpenAsync("/en/choices");
        var head = visits.Portal.Core.Store.Journal.Head;
        foreach (var path in OpenPaths)
        {
            await visitor.OpenAsync($"/en/{path}");
            Assert.Empty(await Looking.FindAsync(visitor.Page, scripts));
            await visitor.Page.GoBackAsync();
        }

        Assert.Equal(head, visits.Portal.Core.Store.Journal.Head);
    }

    [Theory]
    [InlineData("onscroll = () => fetch('/consent', { method: 'POST', body: 'all' })")]
    [InlineData("onkeydown = () => { localStorage.consent = 'all' }")]
    [InlineData("onmousemove = () => { document.cookie = 'consent=all' }")]
    [Catches(11)]
    public async Task A_page_that_takes_looking_for_a_yes_is_found(string script)
    {
        await using var visitor = await visits.VisitAsync();
        await PlantedSite.PlantAsync(visitor.Context, ("/", $"<p style=\"height: 3000px\">A shop.</p><script>{script}</script>"), ("/consent", "x"));
        await visitor.Page.GotoAsync(PlantedSite.Address);

        Assert.NotEmpty(await Looking.FindAsync(visitor.Page));
    }

    [Fact]
    [Measures(18, "every open page")]
    public async Task After_a_no_to_everything_every_page_is_as_it_was()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        async Task<Dictionary<string, string>> ReadAsync()
        {
            var read = new Dictionary<string, string>();
            foreach (var path in OpenPaths.Where(path => path != "trust"))
            {
                read[path] = await Watches.ContentAsync(visitor.Page, new Uri(visits.Portal.Address, $"/en/{path}").ToString());
            }

            return read;
        }

        var before = await ReadAsync();
        Assert.All(before.Values, one => Assert.StartsWith("200 ", one, StringComparison.Ordinal));
        await visitor.OpenAsync("/en/choices");
        await visitor.Page.Locator(".all button").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();

        Assert.Empty(Watches.Walls(before, await ReadAsync()));
    }

    [Fact]
    [Catches(18)]
    public async Task A_wall_is_found()
    {
        await using var visitor = await visits.VisitAsync();
        await PlantedSite.PlantAsync(visitor.Context, ("/", "<div id=\"text\">The article.</div><script>if (localStorage.refused) text.textContent = 'Accept to read on.'; localStorage.refused = 1</script>"));
        async Task<Dictionary<string, string>> ReadAsync() => new() { ["/"] = await Watches.ContentAsync(visitor.Page, PlantedSite.Address) };

        Assert.NotEmpty(Watches.Walls(await ReadAsync(), await ReadAsync()));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [Measures(33, "choices")]
    [Catches(33)]
    public async Task Under_the_browsers_signal_what_it_refuses_is_off_and_no_yes_is_offered(string language)
    {
        string[] refused = ["personalization", "analytics", "marketing-email", "sales-assistance"];
        await using var with = await visits.VisitAsync(headers: [new("Sec-GPC", "1")]);
        await with.OpenAsync($"/{language}/choices");
        await Assertions.Expect(with.Page.Locator("#signal")).ToBeVisibleAsync();
        Assert.Empty(await Watches.UnderSignalAsync(with.Page, refused));
        Assert.Empty(await DarkPatternRules.FindAsync(with.Page));

        // A yes that stands from before is not counted, is shown as off, and can be taken back; nothing offers it anew.
        await using var without = await visits.VisitAsync(scripts: false);
        await without.OpenAsync($"/{language}/choices");
        await without.PressAsync("analytics", "allow");
        Assert.NotEmpty(await Watches.UnderSignalAsync(without.Page, refused));
        await without.Context.SetExtraHTTPHeadersAsync([new("Sec-GPC", "1")]);
        await without.OpenAsync($"/{language}/choices");
        Assert.Empty(await Watches.UnderSignalAsync(without.Page, refused));
        await without.PressAsync("analytics", "refuse");
        await Assertions.Expect(without.Page.Locator("#news button")).ToHaveCountAsync(0);
        await Assertions.Expect(without.Choice("analytics").Locator("button")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [Measures(34, "choices", "benefits", "requests")]
    [Catches(34)]
    public async Task After_a_failed_save_nothing_is_allowed_nothing_is_called_saved_and_the_button_is_still_there(string language)
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email, language);
        foreach (var (path, button) in new[] { ("benefits", "#benefit-test-drive-at-home [value=take]"), ("choices", "#analytics > form [value=allow]"), ("choices", "#personalization > form [value=refuse]"), ("requests", "[value=stop]") })
        {
            var pressed = button[button.IndexOf('[', StringComparison.Ordinal)..];
            await visitor.OpenAsync($"/{language}/{path}");
            visits.Portal.IsRefusing = true;
            try
            {
                await visitor.Page.Locator(button).ClickAsync();
                await Assertions.Expect(visitor.Page.Locator("[role=alert]")).ToBeVisibleAsync();
                Assert.Empty((await Watches.AfterFailureAsync(visitor.Page, pressed)).Select(found => $"{path}: {found}"));
            }
            finally
            {
                visits.Portal.IsRefusing = false;
            }

            Assert.NotEqual(ConsentState.Given, await customer.StateOfAsync(visits.Portal, "analytics"));

            // Pressed again it is done; and what claims so then is what the watch hears.
            await visitor.Page.Locator(pressed).ClickAsync();
            await Assertions.Expect(visitor.Page.Locator("#news")).ToBeVisibleAsync();
            Assert.NotEmpty(await Watches.AfterFailureAsync(visitor.Page, pressed));
            await visitor.OpenAsync($"/{language}/choices");
            await visitor.PressAsync("analytics", "refuse");
        }
    }

    [Fact]
    [Measures(35, "choices")]
    public async Task A_yes_is_kept_with_everything_that_shows_how_it_was_given()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.OpenAsync("/ru/choices");
        await visitor.PressAsync("sales-assistance", "allow");
        var receipt = await visits.Portal.Core.Receipts.FindAsync(visits.Portal.Core.Store.Journal.Head, TestContext.Current.CancellationToken);
        var record = receipt!.Record;

        string Text(JsonElement of, string member) => of.GetProperty(member).GetString()!;
        Assert.Equal(
            ("sales-assistance", "given", "web-privacy@2026-11", "ru", "web"),
            (Text(record, "purpose"), Text(record, "state"), Text(record, "notice"), Text(record, "language"), Text(record, "channel")));
        Assert.Equal("express", Text(record, "method"));
        Assert.InRange(record.GetProperty("at").GetInt64(), 1, visits.Portal.Core.Now.UnixMs);
        var evidence = record.GetProperty("evidence");
        Assert.Equal("privacy-centre", Text(evidence, "surface"));
        Assert.Matches("^sha256:[0-9a-f]{64}$", Text(evidence, "reference"));
    }

    [Fact]
    [Measures(35, "receipt")]
    [Catches(35)]
    public async Task A_thousand_random_receipts_verify_and_not_one_that_was_changed()
    {
        var (core, random) = (visits.Portal.Core, new Random(35));
        string[] purposes = ["personalization", "analytics", "marketing-email", "sales-assistance"];
        var recorded = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async one =>
        {
            var (purpose, isYes, language) = (purposes[random.Next(4)], random.Next(2) == 0, random.Next(2) == 0 ? "en" : "ru");
            var record = new ConsentRecord(
                purpose, isYes ? ConsentState.Given : ConsentState.Refused, "web-privacy@2026-11", language, core.Now, core.Now, "web", ConsentMethod.Express, false, "privacy-centre", [], false)
            {
                Evidence = new ConsentEvidence { Surface = "privacy-centre", Reference = $"sha256:{random.NextInt64():x16}", IsSeparate = true },
            };
            var outcome = await core.Consents.RecordAsync(new ConsentRequest([visits.Portal.Read("anonymous-id", $"receipts-{one}")], "", [record]), TestContext.Current.CancellationToken);
            return outcome.Recorded.Single().Sequence;
        }));

        var keys = core.Store.Ledger!.Keys;
        foreach (var sequence in recorded)
        {
            var receipt = await core.Receipts.FindAsync(sequence, TestContext.Current.CancellationToken);
            Assert.True(receipt!.Verify(keys).Holds);
            var file = Encoding.UTF8.GetString(receipt.Write());
            var changed = file.Contains("\"given\"", StringComparison.Ordinal) ? file.Replace("\"given\"", "\"refused\"", StringComparison.Ordinal) : file.Replace("\"refused\"", "\"given\"", StringComparison.Ordinal);
            Assert.NotEqual(file, changed);
            Assert.False(Receipt.TryRead(Encoding.UTF8.GetBytes(changed), out var read) && read.Verify(keys).Holds);
        }
    }
}
