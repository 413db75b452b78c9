using System.Net;
using System.Text.RegularExpressions;
using Fulcrum.Rights.Proof;

namespace Fulcrum.Portal.Tests.Identity;

/// <summary>The link beside a code is the form for the code, filled in: it does what typing does, where typing would do it, and no more.</summary>
public sealed partial class LinkTests
{
    private const string Ann = "ann@example.com";

    [Fact]
    public async Task Pressing_the_button_that_the_link_opens_signs_in_and_the_link_holds_nothing_about_anybody()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.AskAsync(Ann);
        var link = (await portal.Mailbox.LinkAsync(portal, Ann))!;
        var code = (await portal.Mailbox.CodeAsync(portal, Ann)).Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal((portal.PublicAddress!.Origin, "/en/sign-in"), (link.GetLeftPart(UriPartial.Authority), link.AbsolutePath));
        Assert.Matches($@"^\?challenge=[\w-]+&proof=[\w-]+&code={code}$", link.Query);
        var opened = await ann.GetAsync(link.PathAndQuery);
        Assert.Equal((HttpStatusCode.OK, code), (opened.Status, opened.ValueOf("code")));
        Assert.DoesNotContain("ann", MainOf(opened), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.SeeOther, (await ann.GetAsync("/en/data")).Status);

        Assert.Equal((HttpStatusCode.SeeOther, "/en/"), (await ann.PressAsync(opened)) is var done ? (done.Status, done.Location) : default);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/en/data")).Status);
    }

    [Fact]
    public async Task What_reads_the_mail_first_uses_nothing_up()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.AskAsync(Ann);
        var link = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        for (var look = 0; look < 2 * CodeFlow.AttemptsMax; look++)
        {
            using var scanner = new PlainVisitor(portal);
            Assert.Equal(HttpStatusCode.Forbidden, (await scanner.GetAsync(link)).Status);
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync(link)).Status);
        }

        Assert.Equal(HttpStatusCode.SeeOther, (await ann.PressAsync(await ann.GetAsync(link))).Status);
    }

    [Theory]
    [InlineData("en", "Open it in the browser you asked from")]
    [InlineData("ru", "в том браузере, где вы просили код")]
    public async Task In_another_browser_it_says_where_to_open_it_and_costs_no_attempt(string language, string said)
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.AskAsync(Ann);
        var link = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        using var other = new PlainVisitor(portal);
        for (var look = 0; look < 2 * CodeFlow.AttemptsMax; look++)
        {
            var opened = await other.GetAsync(link.Replace("/en/", $"/{language}/", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Forbidden, opened.Status);
            Assert.Contains(said, opened.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("name=\"code\"", opened.Body, StringComparison.Ordinal);

            // What its button would have sent, had the page shown one.
            var sent = await other.PostAsync("/en/sign-in", [("step", "code"), ("address", ""), .. Fields(link)]);
            Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
        }

        Assert.Equal(HttpStatusCode.SeeOther, (await ann.PressAsync(await ann.GetAsync(link))).Status);
    }

    [Fact]
    public async Task Used_once_it_is_over_also_after_signing_out()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.AskAsync(Ann);
        var link = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        var opened = await ann.GetAsync(link);
        Assert.Equal(HttpStatusCode.SeeOther, (await ann.PressAsync(opened)).Status);

        // Signed in, the link leads to their own pages and its form is one of before.
        Assert.Equal((HttpStatusCode.SeeOther, "/en/"), await ann.GetAsync(link) is var again ? (again.Status, again.Location) : default);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.PressAsync(opened)).Status);
        await ann.GetAsync("/en/choices");
        await ann.PostAsync("/en/sign-out");

        var replayed = await ann.PressAsync(await ann.GetAsync(link));
        Assert.Equal(HttpStatusCode.BadRequest, replayed.Status);
        Assert.Contains("This code does not fit", replayed.Body, StringComparison.Ordinal);
        Assert.Equal("/en/sign-in?to=data", (await ann.GetAsync("/en/data")).Location);
    }

    [Fact]
    public async Task Typing_the_code_uses_the_link_up_and_too_old_it_fits_no_more()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.SignInAsync(Ann);
        var used = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        await ann.PostAsync("/en/sign-out");
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.PressAsync(await ann.GetAsync(used))).Status);

        await ann.AskAsync(Ann);
        var late = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        portal.Clock.Advance(CodeFlow.HoldsFor);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.PressAsync(await ann.GetAsync(late))).Status);
    }

    [Fact]
    public async Task A_link_that_was_changed_or_cut_off_opens_no_form()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.AskAsync(Ann);
        var mine = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        await ann.AskAsync("eve@example.com");
        var other = (await portal.Mailbox.LinkAsync(portal, "eve@example.com"))!.PathAndQuery;
        var (fields, others) = (Fields(mine), Fields(other));
        foreach (var changed in new[]
        {
            mine.Replace(fields[0].Value, others[0].Value, StringComparison.Ordinal), mine.Replace(fields[1].Value, others[1].Value, StringComparison.Ordinal),
            mine.Replace("challenge=", "challenge=x", StringComparison.Ordinal), mine[..mine.IndexOf("&code", StringComparison.Ordinal)], mine[..mine.IndexOf("&proof", StringComparison.Ordinal)],
            "/en/sign-in?code=12345678", mine + "&challenge=x", mine + "&proof=", mine + new string('1', 400),
        })
        {
            var opened = await ann.GetAsync(changed);
            Assert.Equal((HttpStatusCode.Forbidden, ""), (opened.Status, opened.FieldOf("challenge")));
        }

        // A code of one's own beside another challenge is a wrong code.
        var mixed = await ann.PressAsync(await ann.GetAsync(mine.Replace(fields[2].Value, others[2].Value, StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.BadRequest, mixed.Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await ann.PressAsync(await ann.GetAsync(mine))).Status);
    }

    [Fact]
    public async Task A_forged_host_does_not_move_the_link_and_with_no_place_configured_there_is_none()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var forger = new PlainVisitor(portal) { Host = "evil.example" };
        Assert.Equal(HttpStatusCode.OK, (await forger.AskAsync(Ann)).Status);
        var body = (await portal.Mailbox.ReadAsync(portal, Ann))[^1].Body;
        Assert.DoesNotContain("evil", body, StringComparison.Ordinal);
        Assert.Equal(portal.PublicAddress!.Origin, (await portal.Mailbox.LinkAsync(portal, Ann))!.GetLeftPart(UriPartial.Authority));

        await using var nowhere = await RunningPortal.StartAsync(isPlaceKnown: false);
        using var ann = new PlainVisitor(nowhere);
        await ann.SignInAsync(Ann);
        Assert.DoesNotContain("http", (await nowhere.Mailbox.ReadAsync(nowhere, Ann))[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_unknown_and_erased_get_the_same_message()
    {
        await using var portal = await RunningPortal.StartAsync();
        var known = await Customer.MakeAsync(portal);
        var erased = await Customer.MakeAsync(portal);
        await portal.Core.Erasures.EraseAsync([portal.Read("user-id", erased.UserId)], "test", "asked", TestContext.Current.CancellationToken);
        var came = new List<(string, string)>();
        foreach (var address in new[] { known.Email, "nobody@example.com", erased.Email })
        {
            using var visitor = new PlainVisitor(portal);
            await visitor.AskAsync(address);
            var message = (await portal.Mailbox.ReadAsync(portal, address))[^1];
            came.Add((message.Subject, Secrets().Replace(message.Body, "x")));
        }

        Assert.All(came, one => Assert.Equal(came[0], one));
        Assert.Contains("challenge=x&proof=x&code=x", came[0].Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_kept_nowhere_and_tells_no_other_site_where_it_was()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.AskAsync(Ann);
        var link = (await portal.Mailbox.LinkAsync(portal, Ann))!.PathAndQuery;
        using var other = new PlainVisitor(portal);
        foreach (var opened in new[] { await ann.GetAsync(link), await other.GetAsync(link) })
        {
            Assert.Equal(("same-origin", "no-store"), (opened.HeaderOf("Referrer-Policy"), opened.HeaderOf("Cache-Control")));
            Assert.DoesNotMatch("(href|src|action)=\"(https?:)?//", MainOf(opened));
        }
    }

    [Fact]
    public async Task No_code_and_no_address_is_in_any_log()
    {
        // Held once for all of this process; others that write meanwhile do no harm.
        var (before, log) = (Console.Error, new StringWriter());
        Console.SetError(TextWriter.Synchronized(log));
        try
        {
            var secrets = await WalkAsync();
            var said = log.ToString();
            Assert.Contains("The store is not available", said, StringComparison.Ordinal);
            Assert.Contains("Refused 400 at /{language}/sign-in to nobody", said, StringComparison.Ordinal);
            Assert.Contains("Refused 403 at /{language}/data to nobody", said, StringComparison.Ordinal);
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));
        }
        finally
        {
            Console.SetError(before);
        }

        static async Task<string[]> WalkAsync()
        {
            await using var portal = await RunningPortal.StartAsync();
            var known = await Customer.MakeAsync(portal);
            using var ann = new PlainVisitor(portal);
            await ann.AskAsync(known.Email);
            var link = (await portal.Mailbox.LinkAsync(portal, known.Email))!.PathAndQuery;
            Assert.Equal(HttpStatusCode.BadRequest, (await ann.PostAsync(link)).Status);
            await ann.PressAsync(await ann.GetAsync(link));
            Assert.Equal(HttpStatusCode.Forbidden, (await ann.PostAsync("/en/data", ("token", "x"))).Status);
            portal.IsRefusing = true;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ann.GetAsync("/en/data")).Status);
            return [known.Email, .. Fields(link).Select(field => field.Value)];
        }
    }

    private static string MainOf(PlainAnswer answer) => Regex.Match(answer.Body, "<main.*</main>", RegexOptions.Singleline).Value;

    private static (string Name, string Value)[] Fields(string link) => [.. link[(link.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(part => part.Split('=')).Select(part => (part[0], part[1]))];

    [GeneratedRegex(@"(?<=challenge=|proof=|code=)[\w-]+|\d{4} \d{4}")]
    private static partial Regex Secrets();
}
