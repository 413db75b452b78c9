using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Server.Rights;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Fulcrum.Server.Tests.Telemetry;

/// <summary>Nothing personal leaves in a metric, a trace or a log line, whatever people and clients send.</summary>
public sealed class CanaryTests
{
    private static readonly string[] SignalNames = ["traces", "metrics", "logs"];

    [Fact]
    public async Task Of_marked_data_in_events_questions_rights_and_errors_nothing_is_in_any_metric_trace_or_log()
    {
        var sent = await DriveAsync(app => app.MapGet("/v1/planted/{what}", (RequestDelegate)(http => throw new InvalidOperationException($"{http.Request.Path} {Canaries.Email}"))));

        // There is something to search: each signal came, with what it is for.
        Assert.Contains("POST /v1/decide", sent.Text("traces"), StringComparison.Ordinal);
        Assert.Contains("/v1/planted/{what}", sent.Text("traces"), StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", sent.Text("metrics"), StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException", sent.Text("logs"), StringComparison.Ordinal);
        Assert.Contains("fulcrum_events_total{", sent.Scraped, StringComparison.Ordinal);
        Assert.Contains("fulcrum_withdrawals_total{", sent.Scraped, StringComparison.Ordinal);
        Assert.Contains("fulcrum_decisions_total{", sent.Scraped, StringComparison.Ordinal);
        Assert.Contains("fulcrum_quarantined_total{", sent.Scraped, StringComparison.Ordinal);
        Assert.Empty(sent.Found());
    }

    [Fact]
    public async Task A_leak_planted_in_each_signal_is_found_and_what_foreign_code_logs_or_tags_is_held_back()
    {
        using var meter = new Meter("Fulcrum.Planted");
        var counter = meter.CreateCounter<long>("fulcrum.planted");
        var sent = await DriveAsync(app => app.MapGet("/v1/planted/{what}", (RequestDelegate)(http =>
        {
            var loggers = http.RequestServices.GetRequiredService<ILoggerFactory>();
            counter.Add(1, new KeyValuePair<string, object?>("who", Convert.ToBase64String(Encoding.UTF8.GetBytes("x" + Canaries.User))));
            RequestSpans.Current?.SetTag("fulcrum.mode", Uri.EscapeDataString(Canaries.Name)).SetTag("url.path", Canaries.Phone);
#pragma warning disable CA1848, CA2254 // A leak as somebody would write it in a hurry.
            loggers.CreateLogger("Fulcrum.Planted").LogWarning("Looked at {Who}", Canaries.Email);
            loggers.CreateLogger("Foreign.Library").LogError(new InvalidOperationException(Canaries.Text), "Cannot read {What}", Canaries.Text);
#pragma warning restore CA1848, CA2254
            return Task.CompletedTask;
        })));

        var found = sent.Found();

        Assert.Equal(
            [("logs", Canaries.Email), ("metrics", Canaries.User), ("scraped", Canaries.User), ("traces", Canaries.Name)],
            found.OrderBy(one => one.Signal, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("jane")]
    [InlineData("+1 202 555 0143")]
    public void The_search_finds_a_mark_in_each_spelling_and_nothing_in_other_data(string other)
    {
        foreach (var spelling in (string[])[Canaries.Email, Canaries.Email.ToUpperInvariant(), Uri.EscapeDataString(Canaries.Email), Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + Canaries.Email + "tail")), Convert.ToHexString(Encoding.UTF8.GetBytes(Canaries.Email))])
        {
            Assert.Equal([Canaries.Email], Canaries.In(Encoding.UTF8.GetBytes($"before {spelling} after")));
        }

        Assert.Empty(Canaries.In(Encoding.UTF8.GetBytes($"{other} {Convert.ToBase64String(Encoding.UTF8.GetBytes(other))}")));
    }

    private static async Task<Sent> DriveAsync(Action<IEndpointRouteBuilder> plant)
    {
        await using var collector = await Collector.StartAsync();
        await using var telemetry = await TelemetryRun.StartAsync(
            new TelemetryOptions { Collector = collector.Address, Metrics = new IPEndPoint(IPAddress.Loopback, 0), Every = TimeSpan.FromHours(1) }, TestContext.Current.CancellationToken);
        string scraped;
        await using (var server = await RunningServer.StartAsync(options => options with { Telemetry = telemetry, Extra = plant }))
        {
            await VisitAsync(server);
            scraped = await server.Http.GetStringAsync(telemetry.MetricsUrl, TestContext.Current.CancellationToken);
        }

        // The hosts are gone, and what they logged with them: now everything was sent.
        telemetry.Flush();
        return new Sent(scraped, SignalNames.ToDictionary(signal => signal, signal => collector.Of(signal).ToList()));
    }

    private static async Task VisitAsync(RunningServer server)
    {
        const string Who = $$"""{"email":"{{Canaries.Email}}","phone":"{{Canaries.Phone}}","userId":"{{Canaries.User}}"}""";
        const string Subject = $$"""{"userId":"{{Canaries.User}}","email":"{{Canaries.Email}}"}""";
        var web = RunningServer.Basic(RunningServer.WebKey + ":").Value;
        const string Admin = $"Bearer {RunningServer.AdminKey}";
        const string Decide = $"Bearer {RunningServer.DecideKey}";
        (string Method, string Path, string Key, string Body)[] visits =
        [
            ("POST", "/v1/identify", web, $$$"""{"userId":"{{{Canaries.User}}}","traits":{"email":"{{{Canaries.Email}}}","phone":"{{{Canaries.Phone}}}","name":"{{{Canaries.Name}}}"},"context":{"ip":"{{{Canaries.Address}}}","userAgent":"{{{Canaries.Agent}}}"} }"""),
            ("POST", "/v1/track", web, $$$"""{"userId":"{{{Canaries.User}}}","event":"{{{Canaries.Text}}}","properties":{"{{{Canaries.Name}}}":"{{{Canaries.Text}}}"},"messageId":"{{{Canaries.User}}}"}"""),
            ("POST", "/v1/track", web, $$"""{"userId":"{{Canaries.User}}","event":"{{Canaries.Text}}"""),
            ("POST", "/v1/track", $"Basic {Canaries.User}", $$"""{"userId":"{{Canaries.User}}","event":"X","writeKey":"{{Canaries.User}}"}"""),
            ("POST", "/v1/decide", Decide, $$"""{"placements":["home-hero"],"subject":{{Subject}},"context":{"search":"{{Canaries.Text}}"} }"""),
            ("POST", "/v1/decide", Decide, $$"""{"placements":["{{Canaries.Name}}"],"subject":{{Subject}} }"""),
            ("POST", "/v1/decide", Decide, $$"""{"placements":["home-hero"],"subject":{"email":"{{Canaries.Name}}"} }"""),
            ("POST", "/v1/consents", Decide, $$"""{"identifiers":{{Who}},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}"""),
            ("POST", "/v1/consents", Decide, $$"""{"identifiers":{{Subject}},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}"""),
            ("POST", "/v1/consents", Decide, $$"""{"identifiers":{{Subject}},"decisions":[{"purpose":"{{Canaries.Text}}","state":"given"}]}"""),
            ("POST", "/v1/consents/query", Decide, $$"""{"identifiers":{{Subject}} }"""),
            ("POST", "/v1/views/service-desk", Decide, $$"""{"identifiers":{{Subject}},"by":"{{Canaries.Name}}","why":"{{Canaries.Text}}"}"""),
            ("POST", $"/v1/views/{Uri.EscapeDataString(Canaries.Name)}", Decide, $$"""{"identifiers":{{Subject}} }"""),
            ("POST", "/v1/links/query", Admin, $$"""{"identifiers":{{Subject}} }"""),
            ("GET", "/v1/quarantine", Admin, ""),
            ("GET", $"/v1/decisions/{Uri.EscapeDataString(Canaries.Email)}", Admin, ""),
            ("GET", $"/{Uri.EscapeDataString(Canaries.Email)}?phone={Uri.EscapeDataString(Canaries.Phone)}", Admin, ""),
            ("GET", $"/v1/decisions/x?email={Canaries.Email}", $"Bearer {Canaries.User}", ""),
            ("GET", $"/v1/planted/{Uri.EscapeDataString(Canaries.Text)}", Admin, ""),
            ("POST", "/v1/erasures", Admin, $$"""{"identifiers":{{Subject}},"by":"{{Canaries.Name}}","why":"{{Canaries.Text}}"}"""),
            ("POST", "/v1/erasures", Admin, $$"""{"identifiers":{"{{Canaries.Name}}":"{{Canaries.Email}}"},"by":"","why":""}"""),
        ];
        foreach (var (method, path, key, body) in visits)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            }

            foreach (var (name, value) in ((string, string)[])[("Authorization", key), ("User-Agent", Canaries.Agent), ("X-Forwarded-For", Canaries.Address), ("Referer", $"https://shop.example/{Canaries.Email}"), ("tracestate", $"who={Canaries.User}"), ("baggage", $"who={Canaries.User}"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")])
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        using var meter = new ServerMeter();
        await RequestCount.LookAsync(server.Core, meter, TestContext.Current.CancellationToken);
    }

    private sealed record Sent(string Scraped, Dictionary<string, List<byte[]>> Signals)
    {
        public string Text(string signal) => string.Concat(Signals[signal].Select(Encoding.UTF8.GetString));

        public List<(string Signal, string Canary)> Found() =>
        [
            .. Signals.SelectMany(signal => signal.Value.SelectMany(Canaries.In).Distinct().Select(canary => (signal.Key, canary))),
            .. Canaries.In(Encoding.UTF8.GetBytes(Scraped)).Select(canary => ("scraped", canary)),
        ];
    }
}
