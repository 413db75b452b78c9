using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>A visitor in a browser, with everything their browser asked for, kept and complained about.</summary>
internal sealed class SnippetVisitor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SnippetFixture _fixture;
    private readonly ConcurrentQueue<IRequest> _asked = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    public SnippetVisitor(SnippetFixture fixture, IBrowserContext context, IPage page)
    {
        (_fixture, Context, Page) = (fixture, context, page);
        context.Request += (_, request) => _asked.Enqueue(request);
        context.Console += (_, message) => _complaints.Enqueue(message.Text);
        context.WebError += (_, error) => _complaints.Enqueue(error.Error);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the browser said of the page.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Paths asked of the server, in order, without the write key and the queries.</summary>
    public IReadOnlyList<string> Asked =>
    [
        .. _asked.Select(request => new Uri(request.Url)).Where(url => url.Authority == _fixture.Server.Address.Authority)
            .Select(url => url.AbsolutePath.Replace(RunningServer.WebKey, "KEY", StringComparison.Ordinal)),
    ];

    /// <summary>Whoever else was asked.</summary>
    public IEnumerable<string> Others => _asked.Select(request => new Uri(request.Url).Authority).Distinct()
        .Except([_fixture.Server.Address.Authority, new Uri(_fixture.Site.Origin).Authority]);

    /// <summary>Everything that went to the server but not out of its cache: addresses, headers and bodies in one text.</summary>
    public string Sent => string.Join('\n', _asked.Where(request => new Uri(request.Url).Authority == _fixture.Server.Address.Authority)
        .Select(request => $"{request.Url} {JsonSerializer.Serialize(request.Headers)} {request.PostData}"));

    /// <summary>Opens a page of the site with the snippet and waits until its policy is known.</summary>
    public async Task OpenAsync(string file = "core.min.js", string options = "{}", string language = "en", string path = "/cars/roadster", string body = "<h1>Roadster</h1><p>A car.</p>")
    {
        _fixture.Site.Plant(path, _fixture.PageWith(file, options, language, body));
        await Page.GotoAsync(_fixture.Site.Origin + path);
        await ReadyAsync();
    }

    /// <summary>Waits until the snippet knows the policy.</summary>
    public Task ReadyAsync() => Page.EvaluateAsync("() => new Promise((done) => analytics.ready(done))");

    /// <summary>Answers in the page's own words.</summary>
    public Task<bool> ChooseAsync(string answers) => Page.EvaluateAsync<bool>($"() => analytics.consent({answers})");

    /// <summary>Allows everything, and waits until the page they are on is stored.</summary>
    public async Task AllowAsync()
    {
        var before = await _fixture.Server.CountsAsync("web");
        Assert.True(await ChooseAsync("{ functional: true, analytics: true, advertising: true, dealer: true }"));
        await UntilAsync(async () => (await _fixture.Server.CountsAsync("web")).Stored > before.Stored, "the page is stored");
    }

    /// <summary>Sends an event.</summary>
    public Task TrackAsync(string name, string properties = "{ model: 'roadster' }") => Page.EvaluateAsync($"() => {{ analytics.track('{name}', {properties}) }}");

    /// <summary>Everything the site's pages keep in this browser, as one text; empty when that is nothing.</summary>
    public async Task<string> KeptAsync()
    {
        var cookies = (await Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={Uri.UnescapeDataString(cookie.Value)}");
        var stored = await Page.EvaluateAsync<string[]>("""
            async () => [...Object.entries(localStorage).map((pair) => 'local ' + pair.join('=')), ...Object.entries(sessionStorage).map((pair) => 'session ' + pair.join('=')),
              ...(await indexedDB.databases()).map((one) => 'database ' + one.name), ...(await caches.keys()).map((one) => 'cache ' + one)]
            """);
        return string.Join('\n', cookies.Concat(stored));
    }

    /// <summary>The visitor's id as it is kept; empty when it is not.</summary>
    public async Task<string> IdAsync() => (await Context.CookiesAsync()).FirstOrDefault(cookie => cookie.Name == "ajs_anonymous_id")?.Value ?? "";

    /// <summary>What stands for a purpose at the server.</summary>
    public async Task<string> StateAsync(string id, string purpose)
    {
        var reply = await _fixture.Server.DecideAsync("/v1/consents/query", $$$"""{"identifiers":{"anonymousId":"{{{id}}}"}}""");
        return reply.Json.GetProperty("purposes").EnumerateArray().Single(one => one.GetProperty("purpose").GetString() == purpose).GetProperty("state").GetString()!;
    }

    /// <summary>Waits until something holds, however slow the machine.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var until = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < until, $"It never came to be: {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
