using System.Globalization;
using System.Net;
using System.Text.Json;
using Fulcrum.Identity;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.OpenDsr;

/// <summary>Speaks OpenDSR as partners do, and lives customers for them to ask about.</summary>
internal static class Partners
{
    public const string Email = "mary@example.org";

    /// <summary>An id of a request, the same for the same number.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"a7551968-d5d6-44b2-9831-{number:x12}");

    /// <summary>A request's body.</summary>
    public static string Body(string id, string type, string value = Email, string more = "") =>
        $$"""
        {"regulation":"gdpr","subject_request_id":"{{id}}","subject_request_type":"{{type}}","submitted_time":"2026-11-02T15:00:00Z",
         "subject_identities":[{"identity_type":"email","identity_value":"{{value}}","identity_format":"raw"}]{{more}}}
        """;

    /// <summary>Hands one on.</summary>
    public static Task<Reply> HandOnAsync(this RunningServer server, string key, string body, string path = "/v2/requests") => server.AskAsync(HttpMethod.Post, path, key, body);

    /// <summary>Where one stands.</summary>
    public static async Task<JsonElement> StatusAsync(this RunningServer server, string key, string id)
    {
        var reply = await server.AskAsync(HttpMethod.Get, $"/v2/requests/{id}", key);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Json;
    }

    /// <summary>The status alone.</summary>
    public static async Task<string> StandsAsync(this RunningServer server, string key, string id) => (await server.StatusAsync(key, id)).GetProperty("request_status").GetString()!;

    /// <summary>What is said below our domain.</summary>
    public static JsonElement More(JsonElement body) => body.GetProperty("extensions").GetProperty("rights.meridian-motors.example");

    /// <summary>Somebody of whom something is kept.</summary>
    public static async Task LiveAsync(this RunningServer server, string email = Email) =>
        Assert.Equal(HttpStatusCode.OK, (await server.DecideAsync("/v1/consents", $$"""{"identifiers":{"email":"{{email}}"},"decisions":[{"purpose":"analytics","state":"refused"}]}""")).Status);

    /// <summary>Whether anything is kept of them.</summary>
    public static async Task<bool> IsKeptAsync(this RunningServer server, string email = Email) =>
        (await server.AdminAsync("/v1/requests", $$"""{"identifiers":{"email":"{{email}}"},"kind":"review","by":"test","why":"to see"}""")).Status == HttpStatusCode.OK;

    /// <summary>What somebody proves who controls an address.</summary>
    public static Identifier Proven(this RunningServer server, string email = Email, bool isVerified = true)
    {
        Assert.True(server.Core.Identifiers.TryRead("email", email, isVerified, out var identifier, out _));
        return identifier;
    }
}
