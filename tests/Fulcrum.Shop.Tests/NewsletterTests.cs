using System.Net;
using System.Text;
using System.Text.Json;

namespace Fulcrum.Shop.Tests;

/// <summary>The demo's newsletter service hears of rights, believes a signed message alone, and customers read that it is done.</summary>
public sealed class NewsletterTests(DemoFixture fixture) : IClassFixture<DemoFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_is_told_and_done_there_too_and_nothing_of_the_person_waits_any_more()
    {
        await KnowAsync("nora");

        var erased = await AskAsync("/v1/erasures", """{"identifiers": {"email": "nora@example.com"}, "by": "clerk-7", "why": "asked for in writing"}""");
        var told = erased.GetProperty("told").GetString();
        var standing = await UntilDoneAsync(told!);

        Assert.True(erased.GetProperty("erased").GetBoolean());
        Assert.Equal(("newsletter", "done"), (standing.GetProperty("system").GetString(), standing.GetProperty("state").GetString()));
        Assert.Equal(0, (await fixture.Demo.AskAsync(HttpMethod.Get, "/v1/systems/told", "", fixture.Demo.AdminKey)).GetProperty("told").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("c2lnbmF0dXJl")]
    public async Task A_message_that_Fulcrum_did_not_sign_is_not_believed(string signature)
    {
        using var http = new HttpClient { BaseAddress = fixture.Demo.Shop };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connected/newsletter")
        {
            Content = new StringContent("""{"id": "1", "right": "erasure", "identifiers": [], "callback": "https://rights.meridian-motors.example/v1/systems/told/1.0.0"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-OpenDSR-Signature", signature);

        using var answer = await http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private async Task KnowAsync(string user)
    {
        using var http = new HttpClient { BaseAddress = fixture.Demo.Server };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/identify")
        {
            Content = new StringContent($$"""{"messageId": "m-{{user}}", "userId": "{{user}}", "traits": {"email": "{{user}}@example.com"} }""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("sample-key-shop-for-development-only:"u8));
        using var answer = await http.SendAsync(request, Token);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> UntilDoneAsync(string told)
    {
        while (true)
        {
            var standing = (await fixture.Demo.AskAsync(HttpMethod.Get, $"/v1/systems/told?told={told}", "", fixture.Demo.AdminKey)).GetProperty("told")[0];
            if (standing.GetProperty("done").GetBoolean())
            {
                return standing.GetProperty("systems")[0];
            }

            await Task.Delay(50, Token);
        }
    }

    private Task<JsonElement> AskAsync(string path, string body) => fixture.Demo.AskAsync(HttpMethod.Post, path, body, fixture.Demo.AdminKey);
}
