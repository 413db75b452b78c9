using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Server.Tests.Rights.OpenDsr;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.DataRights;

/// <summary>An agent as the Data Rights Protocol has it: signs what it sends with its key.</summary>
internal sealed class Agent(RunningServer server, TimeProvider clock)
{
    private static readonly byte[] Seed = [.. Enumerable.Repeat((byte)7, 32)];

    /// <summary>Its token, once it has one.</summary>
    public string Token { get; set; } = "";

    /// <summary>What a message says of itself and of a customer.</summary>
    public JsonObject Message(string exercise = "deletion", string email = Partners.Email, bool isVerified = true) => new()
    {
        ["agent-id"] = "RIGHTS_AGENT", ["business-id"] = "MERIDIAN_MOTORS", ["issued-at"] = Time(TimeSpan.Zero), ["expires-at"] = Time(TimeSpan.FromMinutes(10)), ["agent-request-id"] = "foo",
        ["drp.version"] = "1.0", ["exercise"] = exercise, ["regime"] = "ccpa", ["relationships"] = new JsonArray("customer"), ["name"] = "Mary", ["email"] = email, ["email_verified"] = isVerified,
    };

    /// <summary>A time so far from now.</summary>
    public string Time(TimeSpan fromNow) => (clock.GetUtcNow() + fromNow).ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Signs as libsodium does, with its own key or another.</summary>
    public static string Sign(string message, byte? otherKey = null)
    {
        var (content, signature) = (Encoding.UTF8.GetBytes(message), new byte[64]);
        Ed25519.Sign(otherKey is { } key ? [.. Enumerable.Repeat(key, 32)] : Seed, 0, content, 0, content.Length, signature, 0);
        return Convert.ToBase64String([.. signature, .. content]);
    }

    /// <summary>Gets a token.</summary>
    public async Task PairAsync()
    {
        var reply = await SendAsync(HttpMethod.Post, "/v1/agent/RIGHTS_AGENT", Sign(Message("").ToJsonString()));
        Assert.Equal("RIGHTS_AGENT", reply.Json.GetProperty("agent-id").GetString());
        Token = reply.Json.GetProperty("token").GetString()!;
    }

    /// <summary>Asks for a right.</summary>
    public Task<Reply> ExerciseAsync(JsonObject message) => SendAsync(HttpMethod.Post, "/v1/data-rights-request", Sign(message.ToJsonString()));

    /// <summary>Asks where a request stands.</summary>
    public async Task<JsonElement> StatusAsync(string id) => (await SendAsync(HttpMethod.Get, $"/v1/data-rights-request/{id}", null)).Json;

    /// <summary>Sends a text, and holds the answer against the description.</summary>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? text)
    {
        using var request = new HttpRequestMessage(method, path);
        if (text is not null)
        {
            request.Content = new StringContent(text, Encoding.ASCII, new MediaTypeHeaderValue("text/plain"));
        }

        if (Token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }

        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var reply = await Reply.ReadAsync(response);
        Assert.Empty((await RunningServer.DescriptionAsync()).Unsaid(method.Method, path, reply));
        return reply;
    }
}
