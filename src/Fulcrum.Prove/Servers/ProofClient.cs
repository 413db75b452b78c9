using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Fulcrum.Prove.Servers;

/// <summary>A client that never throws for what a server or network does: every request has one of three ends.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class ProofClient : IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly AuthenticationHeaderValue _decide;
    private readonly AuthenticationHeaderValue _admin;

    /// <summary>A client of one server.</summary>
    public ProofClient(Uri server, ServerKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = server, Timeout = AnswerMax };
        _decide = new AuthenticationHeaderValue("Bearer", keys.Decide);
        _admin = new AuthenticationHeaderValue("Bearer", keys.Admin);
    }

    /// <summary>Asks with the decide key.</summary>
    public Task<Reply> DecideAsync(string path, string json, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, json, _decide, cancellation);

    /// <summary>Asks with the admin key.</summary>
    public Task<Reply> AdminAsync(string path, string json, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, json, _admin, cancellation);

    /// <summary>Reads with the admin key.</summary>
    public Task<Reply> ReadAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, _admin, cancellation);

    /// <summary>Reads the account of a decision with the decide key.</summary>
    public Task<Reply> ExplainAsync(string decision, CancellationToken cancellation) => SendAsync(HttpMethod.Get, $"/v1/decisions/{decision}", null, _decide, cancellation);

    /// <summary>Sends events; the write key is in the body.</summary>
    public Task<Reply> CollectAsync(string json, CancellationToken cancellation) => SendAsync(HttpMethod.Post, "/v1/batch", json, null, cancellation);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<Reply> SendAsync(HttpMethod method, string path, string? json, AuthenticationHeaderValue? key, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key;
        if (json is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return new Reply((int)answer.StatusCode, bytes.Length > 0 && bytes[0] == '{' ? JsonDocument.Parse(bytes).RootElement : default);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return Reply.None;
        }
    }
}
