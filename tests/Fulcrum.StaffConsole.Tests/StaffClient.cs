using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Fulcrum.StaffConsole.Tests;

/// <summary>One of ours without a browser: sends what a browser would, and what none would.</summary>
internal sealed class StaffClient : IDisposable
{
    private const string Browser = "a-browser-of-our-own-making";

    private readonly HttpClient _http;

    public StaffClient(RunningConsole console, string session, string id)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(console.Address.Origin) };
        (Session, Id) = (session, id);
    }

    /// <summary>The session's token; empty for nobody.</summary>
    public string Session { get; }

    public string Id { get; }

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(string method, string path, JsonObject? body = null, bool hasToken = true, string? origin = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/staff/{path}");
        request.Headers.Add("Cookie", $"__Host-console={Browser}; __Host-staff={Session}");
        if (hasToken && method != "GET")
        {
            request.Headers.Add("X-Staff-Token", await TokenAsync());
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (method != "GET")
        {
            request.Content = new StringContent((body ?? []).ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }

    /// <summary>A page, as text.</summary>
    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Answer)> PageAsync(string path, string cookies = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", $"__Host-console={Browser}; __Host-staff={Session}{cookies}");
        var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer);
    }

    /// <summary>Sends a form of a page.</summary>
    public async Task<HttpStatusCode> PressAsync(string path, string page, params (string Name, string Value)[] fields) => (await SubmitAsync(path, page, fields)).Status;

    /// <summary>Sends a form of a page, and reads what it answers.</summary>
    public async Task<(HttpStatusCode Status, string Text)> SubmitAsync(string path, string page, params (string Name, string Value)[] fields)
    {
        var token = page.Split("name=\"token\" value=\"")[1].Split('"')[0];
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Append(("token", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
        };
        request.Headers.Add("Cookie", $"__Host-console={Browser}; __Host-staff={Session}");
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> TokenAsync()
    {
        var (status, body) = await SendAsync("GET", "me");
        return status == HttpStatusCode.OK ? body["token"]!.GetValue<string>() : "none";
    }
}
