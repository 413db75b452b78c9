using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent;

namespace Fulcrum.Cli.Demo;

/// <summary>A shopper who does not exist: her synthetic consents, and her visits sent over HTTP as a web page would.</summary>
internal sealed class SampleShopper(FulcrumCore core, string url, Surroundings around)
{
    /// <summary>Her user id.</summary>
    public const string UserId = "sample-shopper";

    /// <summary>Her e-mail address, which the dealers' system vouches for; nobody reads it, and codes to it land in the demo's folder.</summary>
    public const string Email = "sample.shopper@meridian-motors.example";

    private static readonly (string Path, string Section, int Times)[] Pages =
    [
        ("/models/aurora", "electric", 6), ("/electric/charging", "electric", 5), ("/finance", "finance", 4), ("/models/terra", "family", 3),
        ("/test-drive", "sport", 2), ("/news", "family", 1),
    ];

    private static readonly string[] Purposes = ["personalization", "sales-assistance"];

    /// <summary>Records her consents, then sends her events; what was sent before is known by its message id.</summary>
    public async Task<string> VisitAsync(CancellationToken cancellation)
    {
        var workspace = core.Workspace.Current;
        await ConsentAsync(cancellation);
        var started = around.Now - TimeSpan.FromHours(3);
        var day = around.Clock.GetUtcNow().ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        var visits = Pages.SelectMany(page => Enumerable.Range(0, page.Times).Select(_ => page))
            .Select((page, index) => (object)new
            {
                type = "page",
                messageId = $"demo-{day}-page-{index}",
                userId = UserId,
                timestamp = (started + TimeSpan.FromMinutes(index)).ToString(),
                properties = new { path = page.Path, section = page.Section, title = "Sample page" },
            }).ToList();

        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await SendAsync(http, workspace.Sources["web"].WriteKey,
        [
            new { type = "identify", messageId = $"demo-{day}-identify", userId = UserId, timestamp = started.ToString(), traits = new { firstName = "Sample Shopper", email = Email, preferredModel = "aurora" } },
            .. visits,
        ], cancellation);
        await SendAsync(http, workspace.Sources["configurator"].WriteKey,
        [
            new
            {
                type = "track",
                @event = "Car Configured",
                messageId = $"demo-{day}-configured",
                userId = UserId,
                timestamp = (started + TimeSpan.FromMinutes(40)).ToString(),
                properties = new { model = "aurora", trim = "sample", color = "blue", price = 48_900 },
            },
        ], cancellation);
        await SendAsync(http, workspace.Sources["dealer-crm"].WriteKey,
        [
            new { type = "identify", messageId = $"demo-{day}-vouched", userId = UserId, timestamp = (started + TimeSpan.FromMinutes(45)).ToString(), traits = new { email = Email } },
            new { type = "track", @event = "Rating Given", messageId = $"demo-{day}-rating", userId = UserId, timestamp = (started + TimeSpan.FromMinutes(50)).ToString(), properties = new { stars = 4 } },
        ], cancellation);
        return $"{visits.Count} pages, a configured car and a rating of \"{UserId}\", who does not exist";
    }

    private async Task ConsentAsync(CancellationToken cancellation)
    {
        var source = core.Workspace.Current.Sources["web"];
        if (!core.Identifiers.TryRead("user-id", UserId, verified: false, out var identifier, out var fault))
        {
            throw new CommandFault(fault);
        }

        var at = around.Now;
        await core.Consents.RecordAsync(
            new ConsentRequest([identifier], "", [.. Purposes.Select(purpose => new ConsentRecord(
                purpose, ConsentState.Given, source.Notice, "en", at, at, source.Channel, ConsentMethod.Express, Verified: false, source.Name, ImmutableArray<string>.Empty, Synthetic: true))]),
            cancellation);
    }

    private static async Task SendAsync(HttpClient http, string writeKey, IReadOnlyList<object> events, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/batch") { Content = JsonContent.Create(new { batch = events }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(writeKey + ":")));
        using var response = await http.SendAsync(request, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            throw new CommandFault(new Fault("demo-refused", $"The server answered {(int)response.StatusCode} to a sample event.", "Report this: the samples and the server do not fit."));
        }
    }
}
