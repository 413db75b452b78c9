using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Server.Tests.Rights.OpenDsr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.OpenApi;

/// <summary>The description of the API says everything the server does, and everything it says works.</summary>
public sealed class DescriptionTests
{
    private static readonly string[] Asked = ["personalization", "sales-assistance"];

    [Fact]
    public async Task Every_route_is_described()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Empty(Undescribed(server, await RunningServer.DescriptionAsync()));
    }

    [Fact]
    public async Task A_route_that_is_not_described_is_caught()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Extra = app => app.MapPut("/v1/secret", (RequestDelegate)(_ => Task.CompletedTask)) });

        Assert.Equal(["put /v1/secret"], Undescribed(server, await RunningServer.DescriptionAsync()));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "application/json", """{"alive":true}""", 0)]
    [InlineData(HttpStatusCode.OK, "application/json", """{"alive":"yes"}""", 1)]
    [InlineData(HttpStatusCode.OK, "application/json", """{"alive":true,"since":1}""", 1)]
    [InlineData(HttpStatusCode.OK, "application/json", "{}", 1)]
    [InlineData(HttpStatusCode.OK, "text/plain", """{"alive":true}""", 1)]
    [InlineData(HttpStatusCode.Gone, "application/json", """{"alive":true}""", 1)]
    [InlineData(HttpStatusCode.TooManyRequests, "application/problem+json", """{"type":"","title":"","status":429,"detail":"","why":"","remedy":"","code":"made-up"}""", 1)]
    public async Task An_answer_that_is_not_described_is_caught(HttpStatusCode status, string type, string text, int faults)
    {
        var description = await RunningServer.DescriptionAsync();

        Assert.Equal(faults, description.Unsaid("GET", "/healthz", new Reply(status, type, text, new Dictionary<string, string>())).Count);
    }

    [Fact]
    public async Task Every_example_works_as_it_stands()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(hasSurfaces: true, clock: clock);
        var known = await PrepareAsync(server);
        await PrepareResultsAsync(server, clock);
        var operations = (await RunningServer.DescriptionAsync()).Operations
            // What must be signed is tried by DataRightsTests, what answers a message by SystemTests.
            .Where(operation => !operation.Path.StartsWith("/v1/agent/", StringComparison.Ordinal) && !operation.Path.StartsWith("/v1/data-rights-request", StringComparison.Ordinal) && operation.Path is not "/v1/systems/told/{token}")
            .OrderBy(operation => operation.Path is "/v1/erasures").ToList();

        foreach (var (path, method, operation) in operations)
        {
            var body = BodyOf(path, operation, known);
            var key = KeyOf(operation);
            var reply = key == "write"
                ? await server.SendAsync(Filled(path, operation, known), body!)
                : await server.AskAsync(new HttpMethod(method.ToUpperInvariant()), Filled(path, operation, known), key, body);

            Assert.True((int)reply.Status is >= 200 and < 300, $"{method} {path}: {reply.Text}");
        }

        Assert.True(operations.Count > 35);
    }

    [Fact]
    public async Task It_is_read_with_an_admin_key_or_by_anybody_where_it_is_switched_on()
    {
        await using var closed = await RunningServer.StartAsync();
        await using var open = await RunningServer.StartAsync(options => options with { IsDescriptionPublic = true });

        var unasked = await closed.AskAsync(HttpMethod.Get, "/openapi/v1.json");
        var asked = await closed.ReadAsync("/openapi/v1.json");
        var anybody = await open.AskAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal("key-missing", unasked.Code);
        Assert.StartsWith("3.1", asked.Json.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(asked.Text, anybody.Text);
        Assert.DoesNotContain("http://", asked.Text, StringComparison.Ordinal);
        Assert.Equal("key-of-other-kind", (await closed.AskAsync(HttpMethod.Get, "/openapi/v1.json", RunningServer.DecideKey)).Code);
    }

    [Fact]
    public async Task Every_operation_has_a_name_of_its_own_and_says_which_key_it_takes()
    {
        await using var server = await RunningServer.StartAsync();
        var operations = (await RunningServer.DescriptionAsync()).Operations.ToList();

        Assert.Equal(operations.Count, operations.Select(operation => operation.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (path, method, operation) in operations.Where(operation => KeyOf(operation.Operation) is not "write"))
        {
            var reply = await server.AskAsync(new HttpMethod(method.ToUpperInvariant()), path, null, method == "post" ? "{}" : null);

            Assert.Equal(KeyOf(operation) is not null, reply.Code == "key-missing");
        }
    }

    private static IEnumerable<string> Undescribed(RunningServer server, ApiDescription description) =>
        from endpoint in server.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where method != "OPTIONS"
        let path = $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}"
        where !description.Operations.Any(operation => operation.Path == path && string.Equals(operation.Method, method, StringComparison.OrdinalIgnoreCase))
        select $"{method.ToLowerInvariant()} {path}";

    /// <summary>Makes a request that a partner handed on and can fetch the results of; later ones wait, as the clock stands.</summary>
    private static async Task PrepareResultsAsync(RunningServer server, FakeTimeProvider clock)
    {
        await server.LiveAsync();
        await server.HandOnAsync(RunningServer.FleetKey, Partners.Body("0d3f4a52-6c1e-4b77-9d0a-52b1f3c8e6a4", "access"));
        clock.Advance(TimeSpan.FromHours(1));
        await server.Core.ReferralWork.RunDueAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes what the examples speak of.</summary>
    private static async Task<Dictionary<string, string>> PrepareAsync(RunningServer server)
    {
        foreach (var subject in new[] { """{"anonymousId":"a-1"}""", """{"userId":"u-1"}""" })
        {
            var given = string.Join(',', Asked.Select(purpose =>
                $$"""{"purpose":"{{purpose}}","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-01T09:00:00Z","channel":"web"}"""));
            await server.DecideAsync("/v1/consents", $$"""{"identifiers":{{subject}},"decisions":[{{given}}]}""");
        }

        await server.SendAsync("/v1/page", """{"anonymousId":"a-1","properties":{"path":"/cars"}}""");
        await server.SendAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"}}""");
        await server.SendAsync("/v1/identify", """{"userId":"u-1","anonymousId":"a-1","traits":{}}""");
        await server.SendAsync("/v1/track", """{"event":"Brochure Downloaded","messageId":"m-9","userId":"u-1","properties":{"model":7}}""");
        var decided = (await server.DecideAsync("/v1/decide", """{"placements":["home-hero"],"subject":{"anonymousId":"a-1"}}""")).Json.GetProperty("decisions")[0];
        var link = (await server.AdminAsync("/v1/links/query", """{"identifiers":{"userId":"u-1"}}""")).Json.GetProperty("links")[0];
        var recorded = (await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-2"},"decisions":[{"purpose":"analytics","state":"refused"}]}""")).Json.GetProperty("recorded")[0];
        await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-3"},"decisions":[{"purpose":"analytics","state":"refused"}]}""");
        var erased = (await server.AdminAsync("/v1/erasures", """{"identifiers":{"userId":"u-3"},"by":"test","why":"asked for"}""")).Json;
        return new()
        {
            ["certificate"] = erased.GetProperty("certificate").GetString()!,
            ["receipt"] = recorded.GetProperty("receipt").GetString()!,
            ["decision"] = decided.GetProperty("id").GetString()!,
            ["offer"] = decided.GetProperty("chosen")[0].GetProperty("offer").GetString()!,
            ["left"] = link.GetProperty("left").GetString()!,
            ["right"] = link.GetProperty("right").GetString()!,
            ["row"] = (await server.ReadAsync("/v1/quarantine")).Json.GetProperty("quarantined")[0].GetProperty("id").GetString()!,
        };
    }

    private static string? BodyOf(string path, JsonElement operation, Dictionary<string, string> known)
    {
        if (!operation.TryGetProperty("requestBody", out var request))
        {
            return null;
        }

        if (path.StartsWith("/v1/workspace", StringComparison.Ordinal))
        {
            return JsonSerializer.Serialize(new { by = "test", files = RunningServer.MotorsFiles(hasSurfaces: true) });
        }

        var example = JsonNode.Parse(request.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText())!;
        foreach (var (member, name) in new[] { ("decisionId", "decision"), ("offer", "offer"), ("left", "left"), ("right", "right"), ("receipt", "receipt"), ("certificate", "certificate") })
        {
            if (example[member] is not null)
            {
                example[member] = known[name];
            }
        }

        return example.ToJsonString();
    }

    private static string Filled(string path, JsonElement operation, Dictionary<string, string> known)
    {
        var query = new List<string>();
        foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
        {
            var name = parameter.GetProperty("name").GetString()!;
            var value = name == "id" ? known[path.StartsWith("/v1/quarantine", StringComparison.Ordinal) ? "row" : "decision"]
                : parameter.TryGetProperty("example", out var example) ? example.GetString()! : "";
            if (parameter.GetProperty("in").GetString() == "path")
            {
                path = path.Replace($"{{{name}}}", value, StringComparison.Ordinal);
            }
            else if (value.Length > 0)
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private static string? KeyOf(JsonElement operation)
    {
        if (!operation.TryGetProperty("security", out var security) || security.GetArrayLength() == 0)
        {
            return null;
        }

        var scheme = security[0].EnumerateObject().Single();
        return scheme.Name == "writeKey" ? "write" : scheme.Value[0].GetString() switch { "decide" => RunningServer.DecideKey, "partner" => RunningServer.FleetKey, _ => RunningServer.AdminKey };
    }
}
