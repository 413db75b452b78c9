using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>A client that does what an SDK does by itself, and no more: it comes back when it is told to, asks another node where a connection is refused or ends, and keeps its ids.</summary>
internal sealed class RollingClient(int number, Uri[] nodes, ServerKeys keys)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);

    private int _moved;

    /// <summary>Requests that were to be done.</summary>
    public int Requests { get; private set; }

    /// <summary>Events acknowledged.</summary>
    public int Events { get; private set; }

    /// <summary>Sent to another node, since this one refused the connection.</summary>
    public int Refused { get; private set; }

    /// <summary>Sent again when told to come back (429, 503 with Retry-After).</summary>
    public int ToldToWait { get; private set; }

    /// <summary>Sent again with the same ids, since the connection ended without an answer.</summary>
    public int Cut { get; private set; }

    /// <summary>Decisions made from the context, since no owner was reached: a page shows them as they are.</summary>
    public int Contextual { get; private set; }

    /// <summary>What else was answered.</summary>
    public List<string> ByHand { get; } = [];

    /// <summary>Sends events, a consent and questions in turn.</summary>
    public async Task RunAsync(Func<bool> isOver, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var turn = 0; !isOver(); turn++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"rolling-{number}-{turn}");
            if (await SendAsync(http, "/v1/batch", $$"""{"writeKey":"prove-scratch-key-sent","batch":[{"type":"track","event":"Proof Sent","messageId":"{{id}}","userId":"rolling-{{number}}","properties":{"number":1} }]}""", cancellation) is not null)
            {
                Events++;
            }

            await SendAsync(http, "/v1/consents", $$"""{"identifiers":{"userId":"rolling-{{number}}"},"requestId":"{{id}}","decisions":[{"purpose":"news","state":"{{(turn % 2 == 0 ? "given" : "withdrawn")}}","notice":"scratch@1","language":"en","channel":"web","method":"express"}]}""", cancellation);
            if (await SendAsync(http, "/v1/decide", $$"""{"placements":["spot-news"],"subject":{"userId":"rolling-{{number}}"},"requestId":"{{id}}"}""", cancellation) is { } decided
                && decided.Contains("owner-unreachable", StringComparison.Ordinal))
            {
                Contextual++;
            }
        }
    }

    private async Task<string?> SendAsync(HttpClient http, string path, string json, CancellationToken cancellation)
    {
        Requests++;
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(nodes[(number + _moved) % nodes.Length], path)) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = path == "/v1/batch" ? null : new AuthenticationHeaderValue("Bearer", keys.Decide);
            try
            {
                using var answer = await http.SendAsync(request, cancellation);
                var body = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return body;
                }

                if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || answer.Headers.RetryAfter?.Delta is not { } wait)
                {
                    ByHand.Add($"{path}: {(int)answer.StatusCode} {body}");
                    return null;
                }

                ToldToWait++;
                await Task.Delay(wait < WaitMax ? wait : WaitMax, cancellation);
            }
            catch (HttpRequestException gone) when (gone.HttpRequestError == HttpRequestError.ConnectionError)
            {
                Refused++;
                _moved++;
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                Cut++;
                _moved++;
            }
        }
    }
}
