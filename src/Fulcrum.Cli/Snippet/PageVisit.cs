using System.Text.Json;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Snippet;

/// <summary>One visit to a page by somebody whose browser has never seen it and who answers nothing.</summary>
internal sealed class PageVisit
{
    private const int TabsMax = 12;

    /// <summary>A page is settled when nothing new was asked for this long: on a busy machine a script that came takes its time to show its question.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(1_500);

    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(30);

    /// <summary>What the page itself can tell.</summary>
    private const string Look = """
        (async () => {
          const root = document.querySelector('fulcrum-consent')?.shadowRoot
          const isSeen = (one) => !!one && one.getClientRects().length > 0 && getComputedStyle(one).visibility === 'visible'
          const names = (kind, store) => { try { return Object.keys(store()).map((name) => kind + ' ' + name) } catch { return [] } }
          return {
            isLoaded: document.readyState === 'complete',
            scripts: [...document.scripts].filter((one) => /\/analytics\.js\/v1\/[^/]+\/(analytics|core)\.min\.js$/.test(one.src)).length,
            isRunning: window.analytics?.initialize === true && typeof analytics.consent === 'function',
            kept: [...names('localStorage', () => localStorage), ...names('sessionStorage', () => sessionStorage), ...(await indexedDB.databases().catch(() => [])).map((one) => 'database ' + one.name)],
            hasAllow: isSeen(root?.querySelector('.banner [value=allow]')), hasRefuse: isSeen(root?.querySelector('.banner [value=refuse]')), focus: root?.activeElement?.value ?? '',
            hasWayBack: isSeen(root?.querySelector('.corner button')) || !!(document.querySelector('[data-consent=settings]') && document.querySelector('[data-consent=withdraw]')),
          }
        })()
        """;

    private readonly DevTools _browser;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _cancellation;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Uri Url, int Status)> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _early = new(StringComparer.Ordinal);
    private readonly List<string> _blocked = [];
    private string _session = "";
    private string _policyRequest = "";
    private long _lastAskedAt;

    private PageVisit(DevTools browser, TimeProvider clock, CancellationToken cancellation) => (_browser, _clock, _cancellation) = (browser, clock, cancellation);

    /// <summary>Makes a visit.</summary>
    /// <param name="browser">By this browser.</param>
    /// <param name="page">To this page.</param>
    /// <param name="hasSignal">Whether the visitor's browser signals Global Privacy Control.</param>
    /// <param name="clock">Tells when the page is settled.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Task<PageSeen> MakeAsync(DevTools browser, Uri page, bool hasSignal, TimeProvider clock, CancellationToken cancellation) =>
        new PageVisit(browser, clock, cancellation).MakeAsync(page, hasSignal);

    private async Task<PageSeen> MakeAsync(Uri page, bool hasSignal)
    {
        var context = Text(await _browser.CallAsync("Target.createBrowserContext", cancellation: _cancellation), "browserContextId");
        var target = Text(await _browser.CallAsync("Target.createTarget", new { url = "about:blank", browserContextId = context }, cancellation: _cancellation), "targetId");
        _session = Text(await _browser.CallAsync("Target.attachToTarget", new { targetId = target, flatten = true }, cancellation: _cancellation), "sessionId");
        _browser.Listen(_session, Hear);
        foreach (var domain in new[] { "Page", "Network", "Log", "Runtime", "Audits" })
        {
            await CallAsync($"{domain}.enable");
        }

        if (hasSignal)
        {
            await CallAsync("Network.setExtraHTTPHeaders", new { headers = new Dictionary<string, string> { ["Sec-GPC"] = "1" } });
            await CallAsync("Page.addScriptToEvaluateOnNewDocument", new { source = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true, configurable: true })" });
        }

        var reached = await CallAsync("Page.navigate", new { url = page.ToString() });
        if (reached.TryGetProperty("errorText", out var error) && error.GetString() is { Length: > 0 } why)
        {
            throw new CommandFault(new Fault("page-unreachable", $"The page could not be opened: {why}", "Check the address, and that the site runs."), ExitCode.Failure, page.ToString());
        }

        var seen = await SettleAsync();
        var cookies = (await _browser.CallAsync("Storage.getCookies", new { browserContextId = context }, cancellation: _cancellation)).GetProperty("cookies").EnumerateArray().ToArray();
        var policy = await PolicyAsync();
        var question = new QuestionSeen(Truth(seen, "hasAllow"), Truth(seen, "hasRefuse"), Truth(seen, "hasAllow") && await IsReachedAsync());
        await PressAsync("Escape", 27);
        var after = await LookAsync();
        await _browser.CallAsync("Target.disposeBrowserContext", new { browserContextId = context }, cancellation: _cancellation);

        var isKeptByPage = seen.GetProperty("kept").EnumerateArray().Select(one => one.GetString()!);
        var own = cookies.Where(cookie => IsOwn(cookie, page) && !(Truth(cookie, "httpOnly") && Truth(cookie, "session"))).Select(cookie => $"cookie {Text(cookie, "name")}");
        lock (_lock)
        {
            return new PageSeen(
                page, [.. _asked.Values.Select(one => new AskedOf(one.Url, one.Status))], seen.GetProperty("scripts").GetInt32(), [.. own, .. isKeptByPage], [.. cookies.Where(cookie => !IsOwn(cookie, page)).Select(cookie => Text(cookie, "domain").TrimStart('.')).Distinct()],
                [.. _blocked.Distinct()], Truth(seen, "isRunning"), question, Truth(after, "hasWayBack"), policy);
        }
    }

    /// <summary>Waits until the page is loaded and asks for nothing more.</summary>
    private async Task<JsonElement> SettleAsync()
    {
        var from = _clock.GetTimestamp();
        while (true)
        {
            var seen = await LookAsync();
            bool isBusy;
            lock (_lock)
            {
                isBusy = _asked.Values.Any(one => one.Status < 0) || _clock.GetElapsedTime(Math.Max(_lastAskedAt, from)) < Quiet;
            }

            if ((Truth(seen, "isLoaded") && !isBusy) || _clock.GetElapsedTime(from) > SettleMax)
            {
                return seen;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, _cancellation);
        }
    }

    private async Task<bool> IsReachedAsync()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (var presses = 0; presses < TabsMax && !(reached.Contains("allow") && reached.Contains("refuse")); presses++)
        {
            await PressAsync("Tab", 9);
            reached.Add(Text(await LookAsync(), "focus"));
        }

        return reached.Contains("allow") && reached.Contains("refuse");
    }

    private async Task<PolicySeen?> PolicyAsync()
    {
        string request;
        lock (_lock)
        {
            request = _policyRequest;
        }

        if (request.Length == 0)
        {
            return null;
        }

        var body = await CallAsync("Network.getResponseBody", new { requestId = request });
        var categories = JsonSerializer.Deserialize<JsonElement>(Text(body, "body")).GetProperty("categories").EnumerateArray().ToArray();
        return new PolicySeen(categories.Any(one => Truth(one, "needsYes")), categories.Any(one => Truth(one, "needsYes") && !Truth(one, "refusedBySignal")));
    }

    private void Hear(string method, JsonElement told)
    {
        lock (_lock)
        {
            switch (method)
            {
                case "Network.requestWillBeSent" when Uri.TryCreate(Text(told.GetProperty("request"), "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https":
                    // Less than none: it is still to be answered.
                    _asked[Text(told, "requestId")] = (new Uri(Text(told.GetProperty("request"), "url")), _early.Remove(Text(told, "requestId"), out var early) ? early : -1);
                    _lastAskedAt = _clock.GetTimestamp();
                    break;
                case "Network.responseReceived" when _asked.TryGetValue(Text(told, "requestId"), out var asked):
                    _asked[Text(told, "requestId")] = (asked.Url, told.GetProperty("response").GetProperty("status").GetInt32());
                    break;
                case "Network.responseReceivedExtraInfo" when _asked.TryGetValue(Text(told, "requestId"), out var answered):
                    // Of an answer that the page may not read, this is all there is.
                    _asked[Text(told, "requestId")] = (answered.Url, told.GetProperty("statusCode").GetInt32());
                    break;
                case "Network.responseReceivedExtraInfo":
                    // It comes another way through the browser than the request, and sometimes first.
                    _early[Text(told, "requestId")] = told.GetProperty("statusCode").GetInt32();
                    break;
                case "Network.loadingFinished" when _asked.TryGetValue(Text(told, "requestId"), out var ended) && SnippetCheck.IsPolicy(ended.Url) && ended.Status == 200:
                    _policyRequest = Text(told, "requestId");
                    break;
                case "Network.loadingFailed" when _asked.TryGetValue(Text(told, "requestId"), out var failed):
                    _asked[Text(told, "requestId")] = (failed.Url, Math.Max(failed.Status, 0));
                    _lastAskedAt = _clock.GetTimestamp();
                    break;
                case "Audits.issueAdded" when told.GetProperty("issue").GetProperty("details").TryGetProperty("contentSecurityPolicyIssueDetails", out var issue):
                    HearBlocked(issue);
                    break;
            }
        }
    }

    private void HearBlocked(JsonElement issue)
    {
        var directive = Text(issue, "violatedDirective");
        if (Truth(issue, "isReportOnly") || !(directive.StartsWith("script-src", StringComparison.Ordinal) || directive.StartsWith("connect-src", StringComparison.Ordinal)))
        {
            return;
        }

        if (!issue.TryGetProperty("blockedURL", out var blocked) || !Uri.TryCreate(blocked.GetString(), UriKind.Absolute, out var url))
        {
            _blocked.Add($"an inline script ({directive})");
        }
        else if (SnippetCheck.IsOurs(url) || url.AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal))
        {
            _blocked.Add(url.GetLeftPart(UriPartial.Path));
        }
    }

    private async Task PressAsync(string key, int code)
    {
        foreach (var type in new[] { "rawKeyDown", "keyUp" })
        {
            await CallAsync("Input.dispatchKeyEvent", new { type, key, code = key, windowsVirtualKeyCode = code });
        }
    }

    private async Task<JsonElement> LookAsync() =>
        (await CallAsync("Runtime.evaluate", new { expression = Look, awaitPromise = true, returnByValue = true })).GetProperty("result").GetProperty("value");

    private Task<JsonElement> CallAsync(string method, object? parameters = null) => _browser.CallAsync(method, parameters, _session, _cancellation);

    private static bool IsOwn(JsonElement cookie, Uri page)
    {
        var domain = Text(cookie, "domain").TrimStart('.');
        return page.Host == domain || page.Host.EndsWith("." + domain, StringComparison.Ordinal);
    }

    private static string Text(JsonElement from, string member) => from.GetProperty(member).GetString() ?? "";

    private static bool Truth(JsonElement from, string member) => from.GetProperty(member).GetBoolean();
}
