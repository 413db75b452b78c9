using System.Net;
using System.Text.RegularExpressions;

namespace Fulcrum.Portal.Tests;

/// <summary>A visitor without a browser: sends what a browser would, and what none would.</summary>
internal sealed partial class PlainVisitor(RunningPortal portal) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.Address };

    /// <summary>What the portal set; by name.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>The token of the page that was read last.</summary>
    public string Token { get; private set; } = "";

    /// <summary>What it says in <c>Host</c>; null for the truth.</summary>
    public string? Host { get; set; }

    /// <summary>The address a proxy says that it comes from; null for no proxy.</summary>
    public string? From { get; set; }

    public Task<PlainAnswer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a form with the token of the last page, unless another is given.</summary>
    public Task<PlainAnswer> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        var sent = fields.ToDictionary(field => field.Name, field => field.Value);
        sent.TryAdd("token", Token);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(sent) });
    }

    /// <summary>Asks for a code; the answer holds what the code is tried with.</summary>
    public async Task<PlainAnswer> AskAsync(string address)
    {
        await GetAsync("/en/sign-in");
        return await PostAsync("/en/sign-in", ("step", "ask"), ("to", ""), ("address", address));
    }

    /// <summary>Tries a code on the page that asks for it.</summary>
    public Task<PlainAnswer> TryAsync(PlainAnswer asked, string code) => PostAsync(
        "/en/sign-in", ("step", "code"), ("to", ""), ("address", asked.FieldOf("address")), ("challenge", asked.FieldOf("challenge")), ("proof", asked.FieldOf("proof")), ("code", code));

    /// <summary>Presses the button of the page that the link of a message opened.</summary>
    public Task<PlainAnswer> PressAsync(PlainAnswer opened) => TryAsync(opened, opened.ValueOf("code"));

    /// <summary>Proves that an address is theirs.</summary>
    public async Task SignInAsync(string address)
    {
        var asked = await AskAsync(address);
        var answer = await TryAsync(asked, await portal.Mailbox.CodeAsync(portal, address));
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        await GetAsync("/en/choices");
    }

    public void Dispose() => _http.Dispose();

    private async Task<PlainAnswer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            request.Headers.Host = Host;
            if (From is not null)
            {
                request.Headers.Add("X-Forwarded-For", From);
            }

            if (Cookies.Count > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            }

            using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
            {
                var (name, value) = (set[..set.IndexOf('=', StringComparison.Ordinal)], set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..set.IndexOf(';', StringComparison.Ordinal)]);
                if (value.Length > 0)
                {
                    Cookies[name] = value;
                }
                else
                {
                    Cookies.Remove(name);
                }
            }

            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Token = TokenField().Match(body) is { Success: true } found ? found.Groups[1].Value : Token;
            return new PlainAnswer(answer.StatusCode, answer.Headers.Location?.ToString() ?? "", body)
            {
                Headers = answer.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            };
        }
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex TokenField();
}

/// <summary>What came back.</summary>
internal sealed record PlainAnswer(HttpStatusCode Status, string Location, string Body)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What browsers were told.</summary>
    public string HeaderOf(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>The value of a hidden field.</summary>
    public string FieldOf(string name) => Regex.Match(Body, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;

    /// <summary>What stands in a field that is typed into.</summary>
    public string ValueOf(string id) => Regex.Match(Body, $"id=\"{id}\" name=\"{id}\" value=\"([^\"]*)\"").Groups[1].Value;
}
