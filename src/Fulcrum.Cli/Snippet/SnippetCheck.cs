using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Fulcrum.Cli.Snippet;

/// <summary>Names the commonest mistakes by what a browser saw of a page. Pure.</summary>
internal static partial class SnippetCheck
{
    /// <summary>Hosts that exist to follow people: asked before the choice, they are a mistake with or without a cookie.</summary>
    private static readonly string[] Trackers =
    [
        "google-analytics.com", "googletagmanager.com", "doubleclick.net", "googleadservices.com", "facebook.net", "facebook.com", "analytics.tiktok.com", "clarity.ms", "hotjar.com",
        "segment.com", "segment.io", "mixpanel.com", "amplitude.com", "mc.yandex.ru", "top-fwz1.mail.ru", "snap.licdn.com", "ads-twitter.com", "criteo.com", "criteo.net",
    ];

    /// <summary>The mistakes, the gravest first.</summary>
    /// <param name="plain">The page as most people see it.</param>
    /// <param name="signalled">The same page in a browser with Global Privacy Control.</param>
    public static ImmutableArray<Fault> Find(PageSeen plain, PageSeen signalled)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var scripts = plain.Asked.Where(one => Script().IsMatch(one.Url.AbsolutePath)).ToArray();
        // What else a page's policy stops is the page's own affair; a stopped line of ours is one that keeps the snippet from running.
        var blocked = plain.Blocked.Where(one => !plain.IsRunning || Uri.TryCreate(one, UriKind.Absolute, out _)).ToArray();
        Add(blocked.Length > 0, "policy-blocks", $"The page's Content Security Policy stops {List(blocked)}.", "Name the server in script-src and connect-src; give the pasted lines a nonce or a hash.");
        Add(scripts.Length == 0 && !plain.IsRunning && blocked.Length == 0, "snippet-missing", "The page loads no snippet.", "Paste the lines of the guide into the head of every page, with your host and write key.");
        Add(plain.Scripts > 1, "snippet-twice", "The page loads the snippet more than once.", "Paste the lines once: in the template, or in the tag manager, not in both.");

        var answered = plain.Asked.Where(one => IsOurs(one.Url) && one.Status is >= 400 and < 500).ToArray();
        Add(answered.Length > 0, "write-key-unknown", $"The server knows no page here with this write key: it answered {string.Join(", ", answered.Select(one => one.Status).Distinct())}.",
            "Use the write key of a source in sources.yaml that is not trusted, and list the page's origin there.");

        Add(plain is { IsRunning: true, Policy: null } && answered.Length == 0 && blocked.Length == 0, "policy-unread", "The page could not read its policy, so it sends nothing and asks nothing.",
            "List the page's origin with the source in sources.yaml, and see that the server can be reached from there.");

        Add(!plain.Kept.IsEmpty, "kept-before-choice", $"Before the choice the page keeps {List(plain.Kept)}.", "Keep nothing until the visitor allowed it; what the page itself cannot do without, keep in a cookie that only its server reads.");
        var sent = Sent(plain);
        Add(sent.Length > 0, "sent-before-choice", $"Before the choice the page sends to {List(sent)}.", "Let the snippet alone send, and call analytics.consent({…}) from a press of the visitor only.");
        var others = plain.ForeignCookies.Concat(plain.Asked.Select(one => one.Url.Host).Where(IsTracker)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        Add(others.Length > 0, "others-before-choice", $"Before the choice the page talks to {List(others)}.", "Load other people's tags when analytics.on('consent', …) says that their purpose is allowed.");

        var asksItself = scripts.All(one => one.Url.AbsolutePath.EndsWith("/core.min.js", StringComparison.Ordinal));
        if (plain is { IsRunning: true, Policy: { } policy } && !asksItself)
        {
            var isOut = policy.IsToAsk && plain.Question is not { HasAllow: true, HasRefuse: true, IsReached: true };
            Add(isOut || !plain.HasWayBack, "question-out-of-reach",
                isOut ? "The question is not shown, or a yes and a no cannot both be reached from the keyboard." : "Once the question is closed nothing leads back to the settings.",
                "Let no style or script of the page hide fulcrum-consent or take its keys; keep its bar, or place your own controls with data-consent.");
            var isIgnored = signalled.Kept.Except(plain.Kept).Any() || Sent(signalled).Except(sent).Any() || (signalled.Question.HasAllow && !policy.IsToAskUnderSignal);
            Add(isIgnored, "signal-ignored", "With Global Privacy Control on, the page still asks, keeps or sends what the signal refuses.", "Leave navigator.globalPrivacyControl as the browser has it, and answer nothing in the visitor's place.");
        }

        return faults.ToImmutable();

        void Add(bool isFault, string code, string what, string remedy)
        {
            if (isFault)
            {
                faults.Add(new Fault(code, what, remedy));
            }
        }
    }

    /// <summary>Whether a page's script asks the visitor itself, so that its question cannot be looked at.</summary>
    public static bool AsksInItsOwnWords(PageSeen plain) => plain.IsRunning && plain.Asked.Any(one => one.Url.AbsolutePath.EndsWith("/core.min.js", StringComparison.Ordinal) && Script().IsMatch(one.Url.AbsolutePath));

    /// <summary>Whether an address is the snippet's script or its policy.</summary>
    public static bool IsOurs(Uri url) => Script().IsMatch(url.AbsolutePath) || Policy().IsMatch(url.AbsolutePath);

    /// <summary>Whether an address is the policy of a page.</summary>
    public static bool IsPolicy(Uri url) => Policy().IsMatch(url.AbsolutePath);

    /// <summary>What went to the server that everybody does not get.</summary>
    private static string[] Sent(PageSeen seen)
    {
        var hosts = seen.Asked.Where(one => IsOurs(one.Url)).Select(one => one.Url.Authority).ToHashSet(StringComparer.Ordinal);
        return [.. seen.Asked.Where(one => hosts.Contains(one.Url.Authority) && !IsOurs(one.Url) && one.Url.AbsolutePath.StartsWith("/v1/", StringComparison.Ordinal)).Select(one => one.Url.AbsolutePath).Distinct()];
    }

    private static bool IsTracker(string host) => Trackers.Any(tracker => host == tracker || host.EndsWith("." + tracker, StringComparison.Ordinal));

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Take(6));

    [GeneratedRegex("/analytics\\.js/v1/[^/]+/(analytics|core)\\.min\\.js$")]
    private static partial Regex Script();

    [GeneratedRegex("/v1/projects/[^/]+/policy$")]
    private static partial Regex Policy();
}
