using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fulcrum.Server.Rights.OpenDsr;

namespace Fulcrum.Server.Rights;

/// <summary>Calls partners and connected systems about rights: JSON, signed. A redirect is no answer, none waits longer than a quarter of a minute, and a name leads to no <see cref="OutsideAddress"/> that may not be called.</summary>
/// <remarks>Safe from many threads. Whom to call is decided by whoever calls.</remarks>
internal sealed class SignedCalls(ServerParts parts) : IDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = AnswerMax, ConnectCallback = OutsideAddress.ConnectAsync }) { Timeout = AnswerMax };

    /// <summary>Posts a body.</summary>
    /// <param name="to">The address.</param>
    /// <param name="domain">Whose signature it carries.</param>
    /// <param name="isOpenGdpr">Whether under the names of the protocol before.</param>
    /// <param name="write">Writes the body.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The status of the answer; null when there is no key to sign with.</returns>
    public async ValueTask<HttpStatusCode?> PostAsync(Uri to, string domain, bool isOpenGdpr, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        if (parts.RightsKeyOf(domain) is not { } key)
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, Answer.Options))
        {
            write(json);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in new SignedAnswer(key, domain, isOpenGdpr).Headers(body.WrittenMemory))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return response.StatusCode;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
