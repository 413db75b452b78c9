using System.Text.Json;
using Fulcrum.Cli.Snippet;
using Fulcrum.Server.Tests.Snippet;

namespace Fulcrum.Cli.Tests.Snippet;

/// <summary><c>fulcrum snippet verify</c> against pages of a site of its own, each with one mistake, and one without.</summary>
public sealed class SnippetVerifyTests(SnippetVerifyTests.Shared shared) : IClassFixture<SnippetVerifyTests.Shared>
{

    /// <summary>The mistake, what stands in the page's head, in its body, and its Content Security Policy. STUB is what the guide says to paste, SERVER where events go.</summary>
    public static TheoryData<string, string, string, string> Mistakes => new()
    {
        { "", "<script>STUB</script>", "", "" },
        { "", "<script nonce=\"n\">STUB</script>", "", "default-src 'none'; script-src 'nonce-n' SERVER; connect-src SERVER" },
        { "", "<script src=\"SERVER/analytics.js/v1/KEY/core.min.js\"></script>", "", "" },
        { "snippet-missing", "", "", "" },
        { "snippet-twice", "<script>STUB</script><script src=\"SERVER/analytics.js/v1/KEY/analytics.min.js\" async></script>", "", "" },
        { "write-key-unknown", "<script src=\"SERVER/analytics.js/v1/wrong-key/analytics.min.js\"></script>", "", "" },
        { "policy-unread", "<script>window.analytics = Object.assign([], { _writeKey: 'KEY', _loadOptions: { host: 'http://127.0.0.1:1' } })</script><script src=\"SERVER/analytics.js/v1/KEY/analytics.min.js\"></script>", "", "" },
        { "kept-before-choice", "<script>STUB; document.cookie = 'visitor=7; max-age=9999'</script>", "", "" },
        { "kept-before-choice", "<script>STUB; localStorage.device = '7'</script>", "", "" },
        { "sent-before-choice", "<script>STUB; fetch('SERVER/v1/p', { method: 'POST', body: JSON.stringify({ writeKey: 'KEY', anonymousId: 'a-1' }) }).catch(() => {})</script>", "", "" },
        { "others-before-choice", "<script>STUB</script><script src=\"https://www.google-analytics.com/analytics.js\" async></script>", "", "" },
        { "policy-blocks", "<script nonce=\"n\">STUB</script>", "", "default-src 'none'; script-src 'nonce-n'; connect-src SERVER" },
        { "policy-blocks", "<script>STUB</script>", "", "default-src 'none'; script-src SERVER; connect-src SERVER" },
        { "question-out-of-reach", "<script>STUB</script><style>fulcrum-consent { display: none }</style>", "", "" },
        { "question-out-of-reach", "<script>STUB; addEventListener('keydown', (press) => press.preventDefault(), true)</script>", "", "" },
        { "signal-ignored", "<script>Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: false, writable: true }); STUB</script>", "", "" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Each_mistake_is_named_and_no_other(string code, string head, string body, string policy)
    {
        var page = shared.Plant(head, body, policy);
        var faults = SnippetCheck.Find(await VisitAsync(page, hasSignal: false), await VisitAsync(page, hasSignal: true));

        Assert.Equal(code.Length == 0 ? [] : [code], faults.Select(fault => fault.Code));
        Assert.All(faults, fault => Assert.True(fault.Remedy.Length > 20));
    }

    [Fact]
    public async Task A_page_of_an_origin_that_the_source_does_not_list_is_named()
    {
        var page = new UriBuilder(shared.Plant("<script>STUB</script>", "", "")) { Host = "127.0.0.1" }.Uri;
        var fault = Assert.Single(SnippetCheck.Find(await VisitAsync(page, hasSignal: false), await VisitAsync(page, hasSignal: true)));

        Assert.Equal("write-key-unknown", fault.Code);
        Assert.Contains("403", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_says_it_in_words_and_in_JSON_and_ends_with_what_it_found()
    {
        var good = shared.Plant("<script>STUB</script>", "", "");
        var bad = shared.Plant("<script>STUB; localStorage.device = '7'</script>", "", "");

        var (exit, data, _) = await CliProcess.RunAsync("snippet", "verify", good.ToString());
        Assert.Equal((0, "Nothing wrong was found."), (exit, data.Trim()));
        (exit, data, _) = await CliProcess.RunAsync("snippet", "verify", bad.ToString());
        Assert.Equal(6, exit);
        Assert.Contains("Before the choice the page keeps localStorage device. [kept-before-choice]", data, StringComparison.Ordinal);
        (exit, data, _) = await CliProcess.RunAsync("snippet", "verify", bad.ToString(), "--json");
        var said = JsonDocument.Parse(data).RootElement;
        Assert.Equal((6, false, "kept-before-choice"), (exit, said.GetProperty("holds").GetBoolean(), said.GetProperty("mistakes")[0].GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(1, "page-unreachable", "http://127.0.0.1:1/")]
    [InlineData(2, "url-unreadable", "www.example.com")]
    [InlineData(3, "browser-missing", "http://127.0.0.1:1/", "--browser", "no-such-browser")]
    public async Task What_cannot_be_opened_is_said_and_not_called_good(int expected, string code, params string[] arguments)
    {
        var (exit, _, notes) = await CliProcess.RunAsync(["snippet", "verify", .. arguments]);

        Assert.Equal(expected, exit);
        Assert.Contains($"[{code}]", notes, StringComparison.Ordinal);
    }

    private Task<PageSeen> VisitAsync(Uri page, bool hasSignal) => PageVisit.MakeAsync(shared.Browser, page, hasSignal, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>One browser, one server and one site for all.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        private readonly Folder _folder = new();
        private int _pages;

        internal DevTools Browser { get; private set; } = null!;

        private ServedStore Server { get; set; } = null!;

        private SnippetSite Site { get; set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Site = await SnippetSite.StartAsync();
            var motors = Path.Combine(Folder.Repository, "samples", "motors");
            foreach (var file in Directory.EnumerateFiles(motors, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(_folder["motors"], Path.GetRelativePath(motors, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await File.WriteAllTextAsync(target, (await File.ReadAllTextAsync(file)).Replace("\"http://localhost:5083\"", $"\"{Site.Origin}\"", StringComparison.Ordinal));
            }

            await CliProcess.RunAsync("workspace", "apply", _folder["motors"], "--store", _folder["store"]);
            Server = await ServedStore.StartAsync(_folder["store"]);
            Browser = await DevTools.OpenAsync(null, CancellationToken.None);
        }

        internal Uri Plant(string head, string body, string policy)
        {
            var server = Server.Address.ToString().TrimEnd('/');
            var stub = File.ReadAllText(Path.Combine(Folder.Repository, "sdk", "browser", "stub.js"))
                .Replace("https://events.example.com", server, StringComparison.Ordinal).Replace("WRITE-KEY", ServedStore.WebKey, StringComparison.Ordinal);
            var path = $"/page-{Interlocked.Increment(ref _pages)}";
            Site.Plant(path, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Roadster</title>{Filled(head)}</head><body><main><h1>Roadster</h1><a href=\"/\">Home</a>{Filled(body)}</main></body></html>", Filled(policy));
            return new Uri(Site.Origin + path);

            string Filled(string text) => text.Replace("STUB", stub, StringComparison.Ordinal).Replace("SERVER", server, StringComparison.Ordinal).Replace("KEY", ServedStore.WebKey, StringComparison.Ordinal);
        }

        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Server.Dispose();
            await Site.DisposeAsync();
            _folder.Dispose();
        }
    }
}
