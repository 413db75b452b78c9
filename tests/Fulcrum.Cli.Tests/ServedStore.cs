using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fulcrum.Cli.Tests;

/// <summary><c>fulcrum serve</c> as a process of its own on a free port, with the keys it printed.</summary>
internal sealed partial class ServedStore : IDisposable
{
    public const string WebKey = "sample-key-web-for-development-only";

    private readonly HttpClient _http;

    private ServedStore(CliProcess process, Uri address, Uri portalAddress, string decideKey, string adminKey)
    {
        (Process, Address, PortalAddress, DecideKey, AdminKey) = (process, address, portalAddress, decideKey, adminKey);
        _http = new HttpClient { BaseAddress = address };
    }

    public CliProcess Process { get; }

    public Uri Address { get; }

    public Uri PortalAddress { get; }

    public string DecideKey { get; }

    public string AdminKey { get; }

    public static async Task<ServedStore> StartAsync(string folder)
    {
        var process = CliProcess.Start("serve", "--store", folder, "--port", "0", "--portal-port", "0", "--new-keys");
        while (!process.HasEnded && !Portal().IsMatch(process.Notes))
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var address = Serving().Match(process.Notes);
        Assert.True(address.Success, process.Notes);
        return new ServedStore(process, new Uri(address.Groups[1].Value), new Uri(Portal().Match(process.Notes).Groups[1].Value), KeyIn(process.Data, "decide"), KeyIn(process.Data, "admin"));
    }

    /// <summary>Posts with a decide or admin key as bearer, a write key as user name.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = key == WebKey
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")))
            : new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Asks for something, with a key as bearer or without one.</summary>
    public async Task<JsonElement> GetAsync(string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    /// <summary>Ends it as a service manager does.</summary>
    public async Task StopAsync()
    {
        await Process.TerminateAsync();
        Assert.Equal(0, await Process.EndAsync());
    }

    public void Dispose()
    {
        _http.Dispose();
        Process.Dispose();
    }

    private static string KeyIn(string data, string kind) =>
        data.Split('\n').Single(line => line.StartsWith($"{kind} key", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];

    [GeneratedRegex(@"on (http://[0-9.:]+)\. Stop")]
    private static partial Regex Serving();

    [GeneratedRegex("The privacy centre, for customers: (http\\S+)")]
    private static partial Regex Portal();
}
